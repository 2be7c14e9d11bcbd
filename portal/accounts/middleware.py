"""Whoever is signed in reads the portal in the language of the account."""

from django.conf import settings
from django.utils import translation


class UserLanguageMiddleware:
    """Follow the language cookie where the reader has just chosen one; otherwise the account's language."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if user.is_authenticated and not chosen:
            translation.activate(user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)
