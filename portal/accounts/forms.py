"""Forms about people."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User


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
