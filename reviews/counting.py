"""Counts that stop counting: how many rows, but never more than a limit."""

from django.db.models import IntegerField, QuerySet, Subquery

LIMIT = 500
# Every page shows how much waits for the reader: that there is more than this says enough.
LIMIT_IN_THE_BAR = 100


class CountUpTo(Subquery):
    """The number of rows of a queryset as a column of another query, counted up to a limit (LIMIT) and one more."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
    empty_result_set_value = 0  # rows that cannot be there are none, and not unknown

    def __init__(self, rows: QuerySet, limit: int | None = None, **extra):
        super().__init__(rows.order_by().values("pk")[: (limit or LIMIT) + 1], **extra)


def capped(number: int | None, limit: int | None = None) -> str:
    """A capped count as it is shown: "23", or "500+" where there are more than the limit (LIMIT)."""
    limit = limit or LIMIT
    return f"{limit}+" if (number or 0) > limit else str(number or 0)
