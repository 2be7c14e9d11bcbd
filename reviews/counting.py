"""Counts that stop counting: how many rows, but never more than a limit."""

from django.db.models import IntegerField, QuerySet, Subquery

LIMIT = 1000


class CountUpTo(Subquery):
    """The number of rows of a queryset as a column of another query, counted up to LIMIT and one more."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
    empty_result_set_value = 0  # rows that cannot be there are none, and not unknown

    def __init__(self, rows: QuerySet, **extra):
        super().__init__(rows.order_by().values("pk")[: LIMIT + 1], **extra)


def capped(number: int | None) -> str:
    """A capped count as it is shown: "23", or "1000+" where there are more."""
    return f"{LIMIT}+" if (number or 0) > LIMIT else str(number or 0)
