"""What is dear to set up is made once for all tests of a module."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is written to the database inside is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
