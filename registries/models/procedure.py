"""How an authority handles applications of one kind: which stages, who acts, how long, in which words."""

from functools import cached_property

from django.db import models
from django.db.models import F, Q
from django.utils.text import capfirst
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from portal.base.texts import pick
from registries.models.authority import Authority
from registries.models.dated import DatedVersion, VersionPart
from registries.models.fields import TranslatedTextField
from registries.models.membership import Role


class ApplicationKind(models.TextChoices):
    """What is applied for: something new, or a change of what was granted."""

    NEW = "new", _("new application")
    CHANGE = "change", _("change application")


class StageKey(models.TextChoices):
    """The stages of docs/requirements.md, in the order that a case goes through them."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    ASSIGNED = "assigned", _("with a case officer")
    LEGAL_REVIEW = "legal_review", _("legal review")
    SPECIFICATION = "specification", _("specification")
    CONFIDENTIALITY_DECISION = "confidentiality_decision", _("confidentiality decision")
    DELIVERY = "delivery", _("delivery")
    INVOICE = "invoice", _("invoice")
    CLOSED = "closed", _("closed")
    ARCHIVED = "archived", _("archived")
    WITHDRAWN = "withdrawn", _("withdrawn")
    DISMISSED = "dismissed", _("dismissed")
    REFUSED = "refused", _("refused")


def spoken_name(key: str, name: str) -> str:
    """What a stage is called where it stands beside who is waited for, by its own name in some language.

    Some authorities call the first stage "Case officer": "Case officer: waits for case officer" says nothing.
    """
    is_role = key == StageKey.ASSIGNED and name.casefold() == str(Role.CASE_OFFICER.label).casefold()
    if is_role:
        return capfirst(str(StageKey(key).label))  # own names begin with a capital letter, too
    return name or str(StageKey(key).label)


# What a procedure may leave out; every other stage is open to every case (docs/requirements.md).
OPTIONAL_STAGES = frozenset({StageKey.LEGAL_REVIEW, StageKey.SPECIFICATION, StageKey.INVOICE})
# What the public picture leaves out: before anything is sent, and after everything is done.
BEHIND_THE_SCENES = frozenset({StageKey.DRAFT, StageKey.CLOSED, StageKey.ARCHIVED})


class DeliveryMethod(models.TextChoices):
    """How data leave the authority (S23, T8)."""

    AGREED = "agreed", _("as agreed")
    REGISTERED_LETTER = "registered_letter", _("registered letter")


class AgreementKind(models.TextChoices):
    """What binds the receiver beside the decision (S22)."""

    SECRECY_INFORMATION = "secrecy_information", _("secrecy information")
    AGREEMENT = "agreement", _("agreement")
    NONE = "none", _("nothing more")


class ReviewKind(models.TextChoices):
    """What the stage `legal_review` is: a meeting with a lawyer (S16), or a harm assessment (Q8)."""

    MEETING = "meeting", _("meeting with a lawyer")
    HARM_ASSESSMENT = "harm_assessment", _("harm assessment")


class Procedure(DatedVersion):
    """The rules for one kind of application. A case keeps the version that it was begun under."""

    dated_by = ("authority", "kind")

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="procedures", verbose_name=_("authority"))
    kind = models.CharField(_("kind"), max_length=10, choices=ApplicationKind.choices, default=ApplicationKind.NEW)
    version = models.CharField(_("version"), max_length=20)
    handling_months_min = models.PositiveSmallIntegerField(_("handling, months at least"), null=True, blank=True)
    handling_months_max = models.PositiveSmallIntegerField(_("handling, months at most"), null=True, blank=True)
    specification_answer_days = models.PositiveSmallIntegerField(
        _("working days to answer a specification"), default=20
    )
    completion_answer_days = models.PositiveSmallIntegerField(_("working days to answer a request"), default=20)
    completion_remind_days = models.PositiveSmallIntegerField(_("working days before, to remind of it"), default=5)
    complaint_months = models.PositiveSmallIntegerField(_("months to complain about a delivery"), null=True, blank=True)
    invoice_after_days = models.PositiveSmallIntegerField(_("days from delivery to invoice"), default=30)
    delivery_method = models.CharField(
        _("delivery"), max_length=20, choices=DeliveryMethod.choices, default=DeliveryMethod.AGREED
    )
    order_copy_in_confirmation = models.BooleanField(_("confirmation holds a copy of the order"), default=False)
    data_files_after_decision = models.BooleanField(_("data files only after the decision"), default=False)
    agreement_kind = models.CharField(
        _("beside the decision"),
        max_length=30,
        choices=AgreementKind.choices,
        default=AgreementKind.SECRECY_INFORMATION,
    )
    review_kind = models.CharField(
        _("kind of review"), max_length=20, choices=ReviewKind.choices, default=ReviewKind.MEETING
    )
    appeal_body = TranslatedTextField(_("who tries an appeal"), blank=True)
    appeal_weeks = models.PositiveSmallIntegerField(_("weeks to appeal"), default=3)
    appeal_reference = TranslatedTextField(_("paragraph on appeals"), blank=True)
    retention_years = models.PositiveSmallIntegerField(_("years before archiving"), default=10)
    remind_before_days = models.PositiveSmallIntegerField(_("working days from reminder to deadline"), default=3)
    remind_late_days = models.PositiveSmallIntegerField(_("days between reminders of what is late"), default=7)
    # What the law says of delay. Where no paragraph is named the law knows no notice; without months, no demand.
    notice_reference = TranslatedTextField(_("paragraph on notices of delay"), blank=True)
    demand_reference = TranslatedTextField(_("paragraph on demands for a decision"), blank=True)
    demand_after_months = models.PositiveSmallIntegerField(
        _("months until a decision can be demanded"), null=True, blank=True
    )
    demand_answer_weeks = models.PositiveSmallIntegerField(_("weeks to answer such a demand"), default=4)
    texts = models.JSONField(_("texts"), default=dict, blank=True)
    checklist = models.JSONField(_("checklist"), default=list, blank=True)
    reservations = models.JSONField(_("reservations"), default=list, blank=True)
    reasons = models.JSONField(_("reusable reasons"), default=list, blank=True)
    self_check = models.JSONField(_("self-check"), default=dict, blank=True)
    duties = models.JSONField(_("duties after delivery"), default=list, blank=True)

    class Meta:
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")
        ordering = ["authority", "kind", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "kind", "valid_from"],
                name="procedure_one_from_a_day",
                violation_error_message=_("Another procedure begins on that day."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ApplicationKind.values),
                name="procedure_kind_known",
                violation_error_message=_("A procedure is for new applications or for changes."),
            ),
            models.CheckConstraint(
                condition=Q(handling_months_min=None)
                | Q(handling_months_max=None)
                | Q(handling_months_max__gte=F("handling_months_min")),
                name="procedure_months_in_order",
                violation_error_message=_("The longest handling time cannot be shorter than the shortest."),
            ),
            models.CheckConstraint(
                condition=Q(specification_answer_days__gt=0, completion_answer_days__gt=0, appeal_weeks__gt=0),
                name="procedure_time_to_answer",
                violation_error_message=_("Whoever must answer or may appeal needs at least a day."),
            ),
            models.CheckConstraint(
                condition=Q(remind_late_days__gt=0, demand_answer_weeks__gt=0)
                & (Q(demand_after_months=None) | Q(demand_after_months__gt=0)),
                name="procedure_time_of_delay",
                violation_error_message=_("Times for reminders and for demands are at least one."),
            ),
            models.CheckConstraint(
                condition=Q(
                    delivery_method__in=DeliveryMethod.values,
                    agreement_kind__in=AgreementKind.values,
                    review_kind__in=ReviewKind.values,
                ),
                name="procedure_choices_known",
                violation_error_message=_("Choose a way of delivery, an agreement and a review that the portal knows."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} · {self.get_kind_display()} · {self.version}"

    @cached_property
    def _stages(self) -> dict[str, "Stage"]:
        return {stage.key: stage for stage in sorted(self.stages.all(), key=lambda stage: stage.position)}

    def is_on(self, stage_key: str) -> bool:
        """Whether cases pass through this stage. What no procedure may leave out is always on."""
        stage = self._stages.get(stage_key)
        return stage.is_on if stage else stage_key not in OPTIONAL_STAGES

    def stages_on(self) -> list["Stage"]:
        """The stages that are on, in order, as the public page and the case show them."""
        return [stage for stage in self._stages.values() if stage.is_on]

    def public_stages(self) -> list["Stage"]:
        """The stages that a case is seen to go through, from its sending to its invoice."""
        return [stage for stage in self.stages_on() if stage.key not in BEHIND_THE_SCENES]

    def stage(self, stage_key: str) -> "Stage | None":
        """The stage with that key; None where the procedure does not name it."""
        return self._stages.get(stage_key)

    def stage_name(self, stage_key: str, language: str | None = None) -> str:
        """What the procedure calls a stage; the common word where it has no own."""
        stage = self._stages.get(stage_key)
        own = pick(stage.name, language, fallback=self.authority.language) if stage else ""
        with override(language or get_language()):
            return spoken_name(stage_key, own)

    @property
    def knows_notices(self) -> bool:
        """Whether its law has the authority tell the applicant of a delay (FL § 11)."""
        return bool(self.notice_reference)

    def text(self, key: str, language: str | None = None) -> str:
        """The text `key` in `language` (the reader's), else in the authority's own; empty where there is none."""
        return pick(self.texts.get(key), language, fallback=self.authority.language)


class Stage(VersionPart):
    """A stage of one procedure: its own name, who acts, and how many working days it should take at most."""

    part_of = "procedure"

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="stages", verbose_name=_("procedure"))
    key = models.CharField(_("stage"), max_length=30, choices=StageKey.choices)
    position = models.PositiveSmallIntegerField(_("position"))
    name = TranslatedTextField(_("own name"))
    role = models.CharField(_("who acts"), max_length=20, choices=Role.choices, blank=True)
    limit_days = models.PositiveSmallIntegerField(_("working days at most"), null=True, blank=True)
    is_on = models.BooleanField(_("is on"), default=True)

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["procedure", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "key"],
                name="stage_once_a_procedure",
                violation_error_message=_("A procedure has each stage once."),
            ),
            models.UniqueConstraint(
                fields=["procedure", "position"],
                name="stage_position_once",
                violation_error_message=_("Two stages cannot have the same position."),
            ),
            models.CheckConstraint(
                condition=Q(key__in=StageKey.values),
                name="stage_key_known",
                violation_error_message=_("Choose a stage that the portal knows."),
            ),
            models.CheckConstraint(
                condition=Q(limit_days=None) | Q(limit_days__gt=0),
                name="stage_limit_positive",
                violation_error_message=_("A time limit is at least one working day."),
            ),
        ]

    def __str__(self) -> str:
        return pick(self.name) or self.get_key_display()
