"""The sums of an authority, written anew from what is counted of its cases; and what its public pages say of waits."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, F, IntegerField, QuerySet, Sum, Value
from django.db.models.functions import TruncDate, TruncMonth
from django.utils import timezone

from applications.models import Application
from portal.base.clock import add_months
from registries.models import FEWEST, ApplicationKind, Authority, MeasuredWait
from reviews.models import CaseFigures, OpenFigures, PeriodFigures
from reviews.statistics.histogram import HALF, NINE_OF_TEN, at_most

# {column of the sums: (the day that puts a case into a month, what is told apart)}
MEASURES = {
    "received": ("received_on", Value("")),
    "queue": ("begun_on", "queue_days"),
    "handling": ("handled_on", "handling_days"),
    "checks": ("checked_on", "was_whole"),
    "outcomes": ("ended_on", "outcome"),
    "hours_used": ("handled_on", "hours_used"),
}
REGISTRIES = "application__registries"  # a case with several counts in each
Grain = PeriodFigures.Grain
LATELY = timedelta(weeks=4)  # assignments of so long tell how far the queue has come (S3)


@transaction.atomic
def sum_up(authority_id: int, at: datetime | None = None) -> None:
    """Write the sums of an authority anew. Two at once wait for one another; cases are not locked."""
    at = at or timezone.now()
    authority = Authority.objects.select_for_update(no_key=True).get(pk=authority_id)
    cases = CaseFigures.objects.filter(authority=authority)
    PeriodFigures.objects.filter(authority=authority).delete()
    PeriodFigures.objects.bulk_create(periods_of(authority, cases), batch_size=500)
    OpenFigures.objects.filter(authority=authority).delete()
    OpenFigures.objects.bulk_create(open_of(authority, at), batch_size=500)
    MeasuredWait.objects.filter(authority=authority).delete()
    MeasuredWait.objects.bulk_create(waits_of(authority, cases, at))


def periods_of(authority: Authority, cases: QuerySet) -> list[PeriodFigures]:
    """The sums of every month and every year in which anything was counted."""
    periods: dict[tuple, PeriodFigures] = {}

    def of(registry_id: int | None, kind: str, month: date) -> Iterator[PeriodFigures]:
        for grain, begins in ((Grain.MONTH, month), (Grain.YEAR, month.replace(month=1))):
            fields = {"registry_id": registry_id, "kind": kind, "grain": grain, "begins": begins}
            yield periods.setdefault(tuple(fields.values()), PeriodFigures(authority=authority, **fields))

    for name, (day, value) in MEASURES.items():
        for *place, told_apart, number in counted(cases, day, value, Count("pk")):
            for period in of(*place):
                numbers = getattr(period, name)
                numbers[str(told_apart)] = numbers.get(str(told_apart), 0) + number
    for name in ("hours_estimated", "hours_spent"):
        for *place, _same, hours in counted(cases.exclude(hours_used=None), "handled_on", Value(""), Sum(name)):
            for period in of(*place):
                setattr(period, name, getattr(period, name) + hours)
    return list(periods.values())


def counted(cases: QuerySet, day: str, value, figure) -> Iterator[tuple]:
    """(registry or None for all, kind, month, value, figure) of the cases that have the day and the value."""
    there = cases.filter(**{f"{day}__isnull": False}).annotate(
        month=TruncMonth(day), told_apart=value if isinstance(value, Value) else F(value)
    )
    there = there.filter(told_apart__isnull=False).order_by()
    for registry in (Value(None, output_field=IntegerField()), F(REGISTRIES)):
        rows = there.annotate(of_registry=registry).values_list("of_registry", "kind", "month", "told_apart")
        if isinstance(registry, F):
            rows = rows.filter(of_registry__isnull=False)
        yield from rows.annotate(figure=figure)


def open_of(authority: Authority, at: datetime) -> list[OpenFigures]:
    """Where the open cases of an authority wait, and how long they have been in the stage."""
    today, found = authority.today(at), {}
    cases = Application.objects.still_open().filter(authority=authority).order_by()
    since = TruncDate("stage_since", tzinfo=ZoneInfo(authority.time_zone))
    for registry in (Value(None, output_field=IntegerField()), F("registries")):
        rows = cases.annotate(of_registry=registry, since=since)
        if isinstance(registry, F):
            rows = rows.filter(of_registry__isnull=False)
        told = rows.values_list("of_registry", "kind", "stage", "waiting_for", "since").annotate(number=Count("pk"))
        for *key, day, number in told:
            ages = found.setdefault(tuple(key), Counter())
            ages[(today - day).days] += number
    return [
        OpenFigures(
            authority=authority,
            registry_id=registry_id,
            kind=kind,
            stage=stage,
            waiting_for=waiting_for,
            ages=dict(ages),
            counted_at=at,
        )
        for (registry_id, kind, stage, waiting_for), ages in found.items()
    ]


def waits_of(authority: Authority, cases: QuerySet, at: datetime) -> list[MeasuredWait]:
    """What the public pages say of new applications: one for the authority, and one for each of its registries."""
    today = authority.today(at)
    year, new = add_months(today, -12), cases.filter(kind=ApplicationKind.NEW)
    queue = by_registry(new.filter(begun_on__gt=year), "queue_days")
    handling = by_registry(new.filter(handled_on__gt=year), "handling_days")
    begun = by_registry(new.filter(begun_on__gt=today - LATELY), "received_on")
    return [
        MeasuredWait(
            authority=authority,
            registry_id=registry_id,
            counted_at=at,
            **of_cases("handled", "handling", handling[registry_id]),
            **of_cases("begun", "queue", queue[registry_id]),
            begun_from=month_begun_with(begun[registry_id]),
        )
        for registry_id in {None, *queue, *handling}
    ]


def by_registry(cases: QuerySet, value: str) -> dict[int | None, Counter]:
    """{registry, or None for all: {value: number of cases}}."""
    found: dict[int | None, Counter] = defaultdict(Counter)
    there = cases.filter(**{f"{value}__isnull": False}).order_by()
    for told, number in there.values_list(value).annotate(Count("pk")):
        found[None][told] = number
    of_registries = there.filter(**{f"{REGISTRIES}__isnull": False})
    for registry_id, told, number in of_registries.values_list(REGISTRIES, value).annotate(Count("pk")):
        found[registry_id][told] = number
    return found


def of_cases(number: str, days: str, histogram: Counter) -> dict[str, int | None]:
    """The number of cases, and the days that half and nine of ten took at most, where there are enough of them."""
    cases = sum(histogram.values())
    enough = histogram if cases >= FEWEST else {}
    return {
        number: cases,
        f"{days}_half": at_most(HALF, enough),
        f"{days}_most": at_most(NINE_OF_TEN, enough),
    }


def month_begun_with(came: Counter) -> date | None:
    """The month in which the cases came in that are begun with now, its first day; None where too few were begun (S3).

    `came` has the days on which those came in that got their officer lately. The middle one counts: a single case that
    was let before the others, or one that was found late, does not move it.
    """
    if sum(came.values()) < FEWEST:
        return None
    return at_most(HALF, came).replace(day=1)
