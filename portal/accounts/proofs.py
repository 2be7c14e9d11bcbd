"""The second factor: who has set one up, and what a session has proven, and when."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from portal.accounts.models import User

PROVEN = "second_factor"  # in the session: whose second factor was proven, and when


def remember_proof(session, user: User, at: datetime | None = None) -> None:
    """Keep in a session that the person has just proven a second factor."""
    session[PROVEN] = {"user": user.pk, "at": (at or timezone.now()).timestamp()}


def factor_proven(*, request, user, authenticator, **_details) -> None:
    """allauth says that a second factor was used or set up. New recovery codes prove nothing: they are only shown."""
    used = authenticator.last_used_at is not None
    if used or authenticator.type != Authenticator.Type.RECOVERY_CODES:
        remember_proof(request.session, user)


def factor_removed(*, request, user, **_details) -> None:
    """allauth says that a factor is gone. Without any left, what was proven with it no longer counts."""
    if not has_factor(user):
        request.session.pop(PROVEN, None)


def proven_at(request: HttpRequest) -> datetime | None:
    """When the person has last proven a second factor in this session; None where that never was."""
    proof = request.session.get(PROVEN)
    if not proof or proof["user"] != request.user.pk:
        return None
    return datetime.fromtimestamp(proof["at"], tz=timezone.get_default_timezone())


def is_fresh(request: HttpRequest, at: datetime | None = None) -> bool:
    """Whether the last proof is young enough for what asks for one of its own."""
    proven = proven_at(request)
    limit = timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
    return proven is not None and (at or timezone.now()) - proven <= limit


def has_factor(user: User) -> bool:
    """Whether the person has set up an app or a key. Recovery codes alone are none: they only stand in for one."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def where_to_prove(user: User, then: str) -> str:
    """The page on which the person proves a second factor and goes on to `then`; where it is set up, without one."""
    if not has_factor(user):
        return reverse("mfa_index")
    methods = get_adapter().get_reauthentication_methods(user)
    return f"{methods[-1]['url']}?{urlencode({REDIRECT_FIELD_NAME: then})}"


def lead_to(request: HttpRequest, address: str) -> HttpResponse:
    """Go on to another page; a part of a page that htmx asks for takes the whole page along."""
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def freshly_proven(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one's own for which an open window is not enough: the second factor once more, else the password.

    Whoever signs in through an institution alone has neither here, and is let in by that sign-in.
    """

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not has_factor(request.user):
            return reauthentication_required(view)(request, *args, **kwargs)
        if is_fresh(request):
            return view(request, *args, **kwargs)
        return lead_to(request, where_to_prove(request.user, request.get_full_path()))

    return guarded
