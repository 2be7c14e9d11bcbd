"""Ask before there is a case."""

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.forms.case import WordsForm
from applications.models import Enquiry, Project
from registries.models import Authority, Registry


class EnquiryForm(forms.Form):
    """The question, whom it goes to, and the own project that it belongs to, if any."""

    registries = forms.ModelMultipleChoiceField(
        Registry.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label=_("Registries"),
        help_text=_("Whoever holds a registry answers for it. Each registry that you choose gets your question."),
        to_field_name="slug",
        error_messages={
            "required": _("Choose at least one registry to ask."),
            "invalid_choice": _("A registry that you chose is not here any more. Choose again."),
        },
    )
    subject = forms.CharField(
        label=_("What it is about"),
        max_length=200,
        help_text=_("In a few words, so that you and whoever answers find the conversation again."),
        error_messages={"required": _("Write in a few words what it is about.")},
    )
    text = forms.CharField(
        label=_("Your question"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "Say what you want to find out, about whom and for which years. Ask whether the data can answer that, "
            "whether a similar project is under way, and what it costs. Write nothing about individual people."
        ),
        error_messages={"required": _("Write your question.")},
    )
    project = forms.ModelChoiceField(
        Project.objects.none(),
        label=_("Project"),
        required=False,
        empty_label=_("None yet"),
        help_text=_("Whoever answers sees the title of the project that you choose."),
        to_field_name="public_id",
        error_messages={"invalid_choice": _("This is none of your projects. Choose again.")},
    )

    def __init__(self, *args, authority: Authority, projects, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["project"].is_optional = True
        self.fields["project"].queryset = projects
        self.fields["registries"].queryset = authority.registries.select_related("authority")
        if not authority.receives_by_registry:
            del self.fields["registries"]
        if not projects.exists():
            del self.fields["project"]


def answer_form(enquiry: Enquiry, user, data=None) -> WordsForm:
    """Write to the other side."""
    label = _("Your message") if enquiry.asked_by_id == user.pk else _("Your answer")
    return WordsForm(data, name="message", label=label, rows=6)
