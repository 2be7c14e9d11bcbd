"""Forms of the specification."""

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reviews.actions.specification import fee_schedule_of
from reviews.forms.base import AmountField, CaseForm, long_text


class SpecificationForm(CaseForm):
    """What will be delivered, and what makes its price: hours, or the amount that is quoted (Q9)."""

    content = long_text(_("What will be delivered"), 12, help_text=_("The applicant reads this text and accepts it."))
    amount = AmountField(
        label=_("Price without VAT"), min_value=Decimal(0), max_digits=12, help_text=_("0 where it costs nothing.")
    )
    hours = AmountField(
        label=_("Estimated hours"), min_value=Decimal("0.25"), max_digits=6, help_text=_("The price follows from them.")
    )

    def prepare(self):
        schedule = fee_schedule_of(self.case, timezone.now())
        if schedule is None or not schedule.is_quoted:
            del self.fields["amount"]
            return
        hours = self.fields["hours"]
        hours.required, hours.is_optional = False, True
        hours.help_text = _("For your own planning. The applicant does not see them.")

    @property
    def is_quoted(self) -> bool:
        """Whether the price is an amount that the officer writes."""
        return "amount" in self.fields

    @property
    def priced_by(self):
        """The field from which the price follows."""
        return self["amount"] if self.is_quoted else self["hours"]


class ProposeForm(CaseForm):
    """Send the draft."""


class TakeBackForm(CaseForm):
    """Take back what was sent."""
