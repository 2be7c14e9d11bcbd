"""The small forms of a case page. What is written in them is judged by the action, so that its words are kept."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WordsForm(forms.Form):
    """One box of words."""

    def __init__(self, data=None, *, name: str, label, help_text="", rows: int = 4, key=""):
        super().__init__(initial={name: (data or {}).get(name, "")}, auto_id=f"id_%s{key}")
        widget = forms.Textarea(attrs={"rows": rows})
        self.fields[name] = forms.CharField(label=label, help_text=help_text, required=False, widget=widget)


def message_form(data=None) -> WordsForm:
    """Write to the authority."""
    return WordsForm(data, name="message", label=_("Your message"))


def decline_form(data=None) -> WordsForm:
    """Say no to a specification."""
    return WordsForm(data, name="because", label=_("What should be different?"), rows=3)


def answer_form(data=None) -> WordsForm:
    """Answer a completion request."""
    help_text = _("Say in short what you have mended. What the sections hold now is sent with it.")
    return WordsForm(data, name="answer", label=_("Your answer"), help_text=help_text)


def complaint_form(data=None) -> WordsForm:
    """Report errors in a delivery."""
    help_text = _("Which file, which variable or row, and what you had expected. Write no personal data.")
    return WordsForm(data, name="complaint", label=_("What is wrong with the delivery?"), help_text=help_text)


def duty_form(data=None, *, key) -> WordsForm:
    """Say something with the attestation of a duty. `key` tells the forms of several duties apart."""
    help_text = _("For example where the results are published. Nothing has to stand here.")
    return WordsForm(data, name="note", label=_("Note"), help_text=help_text, rows=2, key=f"_{key}")


def withdrawal_form(data=None) -> WordsForm:
    """Take an application back."""
    help_text = _("You need not say why. It helps the authority to know.")
    return WordsForm(data, name="reason", label=_("Reason"), help_text=help_text, rows=2)
