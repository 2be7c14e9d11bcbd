"""The record of the review: the meeting with the lawyer, or the harm assessment."""

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models import LegalReview
from portal.base.texts import pick
from registries.models import Membership, Role
from reviews.forms.base import CaseForm, DayField, long_text, people_with

TAKE_PART = {"decision_maker": Role.DECISION_MAKER, "lawyer": Role.LAWYER}


class MeetingForm(CaseForm):
    """When, who took part, the assessment and its outcome (S16, T4)."""

    held_on = DayField(label=_("Day of the meeting"))
    decision_maker = forms.ModelChoiceField(label=_("Deciding manager"), queryset=None, empty_label=_("Choose …"))
    lawyer = forms.ModelChoiceField(label=_("Lawyer"), queryset=None, empty_label=_("Choose …"))
    assessment = long_text(_("Assessment"), 8)
    outcome = forms.ChoiceField(label=_("Outcome"), choices=LegalReview.Outcome.choices, widget=forms.RadioSelect)
    questions = long_text(
        _("New questions to the applicant"),
        3,
        required=False,
        help_text=_("They wait for the case officer, who passes them on."),
    )

    def prepare(self):
        authority = self.case.authority
        people = Membership.objects.filter(authority=authority, role__in=TAKE_PART.values(), user__is_active=True)
        rows = list(people.select_related("user").order_by("user__name"))  # both choices in one query
        for name, role in TAKE_PART.items():
            field = self.fields[name]
            field.queryset = people_with(authority, role)
            chosen = [(row.user_id, str(row.user)) for row in rows if row.role == role]
            field.choices = [("", field.empty_label), *chosen]


class HarmForm(CaseForm):
    """Whose advice, in which words, and what the controller makes of it (Q8)."""

    advised_by = forms.CharField(label=_("Who advised"), max_length=200)
    advised_on = DayField(label=_("Day of the advice"))
    advice = long_text(_("The advice, in its own words"), 5)
    held_on = DayField(label=_("Day of the assessment"))
    decision_maker = forms.ModelChoiceField(
        label=_("Who assessed"),
        queryset=None,
        empty_label=_("Choose …"),
        help_text=_("Somebody who may decide for the controller."),
    )
    assessment = long_text(
        _("Assessment"), 8, help_text=_("What harm could follow for whom, and why it does or does not.")
    )
    outcome = forms.ChoiceField(label=_("Outcome"), choices=LegalReview.Outcome.choices, widget=forms.RadioSelect)

    def prepare(self):
        self.fields["decision_maker"].queryset = people_with(self.case.authority, Role.DECISION_MAKER)


def advisers(case) -> str:
    """Who advises on harm in the registries of a case, as the catalogue says; each once."""
    own = case.authority.language
    names = [pick(registry.advised_by, fallback=own) for registry in case.registries.all()]
    return ", ".join(dict.fromkeys(name for name in names if name))[:200]
