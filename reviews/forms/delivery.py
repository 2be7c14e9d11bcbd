"""Forms of the delivery."""

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models import DeliveryComplaint
from registries.models import DeliveryMethod
from reviews.forms.base import CaseForm, DayField, long_text


class DeliveryForm(CaseForm):
    """How, to whom and what was delivered (S23, T8)."""

    method = forms.ChoiceField(label=_("How"), choices=DeliveryMethod.choices, widget=forms.RadioSelect)
    receiver = forms.CharField(label=_("Receiver"), max_length=200)
    address = long_text(_("Address"), 3, required=False)
    tracking_number = forms.CharField(
        label=_("Number of the registered letter"),
        max_length=60,
        required=False,
        help_text=_("For example RR123456785SE."),
    )
    contents = long_text(_("What is delivered"), 6, help_text=_("It stands in the delivery note."))
    sent_on = DayField(label=_("Sent on"))


class SettlementForm(CaseForm):
    """What was done about a complaint."""

    row_field = "complaint"

    complaint = forms.ModelChoiceField(queryset=None, widget=forms.HiddenInput)
    settlement = long_text(_("What was done"), 3, help_text=_("The applicant is told by e-mail."))

    def prepare(self):
        mine = DeliveryComplaint.objects.filter(delivery__application=self.case)
        self.fields["complaint"].queryset = mine.select_related("delivery")
