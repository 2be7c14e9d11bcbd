"""The specification: what will be delivered, and for what price (S17, T5)."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.models.application import Application
from applications.models.submission import Submission
from applications.querysets import SpecificationQuerySet
from registries.fees import Price, price, quoted_price
from registries.models import FeeSchedule


class Work(models.TextChoices):
    """What hours go into (S5): estimated by activity in a specification, written by activity on the case."""

    ADMINISTRATION = "administration", _("administration")
    ASSESSMENT = "assessment", _("confidentiality assessment")
    EXTRACTION = "extraction", _("extraction")
    CORRECTION = "correction", _("correction after a complaint, not charged")


ESTIMATED_WORK = (Work.ADMINISTRATION, Work.ASSESSMENT, Work.EXTRACTION)  # nobody plans to mend errors

ACTIVITIES = F("hours_administration") + F("hours_assessment") + F("hours_extraction")
LESS_THAN_A_CENT = Decimal("0.005")


class Becomes(models.TextChoices):
    """What becomes of a variable that was applied for."""

    KEEP = "keep", _("as applied for")
    CHANGE = "change", pgettext_lazy("of a variable", "changed")
    LEAVE_OUT = "leave_out", pgettext_lazy("of a variable", "left out")


def hours_field(label) -> models.DecimalField:
    """Estimated hours of one activity; None where the hours are not split, or there are none (Q9)."""
    return models.DecimalField(label, max_digits=6, decimal_places=2, null=True, blank=True)


class Specification(models.Model):
    """One version. Its state follows from its days; the first proposed version pins the fee schedule.

    Its parts are composed from a submission and edited by the officer, in the language of the case. The variables are
    those of that submission: `variables` holds only the rows that differ from it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PROPOSED = "proposed", _("waits for an answer")
        EXPIRED = "expired", _("expired")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        VOID = "void", _("no longer valid")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="specifications")
    version = models.PositiveIntegerField()
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="specifications"
    )
    content = models.TextField(_("introduction and other terms"), blank=True)
    population = models.TextField(_("population and selection"), blank=True)
    period_from = models.DateField(_("period, from"), null=True, blank=True)
    period_to = models.DateField(_("period, to"), null=True, blank=True)
    variables = models.JSONField(default=list, blank=True)  # [{registry, name, becomes, note}]
    linkage = models.TextField(_("linkage"), blank=True)
    delivery_form = models.TextField(_("form of delivery"), blank=True)
    applicant_files = models.TextField(_("files from the applicant"), blank=True)
    delivery_days = models.PositiveSmallIntegerField(_("working days to the delivery"), null=True, blank=True)
    delivery_on = models.DateField(_("delivered on"), null=True, blank=True)
    answer_days = models.PositiveSmallIntegerField(_("working days to answer"), null=True, blank=True)
    hours = models.DecimalField(_("estimated hours"), max_digits=6, decimal_places=2, null=True, blank=True)
    hours_administration = hours_field(_("hours of administration"))
    hours_assessment = hours_field(_("hours of confidentiality assessment"))
    hours_extraction = hours_field(_("hours of extraction"))
    # Quoted, without VAT, where the fee schedule names no hourly rate (Q9); None where the price goes by the hour.
    # The hours are then only the authority's own estimate, and need not be there.
    amount = models.DecimalField(_("price without VAT"), max_digits=12, decimal_places=2, null=True, blank=True)
    fee_schedule = models.ForeignKey(FeeSchedule, on_delete=models.PROTECT, related_name="specifications")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_because = models.TextField(blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    expired_at = models.DateTimeField(null=True, blank=True)  # when both sides were told that its time had run out

    objects = SpecificationQuerySet.as_manager()

    class Meta:
        ordering = ["version"]
        indexes = [
            # The newest of the past, on which estimates rest.
            models.Index(
                fields=["accepted_at"],
                name="app_specification_accepted",
                condition=Q(accepted_at__isnull=False, voided_at=None),
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["application", "version"], name="applications_specification_version_once"),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(accepted_at__isnull=False, voided_at=None),
                name="applications_specification_accepted_once",
            ),
            models.CheckConstraint(
                condition=Q(hours__isnull=False, hours__gt=0) | Q(hours=None, amount__isnull=False),
                name="applications_specification_hours",
                violation_error_message=_("The estimated hours must be more than zero."),
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0),
                name="applications_specification_amount",
                violation_error_message=_("A price cannot be less than nothing."),
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(proposed_at__isnull=False), name="applications_accepted_was_proposed"
            ),
            models.CheckConstraint(
                condition=Q(hours_administration=None, hours_assessment=None, hours_extraction=None)
                | Q(
                    hours_administration__isnull=False,
                    hours_assessment__isnull=False,
                    hours_extraction__isnull=False,
                    hours_administration__gte=0,
                    hours_assessment__gte=0,
                    hours_extraction__gte=0,
                    hours__gt=ACTIVITIES - LESS_THAN_A_CENT,  # SQLite keeps decimals as floating numbers
                    hours__lt=ACTIVITIES + LESS_THAN_A_CENT,
                ),
                name="applications_specification_hours_add_up",
                violation_error_message=_("The hours of the activities must add up to the hours in all."),
            ),
            models.CheckConstraint(
                condition=Q(period_from=None) | Q(period_to=None) | Q(period_to__gte=F("period_from")),
                name="applications_specification_period",
                violation_error_message=_("The period cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(delivery_days=None) | Q(delivery_on=None),
                name="applications_specification_delivery",
                violation_error_message=_("Say either how many working days the delivery takes, or the day."),
            ),
            models.CheckConstraint(
                condition=Q(expired_at=None) | Q(proposed_at__isnull=False, accepted_at=None),
                name="applications_specification_expired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: specification {self.version}"

    def state_on(self, day: date) -> "Specification.State":
        """In which state the version is on a day."""
        if self.voided_at:
            return self.State.VOID
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.declined_at:
            return self.State.DECLINED
        if not self.proposed_at:
            return self.State.DRAFT
        return self.State.EXPIRED if self.valid_until < day else self.State.PROPOSED

    def has_expired_on(self, day: date) -> bool:
        """Whether nobody answered in time: it cannot be accepted any more, and the next version can be written."""
        return self.state_on(day) == self.State.EXPIRED

    @property
    def is_draft(self) -> bool:
        """Whether the officer can still edit it."""
        return self.proposed_at is None and self.voided_at is None

    @property
    def is_waiting(self) -> bool:
        """Whether it was proposed and nobody has answered, expired or not."""
        return bool(self.proposed_at) and not (self.accepted_at or self.declined_at or self.voided_at)

    @property
    def is_accepted(self) -> bool:
        """Whether the applicant's acceptance still holds."""
        return bool(self.accepted_at) and not self.voided_at

    @property
    def is_free(self) -> bool:
        """Whether the quoted price is nothing: then no invoice follows."""
        return self.amount == 0

    @property
    def activities(self) -> dict[str, Decimal]:
        """The hours by activity; {} where they are not split."""
        hours = {work: getattr(self, f"hours_{work}") for work in ESTIMATED_WORK}
        return {} if None in hours.values() else hours

    @property
    def has_period(self) -> bool:
        """Whether it says from when or until when the data are."""
        return bool(self.period_from or self.period_to)

    @property
    def price(self) -> Price:
        """Hours times rate plus base, or the quoted amount; VAT and the sum, by the pinned fee schedule."""
        if self.amount is not None:
            return quoted_price(self.fee_schedule, self.amount)
        return price(self.fee_schedule, Decimal(self.hours))
