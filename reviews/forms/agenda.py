"""Forms of the legal meeting: its day and people, its agenda, and what becomes of its questions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.base.form_fields import DayField
from portal.base.templatetags.portal_tags import longdate
from registries.models import Role
from reviews.agenda import meetings_for
from reviews.forms.base import CaseForm, long_text, people_with
from reviews.forms.dialogue import section_choices
from reviews.models import MeetingQuestion

How = MeetingQuestion.How


class ChangeForm(forms.Form):
    """Who takes part, and where."""

    use_required_attribute = False
    decision_maker = forms.ModelChoiceField(label=_("Deciding manager"), queryset=None, empty_label=_("Choose …"))
    lawyer = forms.ModelChoiceField(label=_("Lawyer"), queryset=None, empty_label=_("Choose …"))
    place = forms.CharField(
        label=_("Time and place"), max_length=200, required=False, help_text=_("Such as: 10:00, room 4.")
    )

    def __init__(self, data=None, *, authority, initial=None):
        super().__init__(data, initial=initial, auto_id="meeting_%s")
        self.fields["decision_maker"].queryset = people_with(authority, Role.DECISION_MAKER)
        self.fields["lawyer"].queryset = people_with(authority, Role.LAWYER)
        self.fields["place"].is_optional = True


class PlanForm(ChangeForm):
    """A meeting that is planned."""

    held_on = DayField(label=_("Day"))
    field_order = ["held_on"]


class OtherDayForm(forms.Form):
    """On which other day a planned meeting is held."""

    use_required_attribute = False
    held_on = DayField(label=_("New day"))

    def __init__(self, data=None):
        super().__init__(data, auto_id="other_%s")


class MeetingChoiceField(forms.ModelChoiceField):
    """A meeting, by its day."""

    def label_from_instance(self, meeting) -> str:
        """The day with its weekday, and where."""
        day = longdate(meeting.held_on)
        return f"{day} · {meeting.place}" if meeting.place else day


class PutOnForm(CaseForm):
    """On which agenda, and what the officer wants to know."""

    meeting = MeetingChoiceField(label=_("Meeting"), queryset=None, empty_label=_("Choose …"))
    question = long_text(
        _("Your question to the meeting"), 3, required=False, help_text=_("It stands on the agenda beside the case.")
    )

    def prepare(self):
        ahead = meetings_for(self.case)
        self.meetings = list(ahead)
        field = self.fields["meeting"]
        field.queryset = ahead
        field.choices = [("", field.empty_label), *((row.pk, field.label_from_instance(row)) for row in self.meetings)]


class OpenQuestionForm(CaseForm):
    """What both ways of settling questions have in common: which questions."""

    row_field = "question"
    question = forms.ModelChoiceField(
        queryset=None,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("These questions are settled already.")},
    )

    def prepare(self):
        self.fields["question"].queryset = self.case.meeting_questions.open()


class PassOnForm(OpenQuestionForm):
    """Questions of a meeting, as the officer puts them to the applicant."""

    text = long_text(_("What the applicant reads"), 5)
    how = forms.ChoiceField(label=_("Send it"), choices=How.choices[:2], widget=forms.RadioSelect, initial=How.REQUEST)
    sections = forms.MultipleChoiceField(
        label=_("Sections that the applicant can then edit"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Only for a completion request."),
    )
    due_on = DayField(
        label=_("Answer by"),
        required=False,
        help_text=_("Only for a completion request. Left empty, the procedure's own number of days counts."),
    )

    def prepare(self):
        super().prepare()
        self.fields["sections"].choices = section_choices(self.case)


class DropForm(OpenQuestionForm):
    """Questions that the applicant need not be asked."""

    reason = long_text(_("Why the applicant need not be asked"), 2)
