"""Forms of the specification."""

from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from applications.models import ESTIMATED_WORK, Becomes
from applications.specifying import PARTS, rows_of
from reviews.actions.specification import answer_days_between, fee_schedule_of, mark_of_draft, parts_shown
from reviews.forms.base import AmountField, CaseForm, DayField, long_text
from reviews.seen import mark_of

MOST_HOURS = Decimal(9999)
MOST_DAYS = 999


def _hours(work) -> AmountField:
    return AmountField(
        label=capfirst(work.label), min_value=Decimal(0), max_value=MOST_HOURS, max_digits=6, required=False
    )


def _days(label, **options) -> forms.IntegerField:
    """A number of working days."""
    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "w-num num"})
    return forms.IntegerField(label=label, widget=widget, **options)


class SpecificationForm(CaseForm):
    """What will be delivered, part by part, and what makes its price: hours, or the amount that is quoted (Q9)."""

    population = long_text(_("Population and selection"), 5, required=False)
    period_from = DayField(label=_("Period, from"), required=False)
    period_to = DayField(label=_("Period, to"), required=False)
    linkage = long_text(_("Linkage"), 4, required=False)
    applicant_files = long_text(_("Files from the applicant"), 3, required=False)
    delivery_form = long_text(_("Form of delivery"), 3, required=False)
    content = long_text(
        _("Introduction and other terms"), 5, required=False, help_text=_("It stands first in the letter.")
    )
    administration, assessment, extraction = (_hours(work) for work in ESTIMATED_WORK)
    amount = AmountField(
        label=_("Price without VAT"), min_value=Decimal(0), max_digits=12, help_text=_("0 where it costs nothing.")
    )
    delivery_days = _days(_("Working days from the decision"), min_value=1, max_value=MOST_DAYS, required=False)
    delivery_on = DayField(label=_("Or by this day"), required=False)
    answer_days = _days(_("Working days to answer"), required=False)

    def prepare(self):
        schedule = fee_schedule_of(self.case, timezone.now())
        if schedule is None or not schedule.is_quoted:
            del self.fields["amount"]
        for work in ESTIMATED_WORK:  # one of them is needed, not each
            self.fields[work].is_optional = self.is_quoted
        least, most = answer_days_between(self.case)
        self.fields["answer_days"].help_text = _(
            "Between %(least)s and %(most)s, from the day on which it is sent."
        ) % {
            "least": least,
            "most": most,
        }

    @property
    def is_quoted(self) -> bool:
        """Whether the price is an amount that the officer writes."""
        return "amount" in self.fields

    @property
    def activities(self) -> list:
        """The fields of the hours."""
        return [self[work] for work in ESTIMATED_WORK]

    def shown_now(self) -> str:
        """The mark of the draft."""
        return mark_of_draft(self.case.newest_specification)

    def clean(self) -> dict:
        """What the action takes: the parts, the hours by activity, the amount."""
        given = super().clean()
        hours = {str(work): given.get(work) or Decimal(0) for work in ESTIMATED_WORK}
        return {
            "content": given.get("content", ""),
            "parts": {name: given.get(name) for name in PARTS if name != "content"},
            "activities": hours if any(hours.values()) else None,
            "amount": given.get("amount"),
            "seen": self.data.get("seen"),
        }


class VariableForm(forms.Form):
    """What becomes of one variable."""

    registry = forms.CharField(widget=forms.HiddenInput)
    name = forms.CharField(widget=forms.HiddenInput, strip=False)
    becomes = forms.ChoiceField(label=_("What becomes of it"), choices=Becomes.choices)
    note = forms.CharField(label=_("How, or why"), max_length=500, required=False)


VariableForms = forms.formset_factory(VariableForm, extra=0)


class VariablesForm(CaseForm):
    """What becomes of the variables of a page, a row each."""

    def prepare(self):
        data = self.data if self.is_bound else None
        self.lines = VariableForms(data, initial=self.initial.get("rows"), prefix="rows", auto_id="variable_%s")
        known = {row.key: row for row in rows_of(self.case.newest_specification)}
        for line in self.lines:
            line.row = known.get((line["registry"].value(), line["name"].value()))

    def is_valid(self) -> bool:
        """Whether every row can be read, too."""
        return super().is_valid() and self.lines.is_valid()

    def clean(self) -> dict:
        """The rows as the action takes them."""
        names = ("registry", "name", "becomes", "note")
        rows = self.lines.cleaned_data if self.lines.is_valid() else []
        return {"rows": [tuple(row[name] for name in names) for row in rows]}


class ComposeForm(CaseForm):
    """Compose the parts once more."""


class ProposeForm(CaseForm):
    """Send the draft."""

    def shown_now(self) -> str | None:
        """What the page shows of the draft."""
        newest = self.case.newest_specification
        return mark_of(parts_shown(newest)) if newest else None

    def clean(self) -> dict:
        """What the action takes."""
        return {"seen": self.sent_seen}


class TakeBackForm(CaseForm):
    """Take back what was sent."""
