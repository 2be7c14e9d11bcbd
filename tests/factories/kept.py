"""What many tests begin with is made once a process, by the actions that people take, and written back for the others.

A case that has come to its delivery takes a third of a second and hundreds of statements. `kept` lets it be made the
first time; the rows that this wrote are kept, and where a later test asks for the same from the same rows, the database
gets them in one go, keys and all, as if the actions had been taken again. Nothing is shared: every test has its own
rows in its own transaction. Whether it is the same is seen in the database, not said by the tests: everything in it is
part of what is compared, so a changed procedure or one person more makes another case.
"""

import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

import pytest
import time_machine
from django.apps import apps
from django.conf import UserSettingsHolder, settings
from django.db import connection, transaction
from django.utils import timezone, translation

from tests.factories.rows import Rows, rows_of

Made = TypeVar("Made")
MOST_ROWS = 200  # in a table; with more than these, looking takes as long as making
# Written by migrations and by sign-ins, not by what people do in cases.
ASIDE = {"contenttypes", "sessions", "admin", "auth"}


@dataclass(frozen=True)
class Kept:
    """What was made: the statements that write it again, what waited for the commit, and what was given back."""

    statements: list[tuple[str, list[tuple]]]
    waiting: list[tuple[Callable, bool]]
    answer: bytes


_kept: dict[bytes, Kept] = {}
_patches: list[pytest.MonkeyPatch] = []  # of the test that runs: the `code_as_it_is` of conftest.py notes it here


def kept(name: str, make: Callable[[], Made]) -> Made:
    """What `make` gives back, once it, or an earlier test's same call, has written its rows. `name` says what it makes.

    Only where a test's transaction is open, and code, time and settings are those of every test, is anything kept.
    """
    rows = _everything() if _is_an_ordinary_test() else None
    if rows is None:
        return make()
    key = _key(name, rows)
    if key not in _kept:
        before = len(connection.run_on_commit)
        made = make()
        _remember(key, rows, connection.run_on_commit[before:], made)
        return made
    with transaction.atomic():
        _write(_kept[key].statements)
        for function, robust in _kept[key].waiting:
            transaction.on_commit(function, robust=robust)
    return pickle.loads(_kept[key].answer)


@contextmanager
def watching(patches: pytest.MonkeyPatch) -> Iterator[None]:
    """While a test runs that patches code with this: what is made by patched code is not kept."""
    _patches[:] = [patches]
    yield
    _patches.clear()


def _is_an_ordinary_test() -> bool:
    if any(patches._setattr or patches._setitem for patches in _patches):
        return False
    time_runs_oddly = time_machine.escape_hatch.is_travelling() and timezone.now() != timezone.now()
    return connection.in_atomic_block and not time_runs_oddly and not isinstance(settings._wrapped, UserSettingsHolder)


def _key(name: str, rows: Rows) -> bytes:
    now = timezone.now()
    here = (name, translation.get_language(), now if time_machine.escape_hatch.is_travelling() else now.date())
    return sha256(repr((here, rows)).encode()).digest()


def _models():
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label not in ASIDE]


def _everything() -> Rows | None:
    """Every row of every table, or None where there are too many."""
    rows = rows_of(_models(), most=MOST_ROWS + 1)
    return None if any(len(found) > MOST_ROWS for found in rows.values()) else rows


def _remember(key: bytes, before: Rows, waiting: list, made) -> None:
    """Keep what has changed since `before`, if new and changed rows are all of it."""
    after = _everything()
    if after is None:
        return
    statements = []
    for model in _models():
        table, fields = model._meta.db_table, model._meta.local_concrete_fields
        place = [field.column for field in fields].index(model._meta.pk.column)
        was, now = ({row[place]: row for row in rows[table]} for rows in (before, after))
        if was.keys() - now.keys():
            return
        names, marks = [f'"{field.column}"' for field in fields], ", ".join(["%s"] * len(fields))
        insert = f'INSERT INTO "{table}" ({", ".join(names)}) VALUES ({marks})'
        update = f'UPDATE "{table}" SET {", ".join(f"{name} = %s" for name in names)} WHERE {names[place]} = %s'
        statements.append((insert, [row for pk, row in now.items() if pk not in was]))
        statements.append((update, [(*row, pk) for pk, row in now.items() if pk in was and row != was[pk]]))
    calls = [(function, robust) for _, function, robust in waiting]
    _kept[key] = Kept([(words, rows) for words, rows in statements if rows], calls, pickle.dumps(made))


def _write(statements: list[tuple[str, list[tuple]]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            bare = cursor.cursor
            bare.execute(b";".join(bare.mogrify(words, row) for words, rows in statements for row in rows))
            return
        for words, rows in statements:
            cursor.executemany(words, rows)
