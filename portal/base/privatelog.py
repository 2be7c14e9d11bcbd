"""Lines of the log that hold nothing personal: what was being done and where it failed, never the words of an error.

An error of the database quotes the row that it is about, one of a form what somebody typed. Whoever reads the log needs
the kind of error and the place in the code.
"""

import logging
import traceback
from copy import copy


def told(error: BaseException) -> str:
    """An error and those that led to it: for each the places in the code and its kind, without its words."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    places = "".join(traceback.format_tb(error.__traceback__))
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    first = f"{told(before)}\nWhile that was dealt with:\n" if before is not None else ""
    return f"{first}Traceback (most recent call last):\n{places}{kind}"


class PrivateFormatter(logging.Formatter):
    """Writes a record with its error as `told` says it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line. Celery puts the words of an error into its own message, too: its kind stands in their place."""
        error = record.exc_info[1] if record.exc_info else None
        record = copy(record)
        record.exc_text = None  # another formatter may have kept the words there
        if error is not None and isinstance(record.args, dict):
            record.args = record.args | {"exc": type(error).__qualname__, "traceback": "", "return_value": ""}
        return super().format(record)

    def formatException(self, exc_info) -> str:
        """The error without its words."""
        return told(exc_info[1])
