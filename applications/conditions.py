"""The conditions of the transitions: small named objects, each with the sentence that refuses."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from applications.checklist import checklist_count
from applications.completeness import gaps
from applications.models import Application, Invoice
from applications.permissions import is_in_team
from applications.team import lacks_confirmation
from portal.base.clock import add_months, today
from registries.models import Role, StageKey
from registries.roles import has_role

STEP_BACK_TO = (StageKey.ASSIGNED, StageKey.LEGAL_REVIEW, StageKey.SPECIFICATION)


@dataclass(frozen=True)
class Try:
    """Somebody tries a transition, or looks ahead at it (then details that only the form gives are not asked for)."""

    case: Application
    by: object
    at: datetime
    details: dict = field(default_factory=dict)
    ahead: bool = False

    @property
    def day(self):
        """The day at the authority."""
        return today(self.at, self.case.authority.time_zone)


@dataclass(frozen=True)
class Condition:
    """`holds` says whether it is met; `sentence` what is missing. One that asks for details waits for the form."""

    name: str
    sentence: object
    holds: Callable[[Try], bool]
    asks_details: bool = False

    def refuses(self, attempt: Try) -> bool:
        """Whether it stands against the attempt."""
        return not (attempt.ahead and self.asks_details) and not self.holds(attempt)


def _officer_has_role(attempt: Try) -> bool:
    officer = attempt.details["officer"]
    return has_role(officer, attempt.case.authority, Role.CASE_OFFICER)


def _officer_is_outside(attempt: Try) -> bool:
    return not is_in_team(attempt.details["officer"], attempt.case)


def _officer_is_free(attempt: Try) -> bool:
    return attempt.details["officer"].pk not in attempt.case.conflicted_ids


def _checklist_done(attempt: Try) -> bool:
    in_order, needed = checklist_count(attempt.case)
    return in_order == needed


def _review_recorded(attempt: Try) -> bool:
    """A review since the case last came to it; after a step back it has to be made anew."""
    return attempt.case.legal_reviews.filter(recorded_at__gte=attempt.case.stage_since).exists()


def _specification_is_newest(attempt: Try) -> bool:
    newest = attempt.case.newest_specification
    wanted = attempt.details.get("specification_version", newest.version if newest else None)
    return newest is not None and newest.is_waiting and newest.version == wanted


def _specification_is_valid(attempt: Try) -> bool:
    newest = attempt.case.newest_specification
    return newest is None or not newest.is_waiting or newest.valid_until >= attempt.day


def _specification_is_answered(attempt: Try) -> bool:
    newest = attempt.case.newest_specification
    return newest is None or not newest.is_waiting or newest.has_expired_on(attempt.day)


def _specification_holds(attempt: Try) -> bool:
    if not attempt.case.procedure.is_on(StageKey.SPECIFICATION):
        return True
    newest = attempt.case.newest_specification
    return newest is not None and newest.is_accepted


def _grant_drafted(attempt: Try) -> bool:
    draft = attempt.case.drafted_decision
    return draft is not None and draft.is_grant


def _refusal_drafted(attempt: Try) -> bool:
    draft = attempt.case.drafted_decision
    return draft is not None and not draft.is_grant


def _drafted_by_another(attempt: Try) -> bool:
    draft = attempt.case.drafted_decision
    return draft is None or draft.drafted_by_id != attempt.by.pk


def _has_reasons(attempt: Try) -> bool:
    draft = attempt.case.drafted_decision
    return draft is None or bool(draft.reasons.strip())


def _reservations_chosen(attempt: Try) -> bool:
    """A principal that is no authority is bound by reservations (S21, T6)."""
    draft = attempt.case.drafted_decision
    is_authority = attempt.case.sent_facts.get("principal_is_authority") == "yes"
    return draft is None or not draft.is_grant or is_authority or bool(draft.reservations)


def _obligations_met(attempt: Try) -> bool:
    open_invoices = attempt.case.invoices.filter(issued_at=None)
    owed = attempt.case.duties.owed()
    return not open_invoices.exists() and not attempt.case.has_open_complaint and not owed.exists()


def _decision_in_force(attempt: Try) -> bool:
    taken = attempt.case.decisions.exclude(decided_at=None).order_by("-pk").first()
    return taken is not None and taken.is_grant


def _retention_passed(attempt: Try) -> bool:
    since = today(attempt.case.stage_since, attempt.case.authority.time_zone)
    return add_months(since, 12 * attempt.case.procedure.retention_years) <= attempt.day


def _invoicing_details_valid(attempt: Try) -> bool:
    invoice = attempt.case.invoices.filter(kind=Invoice.Kind.DELIVERY).first()
    return invoice is not None and invoice.is_addressed


def stages_back(case: Application) -> list[str]:
    """The earlier stages of its own procedure that a case can step back to, in their order."""
    order = [stage.key for stage in case.procedure.stages_on()]
    earlier = order[: order.index(case.stage)] if case.stage in order else []
    return [key for key in earlier if key in STEP_BACK_TO]


def _goes_back(attempt: Try) -> bool:
    return attempt.details.get("to") in stages_back(attempt.case)


HAS_REASON = Condition(
    "has_reason",
    _("Write the reason."),
    lambda attempt: bool(str(attempt.details.get("reason", "")).strip()),
    asks_details=True,
)
FORM_WHOLE = Condition(
    "form_whole",
    _("The application is not whole yet: the review page lists what is missing."),
    lambda attempt: attempt.case.came_on_paper or not gaps(attempt.case),
)
ACCESS_CONFIRMED = Condition(
    "access_confirmed",
    _(
        "Somebody else than the principal investigator gets access to the data, and the list of these people is not "
        "confirmed: the principal investigator confirms it on the page of the team."
    ),
    lambda attempt: attempt.case.came_on_paper or not lacks_confirmation(attempt.case.project),
)
OFFICER_HAS_ROLE = Condition(
    "officer_has_role", _("This person is no case officer at the authority."), _officer_has_role, asks_details=True
)
OFFICER_IS_OUTSIDE = Condition(
    "officer_is_outside", _("This person is or was a member of the project."), _officer_is_outside, asks_details=True
)
OFFICER_IS_FREE = Condition(
    "officer_is_free", _("This person has a conflict of interest in the case."), _officer_is_free, asks_details=True
)
CHECKLIST_DONE = Condition("checklist_done", _("The checklist has rows that are not in order yet."), _checklist_done)
NO_OPEN_REQUEST = Condition(
    "no_open_request",
    _("A completion request waits for the applicant's answer."),
    lambda attempt: attempt.case.open_completion_request is None,
)
REVIEW_RECORDED = Condition("review_recorded", _("Nothing is recorded for this stage yet."), _review_recorded)
SPECIFICATION_IS_NEWEST = Condition(
    "specification_is_newest",
    _("This version of the specification is not the one that waits for an answer."),
    _specification_is_newest,
)
SPECIFICATION_IS_VALID = Condition(
    "specification_is_valid",
    _("The time to accept this specification has run out. Ask the case officer for a new one."),
    _specification_is_valid,
)
SPECIFICATION_IS_ANSWERED = Condition(
    "specification_is_answered",
    _("A new version with another price waits for the applicant's answer. Wait for it, or take it back."),
    _specification_is_answered,
)
SPECIFICATION_ACCEPTED = Condition(
    "specification_accepted", _("The applicant has not accepted a specification."), _specification_holds
)
GRANT_DRAFTED = Condition("grant_drafted", _("No decision to grant is drafted."), _grant_drafted)
REFUSAL_DRAFTED = Condition("refusal_drafted", _("No decision to refuse is drafted."), _refusal_drafted)
DRAFTED_BY_ANOTHER = Condition(
    "drafted_by_another", _("Whoever drafted the decision cannot take it."), _drafted_by_another
)
HAS_REASONS = Condition("has_reasons", _("The decision has no reasons yet."), _has_reasons)
RESERVATIONS_CHOSEN = Condition(
    "reservations_chosen",
    _("Choose the reservations that apply, or write one."),
    _reservations_chosen,
)
DECISION_IN_FORCE = Condition("decision_in_force", _("No decision to grant is in force."), _decision_in_force)
DELIVERY_RECORDED = Condition(
    "delivery_recorded", _("No delivery is recorded yet."), lambda attempt: attempt.case.deliveries.exists()
)
INVOICE_HAS_LINES = Condition(
    "invoice_has_lines",
    _("The invoice has no lines yet."),
    lambda attempt: attempt.case.invoices.filter(kind=Invoice.Kind.DELIVERY, lines__isnull=False).exists(),
)
INVOICING_DETAILS_VALID = Condition(
    "invoicing_details_valid",
    _("The invoicing details are not whole: name, organisation number and address."),
    _invoicing_details_valid,
)
OBLIGATIONS_MET = Condition(
    "obligations_met",
    _("An invoice is not sent yet, a complaint is not settled, or a duty is not attested."),
    _obligations_met,
)
COMPLAINT_OPEN = Condition(
    "complaint_open",
    _("No errors in the delivery are reported."),
    lambda attempt: attempt.case.has_open_complaint,
    asks_details=True,
)
NO_OPEN_COMPLAINT = Condition(
    "no_open_complaint",
    _("A complaint about the delivery is not settled yet."),
    lambda attempt: not attempt.case.has_open_complaint,
)
GOES_BACK = Condition("goes_back", _("Choose an earlier stage of this procedure."), _goes_back, asks_details=True)
RETENTION_PASSED = Condition("retention_passed", _("The time that the case is kept has not passed."), _retention_passed)
