"""What can be done next with a case, as buttons: the duties of the stage, then the transitions of the law."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.workflow import steps_for

# Transitions that ask for nothing more: their button makes them. Value: the question that is asked first, if any.
AT_ONCE = {
    "send_to_legal_review": "",
    "start_specification": "",
    "refer_for_decision": "",
    "conclude_legal_review": "",
    "complete_delivery": _("Is everything delivered? The case goes on, and no further delivery can be recorded."),
    "archive": _("Archive this case? It can then only be read."),
}
# Transitions that are made on a tab, where what they send can be seen first.
ON_TAB = {"grant": "desk_decision", "refuse": "desk_decision", "issue_invoice": "desk_invoice"}
# Transitions that ask for something first, on a page of their own.
ON_PAGE = ("assign", "dismiss", "step_back", "reopen")


@dataclass(frozen=True)
class Way:
    """A button: it leads to `url`, or posts to it. `reasons` say why it cannot be taken yet."""

    name: str
    label: object
    url: str
    posts: bool = False
    confirm: object = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Duty:
    """What somebody does without leaving the stage: when it is offered, to whom, and where."""

    name: str
    label: object
    page: str
    permission: str
    is_due: Callable[[Application], bool]
    is_for_waiting: bool = True  # offered only while the authority, not the applicant, is waited for


def _is_being_checked(case: Application) -> bool:
    return _may_be_asked(case) and not _is_specified(case)


def _is_specified(case: Application) -> bool:
    return case.in_legal_review or case.in_specification or case.in_decision


def _may_be_asked(case: Application) -> bool:
    return case.is_tried and case.officer_id is not None


DUTIES = (
    Duty("checklist", _("Go on with the checklist"), "desk_checklist", "check", _is_being_checked),
    Duty(
        "meeting",
        _("Record the meeting"),
        "desk_legal",
        "conclude_legal_review",
        lambda case: case.in_legal_review and not case.has_harm_assessment,
    ),
    Duty(
        "assessment",
        _("Record the assessment"),
        "desk_legal",
        "conclude_legal_review",
        lambda case: case.in_legal_review and case.has_harm_assessment,
    ),
    Duty(
        "specify",
        _("Write what will be delivered"),
        "desk_specification",
        "specify",
        lambda case: case.in_specification,
    ),
    Duty(
        "decision",
        _("Draft the decision"),
        "desk_decision",
        "draft_decision",
        lambda case: case.in_decision and not case.drafted_decision,
    ),
    Duty(
        "draft",
        _("Look at the draft"),
        "desk_decision",
        "draft_decision",
        lambda case: case.drafted_decision is not None,
    ),
    Duty(
        "mend",
        _("Answer the complaint"),
        "desk_delivery",
        "deliver",
        lambda case: case.in_delivery and case.has_open_complaint,
    ),
    Duty(
        "deliver",
        _("Record a delivery"),
        "desk_delivery",
        "deliver",
        lambda case: case.in_delivery and not case.has_open_complaint,
    ),
    Duty("invoice", _("Prepare the invoice"), "desk_invoice", "prepare_invoice", lambda case: case.in_invoice),
    Duty(
        "demand",
        _("Refuse the demand for a decision"),
        "desk_delay",
        "refuse_demand",
        lambda case: case.demand_until is not None,
        is_for_waiting=False,
    ),
    Duty(
        "notice",
        _("Tell the applicant of the delay"),
        "desk_delay",
        "tell_of_delay",
        lambda case: case.owes_notice_on(case.authority.today()),
        is_for_waiting=False,
    ),
    Duty("ask", _("Ask the applicant"), "desk_dialogue", "ask", _may_be_asked, is_for_waiting=False),
)


def may(user, case: Application, permission: str) -> bool:
    """Whether the person has a permission of the case file in this case."""
    return user.has_perm(f"applications.{permission}", case)


def duties_for(case: Application, user) -> list[Way]:
    """What the person does in this stage, the most important first."""
    return [
        Way(duty.name, duty.label, reverse(duty.page, args=[case.public_id]))
        for duty in DUTIES
        if duty.is_due(case)
        and may(user, case, duty.permission)
        and not (duty.is_for_waiting and case.waits_for_applicant)
    ]


def _way(case: Application, step) -> Way:
    if step.name in ON_TAB:
        return Way(step.name, step.label, reverse(ON_TAB[step.name], args=[case.public_id]), reasons=step.reasons)
    return Way(
        step.name,
        step.label,
        reverse("desk_step", args=[case.public_id, step.name]),
        posts=step.name in AT_ONCE,
        confirm=AT_ONCE.get(step.name, ""),
        reasons=step.reasons,
    )


def _is_offered(case: Application, name: str) -> bool:
    """Granting and refusing exclude each other: the draft says which of the two is offered."""
    draft = case.drafted_decision if name in ("grant", "refuse") else None
    if draft is None:
        return name in (*AT_ONCE, *ON_TAB, *ON_PAGE) and name != "refuse"
    return draft.is_grant == (name == "grant")


def _taking(case: Application, user, steps) -> list[Way]:
    """Whoever is a case officer can take a new case with one press."""
    if not any(step.name == "assign" for step in steps) or not may(user, case, "check"):
        return []
    return [Way("take", _("Take the case"), reverse("desk_step", args=[case.public_id, "take"]), posts=True)]


def ways_for(case: Application, user) -> list[Way]:
    """Everything that the person can do next, ready or not yet."""
    steps = [step for step in steps_for(case, user) if _is_offered(case, step.name)]
    ways = [_way(case, step) for step in steps]
    # What leads on comes first once nothing stands against it; until then, what has to be done for it does.
    onward = [way for way in ways if way.name in (*AT_ONCE, *ON_TAB) and not way.reasons]
    rest = [way for way in ways if way not in onward]
    return [*_taking(case, user, steps), *onward, *_unless_led_on(duties_for(case, user), onward), *rest]


def _unless_led_on(duties: list[Way], onward: list[Way]) -> list[Way]:
    """Duties whose page is not where the way on leads already."""
    led_to = {way.url for way in onward}
    return [duty for duty in duties if duty.url not in led_to]
