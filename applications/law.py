"""The law of a case: every transition of docs/requirements.md, with its words and its conditions."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from applications import conditions as c
from applications.models import Application
from registries.models import StageKey


@dataclass(frozen=True)
class Move:
    """A transition as the law sees it."""

    transition: str
    label: object
    conditions: tuple[c.Condition, ...] = ()
    passes: tuple[str, ...] = ()  # optional stages that have to be off for this way to exist
    enters: str = ""  # an optional stage that has to be on for this way to exist
    names: str = ""  # the stage that the label names, as %(stage)s

    def words(self, case: Application) -> str:
        """The label in the reader's language, with the stage as the case's own procedure calls it."""
        if not self.names:
            return str(self.label)
        return str(self.label) % {"stage": capfirst(case.procedure.stage_name(self.names))}

    def is_open_from(self, case: Application) -> bool:
        """Whether the case's stage leads here and the case's procedure has this way."""
        if self.enters and not case.procedure.is_on(self.enters):
            return False
        if any(case.procedure.is_on(stage) for stage in self.passes):
            return False
        transitions = Application._meta.get_field("stage").get_all_transitions(Application)
        return any(t.name == self.transition and t.source == case.stage for t in transitions)

    def reasons_against(self, attempt: c.Try) -> list:
        """The sentence of every condition that is not met."""
        return [condition.sentence for condition in self.conditions if condition.refuses(attempt)]


CHECKED = (c.CHECKLIST_DONE, c.NO_OPEN_REQUEST)
DECIDABLE = (c.NO_OPEN_REQUEST, c.DRAFTED_BY_ANOTHER, c.HAS_REASONS)

LAW: dict[str, Move] = {
    move.transition: move
    for move in (
        Move("submit", _("Send the application"), (c.FORM_WHOLE, c.ACCESS_CONFIRMED)),
        Move("assign", _("Assign the case"), (c.OFFICER_HAS_ROLE, c.OFFICER_IS_OUTSIDE, c.OFFICER_IS_FREE)),
        Move(
            "send_to_legal_review",
            _("Go on to “%(stage)s”"),
            CHECKED,
            enters=StageKey.LEGAL_REVIEW,
            names=StageKey.LEGAL_REVIEW,
        ),
        Move(
            "conclude_legal_review",
            _("Conclude “%(stage)s”"),
            (c.REVIEW_RECORDED, c.NO_OPEN_REQUEST),
            names=StageKey.LEGAL_REVIEW,
        ),
        Move(
            "start_specification",
            _("Go on to “%(stage)s”"),
            CHECKED,
            passes=(StageKey.LEGAL_REVIEW,),
            enters=StageKey.SPECIFICATION,
            names=StageKey.SPECIFICATION,
        ),
        Move(
            "refer_for_decision",
            _("Go on to “%(stage)s”"),
            CHECKED,
            passes=(StageKey.LEGAL_REVIEW, StageKey.SPECIFICATION),
            names=StageKey.CONFIDENTIALITY_DECISION,
        ),
        Move(
            "accept_specification",
            _("Accept the price"),
            (c.SPECIFICATION_IS_NEWEST, c.SPECIFICATION_IS_VALID, c.NO_OPEN_REQUEST),
        ),
        Move(
            "grant",
            _("Grant disclosure"),
            (c.GRANT_DRAFTED, *DECIDABLE, c.RESERVATIONS_CHOSEN, c.SPECIFICATION_ACCEPTED),
        ),
        Move("refuse", _("Refuse disclosure"), (c.REFUSAL_DRAFTED, *DECIDABLE)),
        Move("dismiss", _("Dismiss the application"), (c.HAS_REASON,)),
        Move(
            "complete_delivery",
            _("Complete the delivery"),
            (c.DECISION_IN_FORCE, c.DELIVERY_RECORDED, c.NO_OPEN_COMPLAINT, c.SPECIFICATION_IS_ANSWERED),
        ),
        Move("reopen_delivery", _("Report errors in the delivery"), (c.COMPLAINT_OPEN,)),
        Move("issue_invoice", _("Send the invoice"), (c.INVOICE_HAS_LINES, c.INVOICING_DETAILS_VALID)),
        Move("step_back", _("Step back"), (c.HAS_REASON, c.GOES_BACK)),
        Move("withdraw", _("Withdraw the application")),
        Move("reopen", _("Reopen after an appeal"), (c.HAS_REASON,)),
        Move("archive", _("Archive"), (c.OBLIGATIONS_MET, c.RETENTION_PASSED)),
    )
}
