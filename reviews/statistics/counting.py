"""What is counted of each case, from its events. Cases that have gone on since are counted anew, and only they."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from applications.models import Application, Decision, Event, Specification
from portal.base.clock import today
from registries.models import StageKey
from reviews.models import CaseFigures, TimeEntry

BATCH = 1000
ENDINGS = {"grant": "granted", "refuse": "refused", "dismiss": "dismissed", "withdraw": "withdrawn"}
ASKED = "completion_requested"
CHECKED = (StageKey.LEGAL_REVIEW, StageKey.SPECIFICATION, StageKey.CONFIDENTIALITY_DECISION)
DELIVERED = (StageKey.INVOICE, StageKey.CLOSED)
HANDLED = (*DELIVERED, StageKey.REFUSED, StageKey.DISMISSED)
READ = ("version", "kind", "received_on", "queue_days", "handling_days", "authority__time_zone")
FIELDS = [field.name for field in CaseFigures._meta.fields if not field.primary_key]


@dataclass
class Course:
    """What the events of a case tell, one after the other."""

    received: datetime | None = None
    begun: datetime | None = None
    checked: datetime | None = None
    was_whole: bool | None = None
    asked: bool = False
    ended: datetime | None = None
    outcome: str | None = None
    handled: datetime | None = None
    delivered: bool = False

    def take(self, kind: str, before: str, after: str, at: datetime) -> None:
        """Go one event on: its kind, the stages before and after it, its moment."""
        self.asked = self.asked or kind == ASKED
        if kind in ENDINGS:
            self.ended, self.outcome = at, ENDINGS[kind]
        elif kind == "reopen":  # an appeal undid the decision, and what was handled is handled on
            self.ended = self.outcome = self.handled = None
        if after == StageKey.SUBMITTED:
            self.received = self.received or at
        elif after == StageKey.ASSIGNED:
            self.begun = self.begun or at
        elif before == StageKey.ASSIGNED and after in CHECKED and self.checked is None:
            self.checked, self.was_whole = at, not self.asked
        if after in HANDLED and self.handled is None:  # a complaint that opens a delivery again changes nothing (T9)
            self.handled, self.delivered = at, after in DELIVERED


def sent_cases() -> QuerySet:
    """Every case that was sent."""
    return Application.objects.exclude(case_number="").exclude(submitted_at=None)


def changed_cases() -> list[int]:
    """The cases, by id, that were never counted or have gone on, and those with time written since."""
    as_counted = CaseFigures.objects.filter(application=OuterRef("pk"), version=OuterRef("version"))
    gone_on = sent_cases().filter(~Exists(as_counted)).values_list("pk", flat=True)
    worked_on = CaseFigures.objects.filter(application__time_entries__written_at__gte=F("counted_at"))
    return sorted({*gone_on.order_by(), *worked_on.values_list("pk", flat=True)})


def count_cases(case_ids: Iterable[int], at: datetime) -> tuple[int, int]:
    """Count the cases, by id. Gives how many there are, and of how many something else was stored as of now."""
    number = differed = 0
    for batch in batches(case_ids):
        found = list(figures_of(batch, at))
        differed += how_many_differ(found)
        number += len(found)
        CaseFigures.objects.bulk_create(
            found, update_conflicts=True, unique_fields=["application"], update_fields=FIELDS
        )
    return number, differed


def how_many_differ(found: list[CaseFigures]) -> int:
    """Of how many cases something else is stored, although the case has not gone on since."""
    stored = CaseFigures.objects.in_bulk([figures.pk for figures in found])
    compared = [name for name in FIELDS if name != "counted_at"]

    def differs(now: CaseFigures) -> bool:
        before = stored.get(now.pk)
        is_same_state = before is not None and before.version == now.version
        return is_same_state and any(getattr(before, name) != getattr(now, name) for name in compared)

    return sum(map(differs, found))


def batches(case_ids: Iterable[int]) -> Iterator[list[int]]:
    """As many at a time as one query takes well."""
    rest = iter(case_ids)
    while batch := list(islice(rest, BATCH)):
        yield batch


def figures_of(case_ids: list[int], at: datetime) -> Iterator[CaseFigures]:
    """What is counted of the cases, in as many queries for one as for many. Nothing is written."""
    cases = Application.objects.filter(pk__in=case_ids).select_related("authority").only(*READ)
    cases = list(cases)  # before the events: a case that goes on meanwhile is counted anew the next time
    courses, partly, hours = courses_of(case_ids), partly_granted(case_ids), hours_of(case_ids)
    for case in cases:
        course = courses[case.pk]
        if course.received is not None:
            if case.pk in partly and course.outcome == CaseFigures.Outcome.GRANTED:
                course.outcome = CaseFigures.Outcome.PARTLY
            yield written(case, course, hours.get(case.pk), at)


def written(case: Application, course: Course, hours: tuple[Decimal, Decimal] | None, at: datetime) -> CaseFigures:
    """The row of a case, not saved."""

    def day(moment: datetime | None) -> date | None:
        return today(moment, case.authority.time_zone) if moment else None

    worked: dict[str, Any] = {}
    if hours and course.delivered and course.handled:
        estimated, spent = hours
        used = (spent * 100 / estimated).to_integral_value(ROUND_HALF_UP)
        worked = {"hours_estimated": estimated, "hours_spent": spent, "hours_used": int(used)}
    return CaseFigures(
        application=case,
        authority_id=case.authority_id,
        kind=case.kind,
        version=case.version,
        counted_at=at,
        received_on=case.received_on or day(course.received),
        begun_on=day(course.begun),
        queue_days=case.queue_days if course.begun else None,
        checked_on=day(course.checked),
        was_whole=course.was_whole,
        ended_on=day(course.ended),
        outcome=course.outcome,
        handled_on=day(course.handled) if course.begun else None,
        handling_days=case.handling_days if course.begun and course.handled else None,
        **worked,
    )


def courses_of(case_ids: list[int]) -> dict[int, Course]:
    """{case: what its events tell}."""
    courses: dict[int, Course] = defaultdict(Course)
    events = Event.objects.filter(Q(kind=ASKED) | ~Q(to_stage=""), application__in=case_ids)
    told = events.order_by("application_id", "number").values_list(
        "application", "kind", "from_stage", "to_stage", "at"
    )
    for case_id, *event in told.iterator():
        courses[case_id].take(*event)
    return courses


def partly_granted(case_ids: list[int]) -> set[int]:
    """The cases whose newest decision grants a part."""
    decisions = Decision.objects.filter(application__in=case_ids, decided_at__isnull=False).order_by("pk")
    newest = dict(decisions.values_list("application", "outcome"))
    return {case_id for case_id, outcome in newest.items() if outcome == Decision.Outcome.PARTLY}


def hours_of(case_ids: list[int]) -> dict[int, tuple[Decimal, Decimal]]:
    """{case: hours of the accepted specification, hours written} where both are known (S5)."""
    accepted = Specification.objects.accepted().filter(application__in=case_ids, hours__isnull=False)
    estimated = dict(accepted.values_list("application", "hours"))
    entries = TimeEntry.objects.charged().filter(application__in=list(estimated)).order_by()
    spent = dict(entries.values_list("application").annotate(Sum("hours")))
    return {case_id: (estimated[case_id], hours) for case_id, hours in spent.items()}
