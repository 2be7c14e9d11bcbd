"""Forms about people."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.mail_choices import OF_APPLICANTS, OF_EVERYBODY, OF_THE_DESK, choices_of
from portal.accounts.models import User
from portal.accounts.moving import moved


class SignupForm(forms.Form):
    """What the sign-up page asks beside e-mail and password."""

    name = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True})
    )
    field_order = ["name", "email", "password1"]

    def signup(self, request, user):
        """Nothing more than what the adapter has saved."""


class ProfileForm(forms.ModelForm):
    """The person's own facts, as they stand in letters and at the case."""

    class Meta:
        model = User
        fields = ["name", "title", "affiliation", "telephone", "language"]
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "title": forms.TextInput(attrs={"autocomplete": "honorific-prefix"}),
            "affiliation": forms.TextInput(attrs={"autocomplete": "organization"}),
            "telephone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        }

    def save(self, commit=True):
        """Save the profile; with another institution other cases are closed to an officer."""
        person = super().save(commit)
        if "affiliation" in self.changed_data:
            moved(person)
        return person


class MailChoicesForm(forms.Form):
    """When each kind of mail comes; those of the desk for whoever has a role at one."""

    use_required_attribute = False

    def __init__(self, data=None, *, user: User, at_a_desk: bool):
        super().__init__(data, initial=choices_of(user))
        self.groups = [
            (_("What is written to you"), OF_EVERYBODY),
            (_("In your own projects"), OF_APPLICANTS),
            *([(_("At the desk"), OF_THE_DESK)] if at_a_desk else []),
        ]
        for kind in (kind for _title, kinds in self.groups for kind in kinds):
            self.fields[kind.key] = forms.ChoiceField(label=kind.label, help_text=kind.help, choices=kind.choices)

    def sections(self) -> list[tuple[object, list]]:
        """[(title, fields)] as the page shows them."""
        return [(title, [self[kind.key] for kind in kinds]) for title, kinds in self.groups]


class ClosingForm(forms.Form):
    """The one thing that is asked before an account is closed."""

    use_required_attribute = False
    sure = forms.BooleanField(
        label=_("I have read what goes and what stays, and want to close my account"),
        error_messages={"required": _("Tick the box if you want to close your account. Nothing has changed yet.")},
    )
