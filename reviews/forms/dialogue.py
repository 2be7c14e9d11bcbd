"""Forms of the dialogue with the applicant, and of notes that stay at the authority."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.base.texts import pick
from reviews.colleagues import colleagues_on
from reviews.forms.base import CaseForm, DayField, long_text


class MessageForm(CaseForm):
    """A message to the applicant."""

    text = long_text(_("Message"), help_text=_("The applicant is told by e-mail that there is one, and reads it here."))


class NoteForm(CaseForm):
    """A note for colleagues."""

    text = long_text(_("Note"), 3, help_text=_("Seen by people at the authority only, never by the applicant."))
    mentions = forms.ModelMultipleChoiceField(
        label=_("Mention colleagues"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They are told, and the note waits for them until they have read it."),
        error_messages={"invalid_choice": _("Only colleagues who may see the case can be mentioned.")},
    )

    def prepare(self):
        colleagues = colleagues_on(self.case, by=self.by)
        self.people = list(colleagues.only("pk", "name"))
        self.fields["mentions"].queryset = colleagues
        self.fields["mentions"].choices = [(person.pk, person.name) for person in self.people]  # not asked for again

    @property
    def is_addressed(self) -> bool:
        """Whether somebody is chosen already, or was wrongly: the list is open then."""
        return bool(self["mentions"].value() or self["mentions"].errors)


class CompletionRequestForm(CaseForm):
    """What is to be mended, where, and until when."""

    text = long_text(_("What is to be mended"))
    sections = forms.MultipleChoiceField(
        label=_("Sections that the applicant can then edit"), widget=forms.CheckboxSelectMultiple
    )
    due_on = DayField(
        label=_("Answer by"),
        required=False,
        help_text=_(
            "Left empty, the procedure's own number of days counts. The handling time stands still until then."
        ),
    )

    def prepare(self):
        self.fields["sections"].choices = section_choices(self.case)


class TakeBackForm(CaseForm):
    """Close the open request."""


def section_choices(case) -> list[tuple[str, str]]:
    """The sections of the case's form that a completion can be asked for in."""
    own = case.authority.language
    return [(section.key, pick(section.title, fallback=own)) for section in case.form_version.sections]
