"""Forms of the delivery."""

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from applications.models import DeliveryComplaint
from applications.models.delivery import open_complaints
from portal.base.templatetags.portal_tags import longdate
from registries.models import DeliveryMethod
from reviews.forms.base import CaseForm, DayField, long_text


class ComplaintChoiceField(forms.ModelChoiceField):
    """Complaints by the day on which they came in, and their first words."""

    def label_from_instance(self, complaint) -> str:
        """The day, and how it begins."""
        return f"{longdate(complaint.made_at)}: {Truncator(complaint.text).chars(60)}"


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
    corrects = ComplaintChoiceField(
        label=_("It answers the complaint"),
        queryset=None,
        required=False,
        empty_label=_("None: it is a further delivery"),
        help_text=_("A delivery that mends errors costs the applicant nothing."),
    )

    def prepare(self):
        complaints = open_complaints(self.case)
        self.fields["corrects"].queryset = complaints
        if not self.is_bound and not complaints:
            del self.fields["corrects"]


class SettlementForm(CaseForm):
    """What was done about a complaint."""

    row_field = "complaint"

    complaint = forms.ModelChoiceField(queryset=None, widget=forms.HiddenInput)
    settlement = long_text(_("What was done"), 3, help_text=_("The applicant is told by e-mail."))

    def prepare(self):
        mine = DeliveryComplaint.objects.filter(delivery__application=self.case)
        self.fields["complaint"].queryset = mine.select_related("delivery")
