"""Count the cases for the statistics: what has changed since the last time, or everything anew."""

from datetime import datetime

from django.utils import timezone

from registries.models import Authority
from reviews.statistics.counting import changed_cases, count_cases, sent_cases
from reviews.statistics.summing import sum_up


def update_statistics(*, at: datetime | None = None) -> int:
    """Count the cases that have gone on since they were counted, and sum every authority up. Gives how many cases.

    Authorities without a change are summed up too: the last twelve months and the ages of open cases end today.
    """
    at = at or timezone.now()
    number, _differed = count_cases(changed_cases(), at)
    for authority_id in Authority.objects.values_list("pk", flat=True):
        sum_up(authority_id, at)
    return number


def rebuild_statistics(*, at: datetime | None = None) -> tuple[int, int]:
    """Count every case anew from its events. Gives how many cases there are, and of how many the figures differed."""
    at = at or timezone.now()
    counted = count_cases(sent_cases().order_by("pk").values_list("pk", flat=True).iterator(), at)
    for authority_id in Authority.objects.values_list("pk", flat=True):
        sum_up(authority_id, at)
    return counted
