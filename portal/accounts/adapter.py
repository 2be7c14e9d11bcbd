"""How allauth speaks for the portal."""

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class AccountAdapter(DefaultAccountAdapter):
    """Write mails in the reader's language, and take name and language from the sign-up form."""

    def save_user(self, request, user, form, commit=True):
        """Fill in what the sign-up form asks beside the address and the password."""
        user = super().save_user(request, user, form, commit=False)
        user.name = form.cleaned_data["name"]
        user.language = translation.get_language() or settings.LANGUAGE_CODE
        if commit:
            user.save()
        return user

    def send_mail(self, template_prefix, email, context):
        """Send in the language of the account where there is one, else in that of the page."""
        user = context.get("user")
        with translation.override(user.language if user else translation.get_language()):
            super().send_mail(template_prefix, email, {**context, "portal_name": settings.PORTAL_NAME})

    def add_message(self, request, *args, **kwargs):
        """Speak the language of the account: at a sign-in the page still has that of the browser."""
        user = request.user
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = user.language if user.is_authenticated and not chosen else translation.get_language()
        with translation.override(language):
            super().add_message(request, *args, **kwargs)

    def get_reauthentication_methods(self, user):
        """Whoever has a second factor proves that one: a password alone would be a way around it."""
        methods = super().get_reauthentication_methods(user)
        words = {
            "reauthenticate": _("Use your password"),
            "mfa_reauthenticate": _("Use a code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        methods = [method | {"description": words[method["id"]]} for method in methods]
        factors = [method for method in methods if method["id"] != "reauthenticate"]
        return factors or methods


class FactorAdapter(DefaultMFAAdapter):
    """Keep the secrets of apps encrypted, and name keys plainly."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This code or passkey does not hold. Nothing has changed: try the next one."),
    }

    def get_totp_issuer(self) -> str:
        return settings.PORTAL_NAME

    def _get_site_name(self) -> str:
        """What a browser shows beside a passkey."""
        return settings.PORTAL_NAME

    def encrypt(self, text: str) -> str:
        """A secret as it lies in the database: without SECRET_KEY it is worth nothing."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user, type) -> str:
        """The name that a new key begins with."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)d") % {"number": number}


def _cipher() -> MultiFernet:
    """What SECRET_KEY, and keys from before it, encrypt with."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(b"portal.accounts.factors" + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
