"""Second factors for tests: an app with codes, and a browser that has just proven one."""

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from portal.accounts.proofs import remember_proof
from tests.factories.people import PASSWORD


def code_of(secret: str) -> str:
    """What the app shows now. A code holds once, so that whatever was used before is forgotten first."""
    cache.clear()
    counter = next(iter(auth.yield_hotp_counters_from_time()))
    return auth.format_hotp_value(auth.hotp_value(secret, counter))


def give_app(user) -> str:
    """Set up an app with codes, and recovery codes. Gives the secret of the app."""
    secret = auth.generate_totp_secret()
    auth.TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def prove(client: Client, user, at=None) -> None:
    """Let the session of a signed-in client have proven a second factor."""
    session = client.session
    remember_proof(session, user, at)
    session.save()


def sign_in(client: Client, user, then: str = ""):
    """Send address and password."""
    typed = {"login": user.email, "password": PASSWORD} | ({"next": then} if then else {})
    return client.post(reverse("account_login"), typed)
