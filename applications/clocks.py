"""The clocks of a case. Everything the queue stores about time follows from the events, by the functions here."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from applications.models import OPEN_STAGES, Application, Event, Waiting
from portal.base.clock import add_working_days, today, working_days_between
from registries.models import StageKey

PAUSES = {"completion_requested": "completion", "specification_proposed": "specification"}
RESUMES = {
    "completion_answered": "completion",
    "completion_withdrawn": "completion",
    "accept_specification": "specification",
    "specification_declined": "specification",
    "specification_voided": "specification",
}
# In the stage of the decision the officer drafts first; from then on the decision maker is waited for.
DRAFTED = "decision_drafted"


@dataclass
class Clocks:
    """What is stored on a case: whose turn, until when, and the days so far (docs/requirements.md)."""

    submitted_at: datetime | None = None
    stage_since: datetime | None = None
    waiting_for: str = Waiting.APPLICANT
    deadline_on: date | None = None
    queue_days: int = 0
    handling_days: int = 0
    waiting_days: int = 0


@dataclass
class Walk:
    """Where a walk through the events has come to."""

    stage: str = StageKey.DRAFT
    since: datetime | None = None
    submitted: datetime | None = None
    assigned: datetime | None = None
    ended: datetime | None = None
    drafted: bool = False
    pauses: dict = field(default_factory=dict)  # what is open → the day until which the applicant can answer
    paused_from: datetime | None = None
    spans: list = field(default_factory=list)  # closed pauses, as pairs of moments

    def take(self, event: Event) -> None:
        """Go one event on."""
        if event.kind in PAUSES:
            self.pauses[PAUSES[event.kind]] = date.fromisoformat(event.details["until"])
            self.paused_from = self.paused_from or event.at
        if event.kind in RESUMES:
            self.pauses.pop(RESUMES[event.kind], None)
        if event.kind == DRAFTED:
            self.drafted = True
        if event.to_stage:
            self.enter(event)
        if self.paused_from and not self.pauses:
            self.spans.append((self.paused_from, event.at))
            self.paused_from = None

    def enter(self, event: Event) -> None:
        """Enter the stage that the event leads to."""
        self.stage, self.since, self.drafted = event.to_stage, event.at, False
        if self.stage == StageKey.SUBMITTED:
            self.submitted = event.at
        if self.stage == StageKey.ASSIGNED:
            self.assigned = self.assigned or event.at
        if self.stage not in OPEN_STAGES:
            self.pauses.clear()
        delivered = self.stage in (StageKey.INVOICE, StageKey.CLOSED)
        if (delivered or self.stage not in OPEN_STAGES) and not self.ended:
            self.ended = event.at  # and so it stays when a complaint opens the delivery again (T9)
        if self.stage in (StageKey.ASSIGNED, StageKey.CONFIDENTIALITY_DECISION):
            self.ended = None  # reopened


def derive(case: Application, events: list[Event], at: datetime | None = None) -> Clocks:
    """The clocks of a case at a moment, from its events alone. Days are working days of the authority's country."""
    walk = Walk()
    for event in events:
        walk.take(event)
    now = at or timezone.now()
    days = _days(case, walk.submitted, walk.assigned or walk.ended or now)
    if not walk.submitted:
        return Clocks(stage_since=walk.since)
    end = walk.ended or now
    waited = _waited(case, walk, walk.assigned, end)
    return Clocks(
        submitted_at=walk.submitted,
        stage_since=walk.since,
        waiting_for=_waiting_for(case, walk),
        deadline_on=_deadline(case, walk, now),
        queue_days=days,
        handling_days=max(_days(case, walk.assigned, end) - waited, 0),
        waiting_days=waited,
    )


def _days(case: Application, start: datetime | None, end: datetime) -> int:
    """Working days from one moment to another, by the authority's calendar; 0 where it has not begun."""
    if start is None:
        return 0
    zone, country = case.authority.time_zone, case.authority.country
    return working_days_between(today(start, zone), today(end, zone), country)


def _waited(case: Application, walk: Walk, start: datetime | None, end: datetime) -> int:
    """Working days in which the case waited for the applicant, between two moments."""
    if start is None:
        return 0
    spans = [*walk.spans, (walk.paused_from, end)] if walk.paused_from else walk.spans
    return sum(_days(case, max(first, start), min(last, end)) for first, last in spans if last > start and first < end)


def _waiting_for(case: Application, walk: Walk) -> str:
    if walk.stage not in OPEN_STAGES:
        return Waiting.APPLICANT if walk.stage == StageKey.DRAFT else Waiting.NOBODY
    if walk.pauses:
        return Waiting.APPLICANT
    if walk.stage == StageKey.CONFIDENTIALITY_DECISION and not walk.drafted:
        return Waiting.CASE_OFFICER
    if walk.stage == StageKey.LEGAL_REVIEW:
        return case.reviewing_role
    row = case.procedure.stage(walk.stage)
    return row.role if row and row.role in Waiting.values else Waiting.CASE_OFFICER


def _deadline(case: Application, walk: Walk, now: datetime) -> date | None:
    """The day on which the one who is waited for should be done; None where nobody is."""
    if walk.stage not in OPEN_STAGES:
        return None
    if walk.pauses:
        return min(walk.pauses.values())
    row = case.procedure.stage(walk.stage)
    if row is None or not row.limit_days:
        return None
    limit = row.limit_days + _waited(case, walk, walk.since, now)
    return add_working_days(today(walk.since, case.authority.time_zone), limit, case.authority.country)


def refresh(case: Application, at: datetime | None = None, events: list[Event] | None = None) -> None:
    """Write the clocks onto a case whose row is locked, from its `events` if they are at hand. The caller saves it."""
    clocks = derive(case, list(case.events.order_by("number")) if events is None else events, at)
    for name, value in vars(clocks).items():
        setattr(case, name, value)
