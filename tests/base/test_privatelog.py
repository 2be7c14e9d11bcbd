"""The log says what failed and where, and nothing of what people wrote."""

import io
import logging

import pytest
from celery import Celery
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from tests.factories.people import UserFactory

PERSONAL = "astrid.lindqvist@example.org"


@pytest.fixture
def lines():
    """What the portal's own settings make of a record."""
    stream, form = io.StringIO(), settings.LOGGING["formatters"]["line"]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(import_string(form["()"])(form["format"], style=form["style"]))
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


@pytest.mark.django_db
def test_log_when_the_database_refuses_a_row_then_does_not_quote_it(lines):
    UserFactory(email=PERSONAL)
    try:
        with transaction.atomic():
            UserFactory(email=PERSONAL)
    except IntegrityError as error:
        assert error.__cause__ is not None
        logging.getLogger("portal").exception("the account of a person could not be made")
    written = lines.getvalue()
    assert "the account of a person could not be made" in written
    assert "django.db.utils.IntegrityError" in written and "test_privatelog.py" in written
    assert "While that was dealt with:" in written
    assert PERSONAL not in written


def test_log_when_a_task_fails_then_tells_its_kind_and_not_its_words(lines):
    app = Celery("somewhere", broker="memory://", task_always_eager=True)

    @app.task(name="somewhere.send")
    def send():
        raise ValueError(f"{PERSONAL} has no mailbox")

    assert send.apply().failed()
    written = lines.getvalue()
    assert "somewhere.send" in written and "ValueError" in written
    assert PERSONAL not in written
