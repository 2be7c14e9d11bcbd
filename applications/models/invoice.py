"""Invoices: what is charged, by which fee schedule."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application
from portal.base.money import rounded
from registries.models import Authority, FeeSchedule


class Invoice(models.Model):
    """Prepared while the finance officer writes it, issued with a number and never changed after that."""

    class Kind(models.TextChoices):
        DELIVERY = "delivery", _("delivery")
        WITHDRAWAL = "withdrawal", _("withdrawal fee")
        REFUSAL = "refusal", _("refusal fee")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="invoices")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.DELIVERY)
    fee_schedule = models.ForeignKey(FeeSchedule, on_delete=models.PROTECT, related_name="invoices")
    number = models.CharField(_("invoice number"), max_length=40, blank=True)
    receiver = models.JSONField(default=dict)  # name, number, street, postcode, city, reference
    vat_percent = models.DecimalField(max_digits=5, decimal_places=2)
    currency = models.CharField(max_length=3)
    due_on = models.DateField(_("due"), null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "kind"], name="applications_invoice_once"),
            models.CheckConstraint(
                condition=models.Q(issued_at=None, number="")
                | (models.Q(issued_at__isnull=False) & ~models.Q(number="")),
                name="applications_issued_has_number",
            ),
        ]
        # Fees that wait to be sent are few among all invoices, and are looked for with every page of the desk.
        indexes = [
            models.Index(
                fields=["application"],
                name="app_fees_unsent",
                condition=models.Q(issued_at=None) & ~models.Q(kind="delivery"),
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.application}: invoice"

    @property
    def is_issued(self) -> bool:
        """Whether it was sent."""
        return self.issued_at is not None

    @property
    def has_lines(self) -> bool:
        """Whether anything is charged by it."""
        return self.lines.exists()

    @property
    def is_addressed(self) -> bool:
        """Whether it says who pays: name, organisation number and address (S9)."""
        return all(self.receiver.get(part) for part in ("name", "number", "street", "postcode", "city"))

    @property
    def net(self) -> Decimal:
        """The sum without VAT."""
        return sum((line.amount for line in self.lines.all()), Decimal(0))

    @property
    def vat(self) -> Decimal:
        """The VAT, rounded once on the sum."""
        return rounded(self.net * self.vat_percent / 100)

    @property
    def gross(self) -> Decimal:
        """What is to be paid."""
        return self.net + self.vat


class InvoiceLine(models.Model):
    """One line: quantity times unit price."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines")
    text = models.CharField(_("text"), max_length=200)
    quantity = models.DecimalField(_("quantity"), max_digits=8, decimal_places=2)
    unit_price = models.DecimalField(_("unit price"), max_digits=10, decimal_places=2)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def amount(self) -> Decimal:
        """Quantity times unit price, rounded."""
        return rounded(self.quantity * self.unit_price)


class Counter(models.Model):
    """Numbers without gaps: the row is locked in the transaction that takes the next one."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=[("case", "case"), ("invoice", "invoice")])
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["authority", "kind", "year"], name="applications_counter_once")]

    def __str__(self) -> str:
        return f"{self.authority} {self.kind} {self.year}: {self.last}"
