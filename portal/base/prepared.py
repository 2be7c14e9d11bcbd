"""Statements whose words are put together once: what differs between people is put in when they are sent.

Django writes a statement anew each time; for one that counts a dozen things that takes far longer than the database
needs to answer it. The words depend on the roles that somebody has, hardly on who it is: so they are written for a
stand-in and kept, and the stand-in's numbers are exchanged for the person's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet


@dataclass(frozen=True)
class Prepared:
    """One statement: its words, its values as the stand-in has them, and what the columns are."""

    sql: str
    values: tuple[Any, ...]
    columns: tuple[str, ...]

    @classmethod
    def of(cls, rows: QuerySet) -> "Prepared":
        """The statement of a queryset that was given its columns by `values()` or `values_list()`."""
        sql, values = rows.order_by().query.sql_with_params()
        return cls(sql, tuple(values), tuple(rows.query.selected))

    def row(self, numbers: Mapping[int, int]) -> dict[str, Any]:
        """The row of a statement that gives one. `numbers`: the stand-in's number → the one to ask with."""
        return self.rows(numbers)[0]

    def rows(self, numbers: Mapping[int, int]) -> list[dict[str, Any]]:
        """The rows, as the database gives them, in no order. `numbers` as above."""
        values = [numbers.get(value, value) if type(value) is int else value for value in self.values]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, values)
            return [dict(zip(self.columns, row, strict=True)) for row in cursor.fetchall()]
