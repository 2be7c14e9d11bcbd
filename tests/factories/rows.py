"""The rows of tables as they stand, read past the models: hundreds of looks in a test cost only the database's part."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Model

Rows = dict[str, list[tuple]]


def rows_of(models: Iterable[type[Model]], most: int | None = None) -> Rows:
    """Every row of the models' tables, by table and in the order of their keys; at most so many of each."""
    found = {}
    limit = f" LIMIT {most}" if most else ""
    with connection.cursor() as cursor:
        for model in models:
            columns = ", ".join(f'"{field.column}"' for field in model._meta.local_concrete_fields)
            table, key = model._meta.db_table, model._meta.pk.column
            cursor.cursor.execute(f'SELECT {columns} FROM "{table}" ORDER BY "{key}"{limit}')  # uncounted by a test
            found[table] = cursor.cursor.fetchall()
    return found
