"""What every page of a case at the desk shows: head, whose turn, tabs, and the column at the right."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.checklist import checklist_count
from applications.models import Application, ProjectMember, Waiting
from applications.permissions import stands_in
from applications.querysets import LEADING_ROLES
from applications.views.steps import days_left, deadline_note, is_behind, stages_of
from portal.base.clock import today
from portal.base.templatetags.portal_tags import shortdate
from registries.models import StageKey
from registries.roles import has_role
from reviews.case_clocks import StageClock, handling_limit, stage_clock, until_when
from reviews.dismissal import turn_unanswered
from reviews.estimates import Used
from reviews.models import ConflictOfInterest
from reviews.next_steps import Way, may, ways_for

# The tabs: page, label, and the stage that it belongs to, after which it is called where it has no label of its own.
TABS = (
    ("desk_case", gettext_lazy("Overview"), ""),
    ("desk_application", gettext_lazy("Application"), ""),
    ("desk_checklist", gettext_lazy("Checklist"), ""),
    ("desk_dialogue", gettext_lazy("Dialogue"), ""),
    ("desk_legal", "", StageKey.LEGAL_REVIEW),
    ("desk_specification", "", StageKey.SPECIFICATION),
    ("desk_decision", "", StageKey.CONFIDENTIALITY_DECISION),
    ("desk_delivery", "", StageKey.DELIVERY),
    ("desk_time", gettext_lazy("Time"), ""),
    ("desk_invoice", "", StageKey.INVOICE),
    ("desk_history", gettext_lazy("History"), ""),
)


@dataclass
class Frame:
    """The frame of a page of a case, for one person, at one moment."""

    case: Application
    user: object
    tab: str
    at: datetime | None = None
    ways: list[Way] = field(init=False)

    def __post_init__(self):
        self.ways = ways_for(self.case, self.user)

    @property
    def offered(self) -> list[Way]:
        """The ways as buttons: those that would only lead to the page that is open are left out."""
        here = self.here()
        return [way for way in self.ways if way.posts or way.url != here]

    def here(self) -> str:
        """The address of the page that is open; "" for none of a case's."""
        return reverse(self.tab, args=[self.case.public_id]) if self.tab else ""

    @property
    def day(self) -> date:
        """Today at the authority."""
        return today(self.at, self.case.authority.time_zone)

    @cached_property
    def stages(self) -> list[dict]:
        """The case's own stages for the stepper: done with its day, now with its deadline, ahead."""
        case = self.case
        events = case.events.all()
        left = days_left(events)
        public = stages_of(case)
        keys = [stage.key for stage in public]
        ended = case.stage not in keys
        here = len(keys) if ended else keys.index(case.stage)
        shown = [self._stage(stage, number, here, left) for number, stage in enumerate(public)]
        if ended and all(event.to_stage != StageKey.CLOSED for event in events):
            shown = [step for step, stage in zip(shown, public, strict=True) if stage.key in left]
            shown.append({"name": self.stage_name, "state": "now", "note": shortdate(case.stage_since)})
        return shown

    def _stage(self, stage, number: int, here: int, left: dict) -> dict:
        is_done = number < here or is_behind(self.case, stage.key)
        state = "done" if is_done else "now" if number == here else "ahead"
        note = shortdate(left[stage.key]) if state == "done" and stage.key in left else ""
        if state == "now":
            note = deadline_note(self.case, self.day)
        return {"name": self.case.procedure.stage_name(stage.key), "state": state, "note": note}

    @property
    def stage_name(self) -> str:
        """What the procedure calls the stage that the case is in."""
        return self.case.procedure.stage_name(self.case.stage)

    @property
    def is_late(self) -> bool:
        """Whether the authority should have been done."""
        return self.case.is_late_on(self.day)

    @property
    def is_my_turn(self) -> bool:
        """Whether this person is waited for."""
        case = self.case
        if not case.is_open:
            return False
        if case.waiting_for == Waiting.CASE_OFFICER:
            return case.officer_id == self.user.pk or stands_in(self.user, case)
        return has_role(self.user, case.authority, case.waiting_for)

    @cached_property
    def unanswered(self):
        """The completion request whose day has passed without an answer, or None."""
        return self.case.unanswered_on(self.day)

    @cached_property
    def turn(self) -> dict:
        """Whose turn it is, until when, and the one thing to do."""
        if self.unanswered:
            return turn_unanswered(self)
        ready = next((way for way in self.ways if not way.reasons), None) if self.is_my_turn else None
        turn = {
            "title": self._turn_title(ready),
            "text": self._turn_text(),
            "late": self.is_late,
            "yours": self.is_my_turn,
        }
        leads_on = ready and ready.url != self.here()
        return turn | {"url": ready.url, "label": ready.label} if leads_on else turn

    def _turn_title(self, ready: Way | None) -> str:
        case = self.case
        if not case.is_open:
            return _("The case has ended: %(stage)s") % {"stage": self.stage_name}
        if case.waits_for_applicant:
            return _("It is the applicant's turn")
        words = {"stage": self.stage_name, "who": case.get_waiting_for_display()}
        if self.is_my_turn:
            return _("It is your turn: %(what)s") % {"what": ready.label if ready else self.stage_name}
        return _("%(stage)s: it is the turn of the %(who)s") % words

    def _turn_text(self) -> str:
        delay = [_("A notice of delay is due to the applicant.")] if self.owes_notice else []
        return " ".join([*until_when(self.case, self.day), *delay])

    @property
    def owes_notice(self) -> bool:
        """Whether the applicant should be told now that the decision is delayed (FL § 11)."""
        return self.case.owes_notice_on(self.day)

    @property
    def tells_of_delays(self) -> bool:
        """Whether the law of the case knows notices of delay, or demands for a decision."""
        return self.case.procedure.knows_notices or bool(self.case.procedure.demand_after_months)

    @cached_property
    def stage_clock(self) -> StageClock | None:
        """How long is left for the step that is due next; None where nothing has a limit."""
        return stage_clock(self.case, self.day)

    @property
    def tabs(self) -> list[dict]:
        """The tabs of the case; stages that the procedure leaves out have none."""
        counts = {"desk_dialogue": self.case.unread}
        return [
            {
                "url": reverse(page, args=[self.case.public_id]),
                "label": label or self.name_of(stage),
                "current": page == self.tab,
                "count": counts.get(page),
            }
            for page, label, stage in TABS
            if not stage or self._has_page(stage)
        ]

    def _has_page(self, stage: str) -> bool:
        """Whether there is something to see of a stage: it is on, or what it makes is there all the same (a fee)."""
        if stage == StageKey.INVOICE and not self.case.costs_something:
            return self.case.invoices.exists()
        return self.case.procedure.is_on(stage)

    def name_of(self, stage: str) -> str:
        """What the case's procedure calls a stage, as it begins a line."""
        return capfirst(self.case.procedure.stage_name(stage))

    @cached_property
    def used(self) -> Used | None:
        """How much of the accepted estimate is used; None where no hours are accepted."""
        case = self.case
        return Used(case.version_accepted, case.hours_accepted, case.hours_charged) if case.hours_accepted else None

    @cached_property
    def new_price_url(self) -> str:
        """Where this person can bring about a new version with another price; "" where that cannot be done now."""
        case = self.case
        if not may(self.user, case, "specify"):
            return ""
        if case.in_decision and any(way.name == "step_back" for way in self.ways):
            return reverse("desk_step", args=[case.public_id, "step_back"]) + "?because=estimate"
        return reverse("desk_specification", args=[case.public_id]) if case.in_delivery else ""

    @property
    def may_reassign(self) -> bool:
        """Whether the person can give the case to another officer."""
        return self.case.can_be_reassigned and may(self.user, self.case, "reassign")

    @property
    def may_declare(self) -> bool:
        """Whether the person could still be given the case, or has it, and may say that this must not be."""
        return self.case.is_open and may(self.user, self.case, "write_on_desk")

    @property
    def may_flag(self) -> bool:
        """Whether the person can put flags on the case."""
        return may(self.user, self.case, "write_on_desk")

    @property
    def may_remind(self) -> bool:
        """Whether the person can have a reminder sent to whoever the case waits for."""
        return self.case.is_open and may(self.user, self.case, "write_on_desk")

    @property
    def stands_in(self) -> bool:
        """Whether the person handles the case in the place of its officer, who is away."""
        return stands_in(self.user, self.case)

    @cached_property
    def conflicts(self) -> list[ConflictOfInterest]:
        """For those who give cases to officers: the conflicts of interest that were declared, with their reasons."""
        if not self.case.conflicted_ids or not may(self.user, self.case, "lift_conflict"):
            return []
        return list(self.case.conflicts.select_related("user", "event__written_reason").order_by("declared_at"))

    @property
    def handling_limit(self) -> int:
        """How many working days the handling may take in all, by the procedure's own limits (0: it names none)."""
        return handling_limit(self.case.procedure)

    @property
    def facts(self) -> dict:
        """The project facts of the newest submission; {} where there is none."""
        return self.case.sent_facts

    @property
    def people(self) -> list[dict]:
        """[{role, person}]: who answers for the project by the newest submission, else by the team; then the team."""
        members = [member for member in self.case.project.members.all() if member.is_current]
        facts = self.facts
        shown = []
        for role in LEADING_ROLES:
            named = facts.get(role) or {}
            team = [member.user for member in members if member.role == role]
            people = [named] if named.get("name") else [_as_named(user) for user in team]
            shown += [{"role": ProjectMember.Role(role).label, "person": person} for person in people]
        told = {row["person"].get("email", "").lower() for row in shown}
        others = [_as_named(member.user) for member in members if member.user.email.lower() not in told]
        return shown + [{"role": ProjectMember.Role.MEMBER.label, "person": person} for person in others]

    @cached_property
    def checklist(self) -> tuple[int, int]:
        """(rows in order or not applicable, rows that count) of the checklist."""
        return checklist_count(self.case)


def _as_named(user) -> dict:
    """A user, as a form names a person."""
    return {"name": user.name, "email": user.email, "telephone": user.telephone}
