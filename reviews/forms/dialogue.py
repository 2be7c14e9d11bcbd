"""Forms of the dialogue with the applicant, and of notes that stay at the authority."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.base.texts import pick
from reviews.forms.base import CaseForm, DayField, long_text


class MessageForm(CaseForm):
    """A message to the applicant."""

    text = long_text(_("Message"), help_text=_("The applicant is told by e-mail that there is one, and reads it here."))


class NoteForm(CaseForm):
    """A note for colleagues."""

    text = long_text(_("Note"), 3, help_text=_("Seen by people at the authority only, never by the applicant."))


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
        own = self.case.authority.language
        sections = self.case.form_version.sections
        self.fields["sections"].choices = [(section.key, pick(section.title, fallback=own)) for section in sections]


class TakeBackForm(CaseForm):
    """Close the open request."""
