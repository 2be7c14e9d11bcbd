"""The form for time."""

from decimal import Decimal
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.forms.base import AmountField, CaseForm, DayField
from reviews.models import TimeEntry


class TimeForm(CaseForm):
    """Hours of one day (S5)."""

    day = DayField(label=_("Day"))
    hours = AmountField(label=_("Hours"), min_value=Decimal("0.25"), max_value=Decimal(24), max_digits=5)
    work = forms.ChoiceField(label=_("Work"), choices=TimeEntry.Work.choices)

    def prepare(self):
        if not self.case.has_complaint:
            works = [choice for choice in TimeEntry.Work.choices if choice[0] != TimeEntry.Work.CORRECTION]
            self.fields["work"].choices = works


class NewTimeForm(TimeForm):
    """New hours, with the mark by which the same form is known when it comes twice (reload, two windows)."""

    mark = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid4)

    def refuse(self, sentences) -> None:
        """Nothing was written: what is sent from the page that says so is sent on purpose, with a new mark."""
        super().refuse(sentences)
        self.data = self.data.copy()
        self.data["mark"] = str(uuid4())


class EntryForm(TimeForm):
    """An entry of one's own, to be corrected or removed."""

    entry = forms.ModelChoiceField(queryset=None, widget=forms.HiddenInput)
    field_order = ["entry"]

    def prepare(self):
        super().prepare()
        self.fields["entry"].queryset = self.case.time_entries.filter(user=self.by)


class RemovalForm(CaseForm):
    """An entry of one's own that goes."""

    entry = forms.ModelChoiceField(queryset=None, widget=forms.HiddenInput)

    def prepare(self):
        self.fields["entry"].queryset = self.case.time_entries.filter(user=self.by)
