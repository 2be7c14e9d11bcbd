"""How allauth speaks for the portal."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.utils import translation


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
