"""Sessions end: when nothing was done in them for a while, and after a day's work, sooner for whoever holds a role."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from portal.accounts.session_clock import Left, left_of, use
from portal.base.looking_back import page_to_fetch
from registries.roles import needs_second_factor

ASKS = "session_left"  # a page asks how long it still has
# What a page sends on its own, without anybody at the keyboard, keeps no session open.
QUIET = frozenset(("presence_tell",))


def is_quiet(request: HttpRequest, name: str) -> bool:
    """Whether the request says nothing about somebody being there."""
    return name in QUIET or (name == ASKS and request.method != "POST")


class SessionLimitMiddleware:
    """End a session that is over. `request.session_left` says how long one that is not still has."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs):
        """Nothing while the session lasts."""
        if not settings.SESSION_LIMITS or not request.user.is_authenticated:
            return None
        limits = settings.SESSION_LIMITS["role" if needs_second_factor(request.user) else "person"]
        name, now = request.resolver_match.view_name or "", timezone.now()
        left = left_of(request.session, limits, now)
        if left.is_over:
            return end(request, name, left)
        if not is_quiet(request, name):
            use(request.session, limits, now)
            left = left_of(request.session, limits, now)
        request.session_left = left
        return None


def end(request: HttpRequest, name: str, left: Left) -> HttpResponse | None:
    """Sign out. A page is then seen as by anybody; what was sent leads to the sign-in, and back to its page."""
    back = page_to_fetch(request)
    logout(request)
    if request.htmx or name in QUIET or name == ASKS:
        return HttpResponse(status=401)  # session.js keeps what is typed, and leads to the sign-in
    messages.info(request, why(left))
    if request.method in ("GET", "HEAD") or name.startswith("account_"):
        return None
    return redirect(f"{reverse('account_login')}?{urlencode({REDIRECT_FIELD_NAME: back})}")


def why(left: Left) -> str:
    """What is said at the sign-in."""
    if left.whole <= 0:
        return _("You were signed out, as a session lasts only so long. Sign in to go on where you were.")
    return _("You were signed out, as nothing had been done here for a while. Sign in to go on where you were.")
