"""Statements whose words are put together once: what differs between people is put in when they are sent.

Django writes a statement anew each time; for one that counts a dozen things that takes far longer than the database
needs to answer it. The words depend on the roles that somebody has, hardly on who it is: so they are written for a
stand-in and kept, and what is the stand-in's own (its number, that of its authority, …) is exchanged for the person's.

PostgreSQL plans such a statement for ten times as long as it answers it, so the plan is kept too, on each connection.
See docs/decisions/0024-what-every-page-asks-is-put-together-once.md.
"""

from collections.abc import Mapping
from copy import copy
from functools import cached_property
from hashlib import blake2b
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model, QuerySet
from django.db.models.sql import Query
from psycopg2.extensions import AsIs

# What the stand-in has in a statement → what is to be asked with.
Exchange = Mapping[int | UUID, int | UUID]
KINDS = {int: "bigint", UUID: "uuid"}
# For each connection to PostgreSQL the names of the statements that it has planned.
_planned: WeakKeyDictionary[object, set[str]] = WeakKeyDictionary()


class Statement:
    """Words and values of a statement, as the stand-in asks."""

    def __init__(self, sql: str, values: tuple[Any, ...]):
        self.sql, self.values = sql, values

    def asked(self, exchange: Exchange) -> tuple[str, list]:
        """What a cursor is to execute: the words, and the values with the person's own among them."""
        if not _keeps_plans():
            return self.sql, self._values_with(exchange | {key.hex: one.hex for key, one in _uuids(exchange)})
        name, keys = self._name, sorted(exchange, key=str)
        self._plan(f"{name}_{len(keys)}", keys)
        return f"EXECUTE {name}_{len(keys)} ({', '.join(['%s'] * len(keys))})", [exchange[key] for key in keys]

    @cached_property
    def _name(self) -> str:
        return f"kept_{blake2b(repr((self.sql, self.values)).encode(), digest_size=16).hexdigest()}"

    def _values_with(self, exchange: Mapping) -> list:
        return [exchange.get(value, value) if type(value) in (int, str, UUID) else value for value in self.values]

    def _plan(self, name: str, keys: list[int | UUID]) -> None:
        """Let the connection plan the statement, unless it has. What is exchanged are its parameters, in that order."""
        connection.ensure_connection()
        planned = _planned.setdefault(connection.connection, set())
        if name in planned:
            return
        places = {key: AsIs(f"${place}") for place, key in enumerate(keys, start=1)}
        kinds = ", ".join(KINDS[type(key)] for key in keys)
        with connection.connection.cursor() as cursor:
            asked = cursor.mogrify(self.sql, self._values_with(places)).decode()
            cursor.execute(f"SET plan_cache_mode = force_generic_plan; PREPARE {name} ({kinds}) AS {asked}")
        planned.add(name)


def _keeps_plans() -> bool:
    """Whether a statement that is prepared on this connection is still there the next time.

    Behind a pool that hands a connection to somebody else after each transaction it is not; Django wants to be told of
    such a pool by the same setting.
    """
    return connection.vendor == "postgresql" and not connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")


def _uuids(exchange: Exchange) -> list[tuple[UUID, UUID]]:
    """What SQLite knows as text."""
    return [(key, one) for key, one in exchange.items() if isinstance(key, UUID)]


class Prepared:
    """A statement that gives rows of its own columns."""

    def __init__(self, rows: QuerySet):
        """Of a queryset that was given its columns by `values()` or `values_list()`; in its order."""
        sql, values = rows.query.sql_with_params()
        self.statement = Statement(sql, tuple(values))
        self.columns = tuple(rows.query.selected)

    def row(self, exchange: Exchange) -> dict[str, Any]:
        """The row of a statement that gives one."""
        return self.rows(exchange)[0]

    def rows(self, exchange: Exchange) -> list[dict[str, Any]]:
        """The rows, as the database gives them."""
        with connection.cursor() as cursor:
            cursor.execute(*self.statement.asked(exchange))
            return [dict(zip(self.columns, row, strict=True)) for row in cursor.fetchall()]


class _Kept(Query):
    """A query that gives its statement as it was written once, with what is exchanged."""

    def get_compiler(self, using=None, connection=None, elide_empty=True):
        """The compiler that wrote the statement, for the connection of this thread."""
        compiler = copy(self.written_by)
        compiler.connection = connection or connections[using or DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda *_asked, **_how: self.statement.asked(self.exchange)
        return compiler


class PreparedInstances:
    """A statement that gives instances, with what is read beside them (`select_related`, `prefetch_related`, …)."""

    def __init__(self, rows: QuerySet):
        self._rows = rows
        self._written_by = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, values = self._written_by.as_sql()
        except EmptyResultSet:  # asks for what cannot be: whoever has no role has no case
            self._statement = None
        else:
            self._statement = Statement(sql, tuple(values))

    def instances(self, exchange: Exchange) -> list[Model]:
        """The instances, in the order of the queryset."""
        if self._statement is None:
            return []
        rows = self._rows.all()
        rows.query = rows.query.chain(_Kept)
        rows.query.written_by, rows.query.statement, rows.query.exchange = self._written_by, self._statement, exchange
        return list(rows)
