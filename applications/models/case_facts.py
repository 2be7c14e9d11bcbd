"""What can be asked of a case: its named facts, each a sentence."""

from datetime import date

from django.utils.functional import cached_property
from django.utils.text import capfirst

from applications.models.stages import BEFORE_DECISION, DELIVERED_STAGES, OPEN_STAGES, REVIEWING_ROLES, Waiting
from registries.models import AgreementKind, ApplicationKind, ReviewKind, Role
from registries.models import StageKey as S


class CaseFacts:
    """The named facts of an application. It holds no fields and no rules about who may do what."""

    @property
    def came_on_paper(self) -> bool:
        """Whether an officer registered it from a letter or an e-mail (S13)."""
        return self.channel != "portal"

    @property
    def receiver_name(self) -> str:
        """Who receives it, in few words: the authority, with the registry where each receives by itself (Q7)."""
        if not self.authority.receives_by_registry:
            return self.authority.short_name
        names = [self.authority.text(registry.name) for registry in self.registries.all()]
        return ", ".join([self.authority.short_name, *names])

    @property
    def is_draft(self) -> bool:
        """Whether the applicant has not sent it yet."""
        return self.stage == S.DRAFT

    @property
    def in_legal_review(self) -> bool:
        """Whether the meeting with the lawyer can be recorded."""
        return self.stage == S.LEGAL_REVIEW

    @property
    def in_specification(self) -> bool:
        """Whether a specification can be written."""
        return self.stage == S.SPECIFICATION

    @cached_property
    def takes_specification(self) -> bool:
        """Whether a version can be written, sent and answered.

        That is at its own stage, and while the data are prepared where an accepted price turns out not to do.
        """
        if self.in_specification:
            return True
        return self.in_delivery and self.accepted_specification is not None and not self.is_being_corrected

    @property
    def in_decision(self) -> bool:
        """Whether a decision can be drafted."""
        return self.stage == S.CONFIDENTIALITY_DECISION

    @property
    def in_delivery(self) -> bool:
        """Whether a delivery can be recorded."""
        return self.stage == S.DELIVERY

    @property
    def costs_something(self) -> bool:
        """Whether the delivery is invoiced: the procedure does so, and no price of nothing was accepted (Q9)."""
        return self.procedure.is_on(S.INVOICE) and not self.is_free

    @cached_property
    def is_free(self) -> bool:
        """Whether the applicant has accepted that it costs nothing. The desk reads it together with the case."""
        return self.specifications.accepted().filter(amount=0).exists()

    @cached_property
    def delivery_is_invoiced(self) -> bool:
        """Whether the invoice of the delivery has been sent."""
        return self.invoices.filter(kind="delivery").exclude(issued_at=None).exists()

    @cached_property
    def has_open_complaint(self) -> bool:
        """Whether errors in a delivery are reported and not settled yet (T9)."""
        return self.deliveries.filter(complaints__isnull=False, complaints__settled_at=None).exists()

    @property
    def has_complaint(self) -> bool:
        """Whether errors in a delivery were ever reported: what is done about them is never charged (T9)."""
        return self.deliveries.filter(complaints__isnull=False).exists()

    @cached_property
    def is_being_corrected(self) -> bool:
        """Whether errors in a delivery are being mended: reported and not settled, or the delivery is open again."""
        return self.in_delivery and (self.has_open_complaint or self.events.filter(kind="reopen_delivery").exists())

    @property
    def works_free_of_charge(self) -> bool:
        """Whether time that is written now goes into mending errors, which costs nothing (T9)."""
        return self.is_being_corrected or (self.has_complaint and self.delivery_is_invoiced)

    @property
    def is_change(self) -> bool:
        """Whether it asks to change what was granted (B16)."""
        return self.kind == ApplicationKind.CHANGE

    @cached_property
    def has_changes(self) -> bool:
        """Whether a change of it was ever begun. Pages of a case read it together with the case."""
        return self.changes.exists()

    @property
    def in_invoice(self) -> bool:
        """Whether the invoice of the delivery can be written."""
        return self.stage == S.INVOICE

    @property
    def is_open(self) -> bool:
        """Whether the authority still has something to do."""
        return self.stage in OPEN_STAGES

    @property
    def is_closed(self) -> bool:
        """Whether everything is done, and paid where it costs something."""
        return self.stage == S.CLOSED

    @property
    def is_refused(self) -> bool:
        """Whether the authority has refused to disclose anything."""
        return self.stage == S.REFUSED

    @property
    def is_delivered(self) -> bool:
        """Whether everything has been delivered."""
        return self.stage in DELIVERED_STAGES

    @property
    def waits_to_be_handled(self) -> bool:
        """Whether no case officer has it yet, be it sent or not."""
        return self.stage in (S.DRAFT, S.SUBMITTED)

    @property
    def can_be_reassigned(self) -> bool:
        """Whether it can be given to another officer: it is open, and has once been given to one."""
        return self.is_open and not self.waits_to_be_handled

    @property
    def is_before_decision(self) -> bool:
        """Whether completion requests and withdrawal are still possible."""
        return self.stage in BEFORE_DECISION

    @property
    def is_tried(self) -> bool:
        """Whether the authority has it and has not decided it."""
        return self.is_open and self.is_before_decision

    def is_late_on(self, day: date) -> bool:
        """Whether on that day the authority should have been done. A demand for a decision waits for nobody else."""
        deadline = self.demand_until if self.waits_for_applicant else self.deadline_on
        return deadline is not None and deadline < day

    def owes_notice_on(self, day: date) -> bool:
        """Whether on that day the applicant should be told that the decision is delayed (FL § 11)."""
        return self.notice_due_on is not None and self.notice_due_on <= day

    @property
    def waits_for_applicant(self) -> bool:
        """Whose turn it is: True while the applicant has to answer."""
        return self.waiting_for == Waiting.APPLICANT

    @property
    def stage_name(self) -> str:
        """What the case's own procedure calls the stage it is in, in the reader's language, as it begins a line."""
        return capfirst(self.procedure.stage_name(self.stage))

    @property
    def specification_name(self) -> str:
        """What the procedure calls the specification ("Offer", "Agreement"), in the reader's language."""
        return self.procedure.text("specification_heading") or capfirst(self.procedure.stage_name(S.SPECIFICATION))

    @property
    def reviewing_role(self) -> str:
        """Whose turn the review is: the role that the procedure names, else who usually makes one of its kind (Q8)."""
        row = self.procedure.stage(S.LEGAL_REVIEW)
        if row and row.role in REVIEWING_ROLES:
            return row.role
        return Role.DECISION_MAKER if self.has_harm_assessment else Role.LAWYER

    @property
    def has_harm_assessment(self) -> bool:
        """Whether the review is a harm assessment with somebody's advice, in place of a meeting (Q8)."""
        return self.procedure.review_kind == ReviewKind.HARM_ASSESSMENT

    @property
    def has_agreement(self) -> bool:
        """Whether the applicant accepts an agreement on costs and variables (Q9)."""
        return self.procedure.agreement_kind == AgreementKind.AGREEMENT

    @cached_property
    def conflicted_ids(self) -> set[int]:
        """The people, by id, who have declared a conflict of interest in the case."""
        return {row.user_id for row in self.conflicts.all()}

    @cached_property
    def newest_submission(self):
        """What officers and letters read: the newest frozen submission, or None for a draft."""
        return self.submissions.order_by("-number").first()

    @property
    def sent_facts(self) -> dict:
        """The project facts of the newest submission; {} for a draft."""
        return self.newest_submission.facts if self.newest_submission else {}

    @cached_property
    def versions(self) -> list:
        """Every version of the specification, the oldest first, read once."""
        return list(self.specifications.select_related("fee_schedule").order_by("version"))

    @cached_property
    def newest_specification(self):
        """The newest version of the specification, or None."""
        return self.versions[-1] if self.versions else None

    @cached_property
    def accepted_specification(self):
        """The version that the applicant has agreed with and that still holds, or None."""
        return next((version for version in self.versions if version.is_accepted), None)

    @property
    def has_offered(self) -> bool:
        """Whether any version of the specification was sent to the applicant."""
        return self.specifications.exclude(proposed_at=None).exists()

    @cached_property
    def newest_decision(self):
        """The newest decision, drafted or taken, or None."""
        return self.decisions.order_by("-pk").first()

    @cached_property
    def drafted_decision(self):
        """The draft that can be taken, or None. One from before a step back has to be looked at and saved anew."""
        newest = self.newest_decision
        if newest is None or newest.is_taken or not self.in_decision or newest.drafted_at < self.stage_since:
            return None
        return newest

    @cached_property
    def open_completion_request(self):
        """The completion request that waits for an answer, or None."""
        return self.completion_requests.open().first()

    @property
    def can_be_asked(self) -> bool:
        """Whether the applicant can be asked now to complete it."""
        return self.is_tried and self.open_completion_request is None

    def unanswered_on(self, day: date):
        """The completion request that was to be answered before a day and was not, or None."""
        if not self.waits_for_applicant or self.deadline_on is None or self.deadline_on >= day:
            return None
        request = self.open_completion_request
        return request if request is not None and self.is_before_decision and request.due_on < day else None
