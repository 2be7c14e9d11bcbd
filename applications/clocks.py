"""The clocks of a case. Everything the queue stores about time follows from the events, by the functions here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone

from applications.models import BEFORE_DECISION, OPEN_STAGES, Application, Event, Waiting
from applications.reminders import (
    ABOUT_DEMAND,
    ABOUT_SPECIFICATION,
    ABOUT_STAGE,
    Deadline,
    Reminder,
    Told,
    due_reminder,
    next_reminder,
)
from portal.base.clock import add_months, add_working_days, today, working_days_between
from registries.models import StageKey

PAUSES = {"completion_requested": "completion", "specification_proposed": "specification"}
RESUMES = {
    "completion_answered": "completion",
    "completion_withdrawn": "completion",
    "accept_specification": "specification",
    "specification_declined": "specification",
    "specification_voided": "specification",
    "specification_expired": "specification",
    "specification_replaced": "specification",
}
# In the stage of the decision the officer drafts first; from then on the decision maker is waited for.
DRAFTED = "decision_drafted"
DEMANDED, DEMAND_REFUSED, TOLD_OF_DELAY, REMINDED = (
    "decision_demanded",
    "demand_refused",
    "delay_notice_sent",
    "deadline_reminded",
)
# The stages whose limits make the time until the decision, from the day that a case officer has the case.
UNTIL_DECISION = (
    StageKey.ASSIGNED,
    StageKey.LEGAL_REVIEW,
    StageKey.SPECIFICATION,
    StageKey.CONFIDENTIALITY_DECISION,
)
ONE_DAY = timedelta(days=1)
# The only events without a change of stage that the clocks go by.
TURNING = frozenset({*PAUSES, *RESUMES, DRAFTED, DEMANDED, DEMAND_REFUSED, TOLD_OF_DELAY, REMINDED})


@dataclass
class Clocks:
    """What is stored on a case: whose turn, until when, and the days so far (docs/requirements.md)."""

    submitted_at: datetime | None = None
    stage_since: datetime | None = None
    waiting_for: str = Waiting.APPLICANT
    deadline_on: date | None = None
    demand_until: date | None = None  # by when a demand for a decision is to be answered
    notice_due_on: date | None = None  # from when the applicant should be told of a delay
    remind_on: date | None = None  # when somebody is to be reminded next
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
    demand_until: date | None = None
    told_to_expect: date | None = None  # the day that the newest notice of delay names
    reminded: dict = field(default_factory=dict)  # about what → what was told last (reminders.Told)

    def take(self, event: Event) -> None:
        """Go one event on."""
        if event.kind in PAUSES:
            self.pauses[PAUSES[event.kind]] = date.fromisoformat(event.details["until"])
            self.paused_from = self.paused_from or event.at
            self.reminded.pop(PAUSES[event.kind], None)
        if event.kind in RESUMES:
            self.pauses.pop(RESUMES[event.kind], None)
        if event.kind == DRAFTED:
            self.drafted = True
        self.take_delay(event)
        if event.to_stage:
            self.enter(event)
        if self.paused_from and not self.pauses:
            self.spans.append((self.paused_from, event.at))
            self.paused_from = None

    def take_delay(self, event: Event) -> None:
        """Note what was demanded, answered, and told of a delay or a deadline."""
        if event.kind == DEMANDED:
            self.demand_until = date.fromisoformat(event.details["until"])
        if event.kind == DEMAND_REFUSED:
            self.demand_until = None
        if event.kind == TOLD_OF_DELAY:
            self.told_to_expect = date.fromisoformat(event.details["until"])
        if event.kind == REMINDED:
            self.reminded[event.details["about"]] = Told(event.details["step"], event.at)

    def enter(self, event: Event) -> None:
        """Enter the stage that the event leads to."""
        self.stage, self.since, self.drafted = event.to_stage, event.at, False
        self.reminded.pop(ABOUT_STAGE, None)
        if self.stage == StageKey.SUBMITTED:
            self.submitted = event.at
        if self.stage == StageKey.ASSIGNED:
            self.assigned = self.assigned or event.at
        if self.stage not in BEFORE_DECISION:
            self.demand_until = None  # deciding answers it, and so does whoever withdraws
        if self.stage not in OPEN_STAGES:
            self.pauses.clear()
        delivered = self.stage in (StageKey.INVOICE, StageKey.CLOSED)
        if (delivered or self.stage not in OPEN_STAGES) and not self.ended:
            self.ended = event.at  # and so it stays when a complaint opens the delivery again (T9)
        if self.stage in (StageKey.ASSIGNED, StageKey.CONFIDENTIALITY_DECISION):
            self.ended = None  # reopened


def derive(case: Application, events: Iterable[Event], at: datetime | None = None) -> Clocks:
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
    own_deadline = _deadline(case, walk, now)
    return Clocks(
        submitted_at=walk.submitted,
        stage_since=walk.since,
        waiting_for=_waiting_for(case, walk),
        deadline_on=min(filter(None, (own_deadline, walk.demand_until)), default=None),
        demand_until=walk.demand_until,
        notice_due_on=_notice_due_on(case, walk, now),
        remind_on=_remind_on(case, walk, own_deadline),
        queue_days=days,
        handling_days=max(_days(case, walk.assigned, end) - waited, 0),
        waiting_days=waited,
    )


def _day(case: Application, moment: datetime) -> date:
    return today(moment, case.authority.time_zone)


def _days(case: Application, start: datetime | None, end: datetime) -> int:
    """Working days from one moment to another, by the authority's calendar; 0 where it has not begun."""
    if start is None:
        return 0
    return working_days_between(_day(case, start), _day(case, end), case.authority.country)


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
    limit = _limit(case, walk.stage)
    if not limit:
        return None
    limit += _waited(case, walk, walk.since, now)
    return add_working_days(_day(case, walk.since), limit, case.authority.country)


def _limit(case: Application, *stages: str) -> int:
    """The working days that stages may take together, by the procedure's own limits; 0 where one of them has none."""
    rows = [case.procedure.stage(key) for key in stages if case.procedure.is_on(key)]
    limits = [row.limit_days if row else None for row in rows]
    return sum(limits) if all(limits) else 0


def _notice_due_on(case: Application, walk: Walk, now: datetime) -> date | None:
    """The first day on which the applicant should be told of a delay (FL § 11); None where no notice will be due.

    The decision comes late once the stages so far have used up their time together, or once the law lets the applicant
    demand a decision. Whoever was told of a new day is told anew when that day has passed.
    """
    if not case.procedure.knows_notices or walk.stage not in BEFORE_DECISION:
        return None
    if walk.told_to_expect:
        return walk.told_to_expect + ONE_DAY
    begun, stages = walk.submitted, [walk.stage]
    if walk.assigned and walk.stage in UNTIL_DECISION:
        begun, stages = walk.assigned, UNTIL_DECISION[: UNTIL_DECISION.index(walk.stage) + 1]
    limit, days = _limit(case, *stages), []
    if limit:
        limit += _waited(case, walk, begun, now)
        days.append(add_working_days(_day(case, begun), limit, case.authority.country) + ONE_DAY)
    if case.procedure.demand_after_months:
        days.append(demand_from(case, walk.submitted))
    return min(days, default=None)


def demand_from(case: Application, submitted: datetime) -> date:
    """The first day on which a decision can be demanded (FL § 12): the months since the case came in have passed."""
    came_in = case.received_on or _day(case, submitted)
    return add_months(came_in, case.procedure.demand_after_months) + ONE_DAY


def deadlines(case: Application, walk: Walk, own_deadline: date | None) -> list[Deadline]:
    """What somebody is reminded of now. Reminders of a completion request belong to the request itself."""
    found = []
    if ABOUT_SPECIFICATION in walk.pauses:
        found.append(Deadline(ABOUT_SPECIFICATION, walk.pauses[ABOUT_SPECIFICATION], None))
    elif own_deadline and not walk.pauses:
        found.append(Deadline(ABOUT_STAGE, own_deadline, _day(case, walk.since)))
    if walk.demand_until:
        found.append(Deadline(ABOUT_DEMAND, walk.demand_until, None))
    return found


def _remind_on(case: Application, walk: Walk, own_deadline: date | None) -> date | None:
    found = deadlines(case, walk, own_deadline)
    coming = (next_reminder(case, one, walk.reminded.get(one.about)) for one in found)
    return min((reminder.on for reminder in coming if reminder), default=None)


def due_reminders(case: Application, at: datetime) -> list[Reminder]:
    """What is to be told now to those who hold a locked case up."""
    walk = Walk()
    for event in case.events.order_by("number"):
        walk.take(event)
    if not walk.submitted:
        return []
    day = _day(case, at)
    found = deadlines(case, walk, _deadline(case, walk, at))
    reminders = (due_reminder(case, one, walk.reminded.get(one.about), day) for one in found)
    return [reminder for reminder in reminders if reminder]


def refresh(case: Application, at: datetime | None = None, events: list[Event] | None = None) -> None:
    """Write the clocks onto a case whose row is locked, from its `events` if they are at hand. The caller saves it."""
    now = at or timezone.now()
    events = list(case.events.order_by("number")) if events is None else events
    for name, value in vars(derive(case, events, now)).items():
        setattr(case, name, value)
    case.clocks_on = _day(case, now)
