"""Forms of the specification."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from reviews.forms.base import AmountField, CaseForm, long_text


class SpecificationForm(CaseForm):
    """What will be delivered, and the hours that it is thought to take."""

    content = long_text(_("What will be delivered"), 12, help_text=_("The applicant reads this text and accepts it."))
    hours = AmountField(
        label=_("Estimated hours"), min_value=Decimal("0.25"), max_digits=6, help_text=_("The price follows from them.")
    )


class ProposeForm(CaseForm):
    """Send the draft."""


class TakeBackForm(CaseForm):
    """Take back what was sent."""
