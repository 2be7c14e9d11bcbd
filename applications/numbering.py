"""Numbers without gaps, per authority and year."""

from django.db import transaction

from applications.models import Counter
from registries.models import Authority


def take_next(authority: Authority, kind: str, year: int) -> int:
    """The next number. The counter's row stays locked until the transaction that takes it ends, so a transaction that
    fails leaves no gap. Has to be called inside one."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A number is taken inside the transaction that uses it.")
    Counter.objects.get_or_create(authority=authority, kind=kind, year=year)
    counter = Counter.objects.select_for_update().get(authority=authority, kind=kind, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def next_case_number(authority: Authority, year: int) -> tuple[str, int, int]:
    """Case number as people read it, its year and its place in the year."""
    sequence = take_next(authority, "case", year)
    return authority.format_case_number(sequence, year), year, sequence
