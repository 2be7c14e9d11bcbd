"""allauth's forms about the second factor, in the portal's words."""

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _


def code_field() -> forms.CharField:
    """Where a code is written: six digits of an app, or a recovery code."""
    attrs = {"autocomplete": "one-time-code", "autofocus": True, "inputmode": "numeric"}
    return forms.CharField(label=_("Code"), max_length=40, widget=forms.TextInput(attrs=attrs))


class CodeForm(AuthenticateForm):
    """The second step of a sign-in."""

    code = code_field()


class CodeAgainForm(ReauthenticateForm):
    """The code once more, before a step that asks for it."""

    code = code_field()


class AppForm(ActivateTOTPForm):
    """The first code of a new app."""

    code = code_field()


class PasskeyForm(AddWebAuthnForm):
    """A new passkey: its name, and whether it stands in for the password."""

    name = forms.CharField(label=_("Name"), max_length=100, required=False)
    passwordless = forms.BooleanField(
        label=_("Let it sign me in without a password"),
        help_text=_("It then asks for your finger, your face or a PIN each time. Keys without these cannot do it."),
        required=False,
        initial=True,
    )


class PasskeyNameForm(EditWebAuthnForm):
    """Another name for a passkey."""

    name = forms.CharField(label=_("Name"), max_length=100)
