"""What an authority charges from a day on. Money is Decimal, in the authority's currency (docs/requirements.md)."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registries.models.authority import Authority
from registries.models.dated import DatedVersion


def money_field(label, help_text="") -> models.DecimalField:
    """An amount of money without VAT."""
    return models.DecimalField(label, max_digits=12, decimal_places=2, default=Decimal(0), help_text=help_text)


class Pricing(models.TextChoices):
    """How a price comes about: by the hour (S5), or as an amount that is quoted for each case (Q9)."""

    HOURLY = "hourly", _("by the hour")
    QUOTED = "quoted", _("quoted for each case")


class FeeSchedule(DatedVersion):
    """Fees without VAT, in force from a day until the next schedule begins (S5, S9)."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="fee_schedules", verbose_name=_("authority"))
    currency = models.CharField(_("currency"), max_length=3)
    pricing = models.CharField(_("pricing"), max_length=10, choices=Pricing.choices, default=Pricing.HOURLY)
    base = money_field(_("base fee"))
    hourly_rate = money_field(_("hourly rate"))
    reinvoicing = money_field(_("invoicing again"), _("When the invoicing details were wrong."))
    withdrawal = money_field(_("withdrawal"))
    refusal = money_field(_("refusal"))
    usual_hours_min = models.PositiveSmallIntegerField(_("usual hours, at least"), null=True, blank=True)
    usual_hours_max = models.PositiveSmallIntegerField(_("usual hours, at most"), null=True, blank=True)
    vat_percent = models.DecimalField(_("VAT, per cent"), max_digits=5, decimal_places=2, default=Decimal(25))

    class Meta:
        verbose_name = _("fee schedule")
        verbose_name_plural = _("fee schedules")
        ordering = ["authority", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "valid_from"],
                name="fee_schedule_one_from_a_day",
                violation_error_message=_("Another fee schedule begins on that day."),
            ),
            models.CheckConstraint(
                condition=Q(base__gte=0, hourly_rate__gte=0, reinvoicing__gte=0, withdrawal__gte=0, refusal__gte=0),
                name="fee_schedule_not_negative",
                violation_error_message=_("A fee cannot be less than nothing."),
            ),
            models.CheckConstraint(
                condition=Q(pricing=Pricing.HOURLY) | Q(pricing=Pricing.QUOTED, base=0, hourly_rate=0),
                name="fee_schedule_pricing_known",
                violation_error_message=_(
                    "Prices go by the hour, or are quoted: then without base fee and hourly rate."
                ),
            ),
            models.CheckConstraint(
                condition=Q(usual_hours_min=None, usual_hours_max=None) | Q(usual_hours_max__gte=F("usual_hours_min")),
                name="fee_schedule_usual_hours_in_order",
                violation_error_message=_("Say both the least and the most of the usual hours, the least first."),
            ),
            models.CheckConstraint(
                condition=Q(vat_percent__gte=0, vat_percent__lte=100),
                name="fee_schedule_vat_percent",
                violation_error_message=_("VAT lies between 0 and 100 per cent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} · {self.valid_from:%Y-%m-%d}"

    @property
    def is_quoted(self) -> bool:
        """Whether an officer writes an amount for each case, in place of a price by the hour (Q9)."""
        return self.pricing == Pricing.QUOTED
