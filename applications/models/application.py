"""The application: a case at one authority, and the stages that it can pass."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import RETURN_VALUE, FSMField, transition

from applications.models.case_facts import CaseFacts
from applications.models.project import Project
from applications.models.stages import BEFORE_DECISION, DELIVERED_STAGES, ENDED_STAGES, OPEN_STAGES, Waiting
from applications.querysets import ApplicationQuerySet
from registries.models import ApplicationKind, Authority, FormVersion, Procedure, Registry, StageKey
from registries.models import StageKey as S

SORTED_BY = {
    "came_in": ["submitted_at", "id"],
    "number": ["case_year", "case_sequence", "id"],
    "principal": ["principal_name", "id"],
    "handling": ["handling_days", "id"],
}


def _open_indexes() -> list[models.Index]:
    """The orders of the queue over open cases, and its views. With the project they also answer what is counted."""
    views = {"due": (), "waiting": ("waiting_for",), "officer": ("officer",), "stage": ("stage",)}
    fields = {name: [*first, "deadline_on", "id", "project"] for name, first in views.items()} | SORTED_BY
    fields["handled"] = ["officer", "waiting_for"]  # what waits for an officer, who has ten times as many ended cases
    return [
        models.Index(fields=["authority", *names], name=f"app_open_{name}", condition=Q(stage__in=OPEN_STAGES))
        for name, names in fields.items()
    ]


def _ended_indexes() -> list[models.Index]:
    """The orders of the queue over cases that have ended."""
    return [
        models.Index(fields=["authority", *names], name=f"app_ended_{name}", condition=Q(stage__in=ENDED_STAGES))
        for name, names in SORTED_BY.items()
    ]


class Application(CaseFacts, models.Model):
    """A case. Its stage changes only through `applications.workflow.perform`."""

    class Channel(models.TextChoices):
        PORTAL = "portal", _("portal")
        EMAIL = "email", _("e-mail")
        POST = "post", _("post")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="applications")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="applications")
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="applications")
    form_version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="applications")
    registries = models.ManyToManyField(Registry, blank=True, related_name="applications")
    kind = models.CharField(max_length=10, choices=ApplicationKind.choices, default=ApplicationKind.NEW)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="changes")
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.PORTAL)
    received_on = models.DateField(null=True, blank=True)  # the day that a letter or an e-mail came in (S13)
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    stage = FSMField(choices=StageKey.choices, default=S.DRAFT, protected=True)
    version = models.PositiveIntegerField(default=0)  # one more with every event: a page knows whether it is stale
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )
    case_number = models.CharField(_("case number"), max_length=60, blank=True)
    case_year = models.PositiveSmallIntegerField(null=True, blank=True)
    case_sequence = models.PositiveIntegerField(null=True, blank=True)

    # What the queue needs, stored; clocks.derive() proves that it follows from the events.
    submitted_at = models.DateTimeField(null=True, blank=True)
    stage_since = models.DateTimeField(null=True, blank=True)
    waiting_for = models.CharField(max_length=20, choices=Waiting.choices, default=Waiting.APPLICANT)
    deadline_on = models.DateField(null=True, blank=True)
    demand_until = models.DateField(null=True, blank=True)
    notice_due_on = models.DateField(null=True, blank=True)
    remind_on = models.DateField(null=True, blank=True)
    queue_days = models.PositiveIntegerField(default=0)
    handling_days = models.PositiveIntegerField(default=0)
    waiting_days = models.PositiveIntegerField(default=0)
    clocks_on = models.DateField(null=True, blank=True)  # the day to which the days are counted
    principal_name = models.CharField(max_length=200, blank=True)  # by the newest submission: see case_words
    # By the newest submission, to find similar cases: letters and digits alone, and a mark of the set of variables.
    principal_number = models.CharField(max_length=40, blank=True, editable=False)
    variables_print = models.CharField(max_length=16, blank=True, editable=False)
    # A draft that nobody sent and that is deleted: its chain stays, and nothing of what was written (decision 0030).
    emptied_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "case_year", "case_sequence"], name="applications_case_number_once"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=[S.DRAFT, S.WITHDRAWN]) | ~Q(case_number=""),
                name="applications_sent_has_number",
                violation_error_message=_("A case that has been sent has a case number."),
            ),
            models.CheckConstraint(
                condition=Q(stage__in=StageKey.values),
                name="applications_stage_known",
                violation_error_message=_("This stage does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | Q(kind=ApplicationKind.CHANGE), name="applications_only_changes_have_parents"
            ),
            models.CheckConstraint(
                condition=Q(emptied_at=None) | Q(stage=S.WITHDRAWN, case_number="", title=""),
                name="applications_only_drafts_are_emptied",
                violation_error_message=_("What was sent is never deleted by the portal."),
            ),
        ]
        indexes = [
            *_open_indexes(),
            *_ended_indexes(),
            # The newest cases of the past, on which estimates and expectations rest.
            models.Index(
                fields=["authority", "kind", "submitted_at"],
                name="app_past_cases",
                condition=Q(stage__in=[S.DELIVERY, *DELIVERED_STAGES]),
            ),
            models.Index(fields=["remind_on"], name="app_to_remind", condition=Q(remind_on__isnull=False)),
            models.Index(
                fields=["authority", "notice_due_on"], name="app_notice_due", condition=Q(notice_due_on__isnull=False)
            ),
            models.Index(fields=["authority", "principal_number", "submitted_at"], name="app_similar_principal"),
            models.Index(fields=["authority", "variables_print", "submitted_at"], name="app_similar_variables"),
        ]

    def __str__(self) -> str:
        return self.case_number or self.title

    # --- the law: one method a transition, the table of docs/requirements.md ---

    @transition(field=stage, source=S.DRAFT, target=S.SUBMITTED)
    def submit(self, *, number) -> None:
        """The applicant sends the application; it gets its case number."""
        self.case_number, self.case_year, self.case_sequence = number

    @transition(field=stage, source=S.SUBMITTED, target=S.ASSIGNED)
    def assign(self, *, officer) -> None:
        """A case officer gets the case, or takes it."""
        self.officer = officer

    @transition(field=stage, source=S.ASSIGNED, target=S.LEGAL_REVIEW)
    def send_to_legal_review(self) -> None:
        """The officer asks for the meeting with the lawyer (S16)."""

    @transition(field=stage, source=S.LEGAL_REVIEW, target=RETURN_VALUE(S.SPECIFICATION, S.CONFIDENTIALITY_DECISION))
    def conclude_legal_review(self) -> str:
        """The review is recorded; on to the specification, where the procedure has one."""
        return S.SPECIFICATION if self.procedure.is_on(S.SPECIFICATION) else S.CONFIDENTIALITY_DECISION

    @transition(field=stage, source=S.ASSIGNED, target=S.SPECIFICATION)
    def start_specification(self) -> None:
        """Straight to the specification, where the procedure has no legal review."""

    @transition(field=stage, source=S.SPECIFICATION, target=S.CONFIDENTIALITY_DECISION)
    def accept_specification(self) -> None:
        """The applicant agrees with content and price (S17, T5)."""

    @transition(field=stage, source=S.ASSIGNED, target=S.CONFIDENTIALITY_DECISION)
    def refer_for_decision(self) -> None:
        """Straight to the decision, where the procedure has neither review nor specification."""

    @transition(field=stage, source=S.CONFIDENTIALITY_DECISION, target=S.DELIVERY)
    def grant(self) -> None:
        """Disclosure is granted, wholly or in part (S18, T6)."""

    @transition(field=stage, source=S.CONFIDENTIALITY_DECISION, target=S.REFUSED)
    def refuse(self) -> None:
        """Disclosure is refused, with reasons and appeal notice."""

    @transition(field=stage, source=[S.SUBMITTED, S.ASSIGNED], target=S.DISMISSED)
    def dismiss(self) -> None:
        """The authority does not try the application."""

    @transition(field=stage, source=S.DELIVERY, target=RETURN_VALUE(S.INVOICE, S.CLOSED))
    def complete_delivery(self) -> str:
        """Everything is delivered; on to the invoice, where there is something to charge that is not charged yet."""
        return S.INVOICE if self.costs_something and not self.delivery_is_invoiced else S.CLOSED

    @transition(field=stage, source=[S.INVOICE, S.CLOSED], target=S.DELIVERY)
    def reopen_delivery(self) -> None:
        """Errors were reported within the window: they are mended without charge (T9)."""

    @transition(field=stage, source=S.INVOICE, target=S.CLOSED)
    def issue_invoice(self) -> None:
        """The invoice is sent; the case is closed (S24, T10)."""

    @transition(field=stage, source=list(BEFORE_DECISION), target=S.WITHDRAWN)
    def withdraw(self) -> None:
        """The applicant takes the application back."""

    @transition(
        field=stage,
        source=[S.LEGAL_REVIEW, S.SPECIFICATION, S.CONFIDENTIALITY_DECISION],
        target=RETURN_VALUE(S.ASSIGNED, S.LEGAL_REVIEW, S.SPECIFICATION),
    )
    def step_back(self, *, to) -> str:
        """Back to an earlier stage that is on, with a reason."""
        return to

    @transition(
        field=stage,
        source=[S.REFUSED, S.DISMISSED],
        target=RETURN_VALUE(S.CONFIDENTIALITY_DECISION, S.ASSIGNED),
    )
    def reopen(self) -> str:
        """An appeal went the applicant's way: a refusal is decided anew, a dismissal is tried."""
        return S.CONFIDENTIALITY_DECISION if self.stage == S.REFUSED else S.ASSIGNED

    @transition(field=stage, source=[S.CLOSED, S.REFUSED, S.DISMISSED, S.WITHDRAWN], target=S.ARCHIVED)
    def archive(self) -> None:
        """Obligations are fulfilled and the retention has passed."""
