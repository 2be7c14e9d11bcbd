"""The specification: what will be delivered, and for what price (S17, T5)."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application
from applications.querysets import SpecificationQuerySet
from registries.fees import Price, price, quoted_price
from registries.models import FeeSchedule


class Specification(models.Model):
    """One version. Its state follows from its days; the first proposed version pins the fee schedule."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PROPOSED = "proposed", _("waits for an answer")
        EXPIRED = "expired", _("expired")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        VOID = "void", _("no longer valid")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="specifications")
    version = models.PositiveIntegerField()
    content = models.TextField(_("what will be delivered"))
    hours = models.DecimalField(_("estimated hours"), max_digits=6, decimal_places=2, null=True, blank=True)
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

    objects = SpecificationQuerySet.as_manager()

    class Meta:
        ordering = ["version"]
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
    def price(self) -> Price:
        """Hours times rate plus base, or the quoted amount; VAT and the sum, by the pinned fee schedule."""
        if self.amount is not None:
            return quoted_price(self.fee_schedule, self.amount)
        return price(self.fee_schedule, Decimal(self.hours))
