"""The record of the meeting with the lawyer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models import LegalReview
from registries.models import Role
from reviews.forms.base import CaseForm, DayField, long_text, people_with


class MeetingForm(CaseForm):
    """When, who took part, the assessment and its outcome (S16, T4)."""

    held_on = DayField(label=_("Day of the meeting"))
    decision_maker = forms.ModelChoiceField(label=_("Deciding manager"), queryset=None, empty_label=_("Choose …"))
    lawyer = forms.ModelChoiceField(label=_("Lawyer"), queryset=None, empty_label=_("Choose …"))
    assessment = long_text(_("Assessment"), 8)
    outcome = forms.ChoiceField(label=_("Outcome"), choices=LegalReview.Outcome.choices, widget=forms.RadioSelect)

    def prepare(self):
        authority = self.case.authority
        self.fields["decision_maker"].queryset = people_with(authority, Role.DECISION_MAKER)
        self.fields["lawyer"].queryset = people_with(authority, Role.LAWYER)
