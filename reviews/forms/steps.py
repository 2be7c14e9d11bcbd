"""Forms of the steps that ask for something first: assign, flags, conflict of interest, dismiss, step back, reopen."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications.conditions import stages_back
from portal.base.templatetags.portal_tags import shortdate
from portal.base.texts import pick
from registries.models import Role
from reviews.forms.base import CaseForm, long_text, people_with
from reviews.load import Load
from reviews.suggesting import Suggester


def officer_label(load: Load) -> str:
    """Name, how much is on the table already, and until when the person is away."""
    words = {"name": load.officer.name, "number": load.cases}
    if load.away is None:
        return gettext("%(name)s – open cases: %(number)d") % words
    words["day"] = shortdate(load.away.to_on)
    return gettext("%(name)s – open cases: %(number)d, away until %(day)s") % words


class OfficerChoiceField(forms.ModelChoiceField):
    """Case officers with the number of open cases that each has."""

    labels: dict[int, str]

    def label_from_instance(self, officer) -> str:
        """What is said of the officer."""
        return self.labels[officer.pk]


class OfficerForm(CaseForm):
    """Whom the case is given to."""

    officer = OfficerChoiceField(
        label=_("Case officer"),
        queryset=None,
        empty_label=_("Choose …"),
        error_messages={"invalid_choice": _("This person is no case officer here, or has a conflict of interest.")},
    )

    def prepare(self):
        suggester = Suggester(self.case.authority)
        field, suggestion = self.fields["officer"], suggester.suggest(self.case)
        team = self.case.project.members.values("user")
        officers = people_with(self.case.authority, Role.CASE_OFFICER).exclude(pk__in=self.case.conflicted_ids)
        field.labels = {load.officer.pk: officer_label(load) for load in suggester.loads}
        field.queryset = officers.exclude(pk__in=team)
        if suggestion:
            field.initial = suggestion.officer
            words = {"name": suggestion.officer.name, "because": suggestion.because}
            field.help_text = gettext("Suggested: %(name)s. %(because)s") % words


class NothingForm(CaseForm):
    """A step that asks for nothing."""


class ReasonForm(CaseForm):
    """A step that asks why."""

    reason = long_text(_("Reason"), help_text=_("It is kept in the history of the case."))


class ConflictForm(CaseForm):
    """Why somebody must not have to do with the case."""

    reason = long_text(_("Reason"), help_text=_("Only those who give cases to officers can read it."))


class ConflictChoiceField(forms.ModelChoiceField):
    """A conflict of interest, by whose it is, since when, and what was found."""

    def label_from_instance(self, conflict) -> str:
        """The person, the day, and what was found."""
        found = f". {conflict.reason}" if conflict.is_found else ""
        return f"{conflict.user.name}, {shortdate(conflict.declared_at)}{found}"


class LiftConflictForm(ReasonForm):
    """Which conflict of interest does not hold, and why."""

    conflict = ConflictChoiceField(
        label=_("Whose it is"),
        queryset=None,
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("This conflict of interest is lifted already.")},
    )
    field_order = ["conflict", "reason"]

    def prepare(self):
        declared = self.case.conflicts.select_related("user").order_by("declared_at")
        self.fields["conflict"].queryset = declared
        if len(declared) == 1:
            self.fields["conflict"].initial = declared[0]


class FlagsForm(CaseForm):
    """Which flags the case carries."""

    flags = forms.ModelMultipleChoiceField(
        label=_("Flags of the case"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )

    def prepare(self):
        there = [row.flag_id for row in self.case.case_flags.all()]
        field = self.fields["flags"]
        field.queryset = self.case.authority.flags.filter(Q(is_offered=True) | Q(pk__in=there))
        field.label_from_instance = lambda flag: f"{flag.sign} {self.case.authority.text(flag.name)}"
        field.initial, field.is_optional = there, False
        if not field.queryset:
            field.help_text = _("The authority has named no flags yet. An administrator names them.")


class StepBackForm(ReasonForm):
    """To which earlier stage, and why."""

    to = forms.ChoiceField(label=_("Back to"), widget=forms.RadioSelect)
    field_order = ["to", "reason"]

    def prepare(self):
        procedure = self.case.procedure
        self.fields["to"].choices = [(key, procedure.stage_name(key)) for key in stages_back(self.case)]


class DismissForm(CaseForm):
    """Why the application is not tried. The reason goes into the letter."""

    because = forms.ChoiceField(
        label=_("Why it is not tried"),
        widget=forms.RadioSelect,
        choices=[
            ("incomplete", _("It is not complete, and the applicant has not completed it")),
            ("mismatch", _("It does not match the ethical approval or the research principal")),
            ("wrong_authority", _("Another authority has the data")),
        ],
    )
    reason = long_text(_("Reasons"), 8, help_text=_("This text stands in the decision that the applicant gets."))

    def reusable(self) -> list[dict]:
        """The authority's paragraphs to reuse, in the language of the case's letters."""
        return reusable_reasons(self.case)


def reusable_reasons(case, about: str = "decision") -> list[dict]:
    """The procedure's paragraphs: the title in the reader's language, the text in the language of the letter.

    `about` says for which letters: "decision", or "delay" for notices of it.
    """
    own = case.authority.language
    return [
        {
            "key": row["key"],
            "title": pick(row.get("title"), fallback=own) or row["key"],
            "text": pick(row.get("text"), case.language, fallback=own),
        }
        for row in case.procedure.reasons
        if row.get("about", "decision") == about
    ]
