"""Gunicorn's line for each request, without the keys that stand in some addresses."""

import re

from gunicorn.glogging import Logger

# A link that opens without an account carries a signed key, longer than any name or number in an address.
KEY = re.compile(r"[^/]{40,}")


def without_keys(path: str) -> str:
    """The path with “…” in place of every key: whoever reads the log must not be able to open the page."""
    return KEY.sub("…", path)


class AccessLog(Logger):
    """`gunicorn --logger-class portal.base.accesslog.AccessLog`."""

    def atoms(self, resp, req, environ, request_time):
        """The values that --access-logformat can name."""
        values = super().atoms(resp, req, environ, request_time)
        return values | {"U": without_keys(values["U"])}
