"""The forms of a team: ask somebody in, rights, what a member has access to, handing over."""

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from applications.actions.team import Statement
from applications.models import ProjectMember

MAY = (
    (ProjectMember.May.VIEW, _("Read: see the applications and everything that happens in them")),
    (ProjectMember.May.EDIT, _("Write: also fill in the forms and enclose files")),
    (
        ProjectMember.May.SUBMIT,
        _("Write and send, as contact person: also send applications, answer the authorities and change the team"),
    ),
)


def _rights() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("What the person may do"),
        choices=MAY,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the person may do.")},
    )


class InviteForm(forms.Form):
    """Whom to ask, and what the person may do."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "class": "w-mid"}),
        error_messages={
            "required": _("Write the e-mail address of the person."),
            "invalid": _("This is no e-mail address. Write one such as name@university.example."),
        },
    )
    may = _rights()
    language = forms.ChoiceField(
        label=_("Language of the mail"), choices=settings.LANGUAGES, widget=forms.Select(attrs={"class": "w-mid"})
    )


class RightsForm(forms.Form):
    """What a member may do."""

    may = _rights()


class StatementForm(forms.ModelForm):
    """What a member says of himself or herself in this project."""

    class Meta:
        model = ProjectMember
        fields = ["title", "affiliation", "has_access", "access_to"]
        labels = {"has_access": _("I will have access to the data"), "access_to": _("What you will have access to")}
        help_texts = {
            "title": _("For example docent or statistician. It stands in the applications."),
            "affiliation": _("The university or the organisation for which you work in this project."),
            "access_to": _("For example: all data of the project, or only the tables that come out of it."),
        }
        widgets = {
            "title": forms.TextInput(attrs={"autocomplete": "honorific-prefix", "class": "w-mid"}),
            "affiliation": forms.TextInput(attrs={"autocomplete": "organization"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("title", "affiliation", "access_to"):
            self.fields[name].is_optional = name != "access_to"

    def clean(self) -> dict:
        """Access is access to something."""
        cleaned = super().clean()
        if cleaned.get("has_access") and not cleaned.get("access_to", "").strip():
            self.add_error("access_to", _("Say what you will have access to."))
        return cleaned

    @property
    def statement(self) -> Statement:
        """What was typed, once it is valid."""
        return Statement(**{name: self.cleaned_data[name] for name in self.Meta.fields})


class HandOverForm(forms.Form):
    """Who leads the project from now on."""

    to = forms.ModelChoiceField(
        ProjectMember.objects.none(),
        label=_("Who is to lead the project?"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": _("Choose who is to lead the project."),
            "invalid_choice": _("This person is not in the team any more. Choose somebody else."),
        },
    )
    leaves = forms.BooleanField(label=_("I leave the project at the same time"), required=False)

    def __init__(self, *args, members, leads: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = members
        self.fields["to"].label_from_instance = _named
        if not leads:  # a contact person hands over what its leader has left, and stays
            del self.fields["leaves"]


def _named(member: ProjectMember) -> str:
    parts = [member.user.name, member.affiliation or member.user.affiliation, capfirst(member.get_role_display())]
    return " · ".join(str(part) for part in parts if part)
