"""Forms of the steps that ask for something first: assign, dismiss, step back, reopen."""

from django import forms
from django.db.models import Count, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications.conditions import stages_back
from applications.models import OPEN_STAGES
from portal.base.texts import pick
from registries.models import Role
from reviews.forms.base import CaseForm, long_text, people_with


class OfficerChoiceField(forms.ModelChoiceField):
    """Case officers with the number of open cases that each has."""

    def label_from_instance(self, officer) -> str:
        """Name, and how much is on the table already."""
        words = {"name": officer.name, "number": officer.load}
        return gettext("%(name)s – open cases: %(number)d") % words


class OfficerForm(CaseForm):
    """Whom the case is given to."""

    officer = OfficerChoiceField(
        label=_("Case officer"),
        queryset=None,
        empty_label=_("Choose …"),
        error_messages={"invalid_choice": _("This person is no case officer here, or has a conflict of interest.")},
    )

    def prepare(self):
        open_cases = Count("cases", filter=Q(cases__stage__in=OPEN_STAGES), distinct=True)
        officers = people_with(self.case.authority, Role.CASE_OFFICER).annotate(load=open_cases)
        team = self.case.project.members.values("user")
        self.fields["officer"].queryset = officers.exclude(pk__in=self.case.conflicted_ids).exclude(pk__in=team)


class NothingForm(CaseForm):
    """A step that asks for nothing."""


class ReasonForm(CaseForm):
    """A step that asks why."""

    reason = long_text(_("Reason"), help_text=_("It is kept in the history of the case."))


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
