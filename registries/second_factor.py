"""Whoever holds a role at an authority proves a second factor before anything but the person's own and public pages."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.accounts.proofs import has_factor, lead_to, proven_at, where_to_prove
from portal.base.looking_back import page_to_fetch
from registries.roles import needs_second_factor

# What is open to everybody is open without a second factor too, and so are the pages on which one is set up.
# Whatever is not named here is closed: a new page cannot be forgotten.
OPEN = frozenset(
    (
        *("accessibility", "privacy", "cookies", "contact", "healthz", "readyz", "metrics", "set_language"),
        *("demo_mail_list", "demo_mail_detail", "demo_mail_html", "demo_mail_attachment"),
        *("authority_page", "self_check", "statistics", "statistics_file"),
        *("registry_list", "registry_page", "variable_page", "variable_file"),
        *("basket_page", "basket_put", "basket_take", "representative_page", "representative_document"),
        *("invitation_page", "mail_choices", "mail_stop", "session_end", "session_left"),
    )
)
OF_THE_ACCOUNT = ("account_", "mfa_", "usersessions_", "socialaccount_", "openid_connect_")


def is_open(view_name: str) -> bool:
    """Whether a page is there for somebody who has a role and has not proven a second factor."""
    return view_name in OPEN or view_name.startswith(OF_THE_ACCOUNT)


class SecondFactorMiddleware:
    """Lead whoever has to prove a second factor to where it is proven, or set up."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs):
        """Nothing where the page may be seen; else the way to the page where the factor is proven."""
        if not settings.SECOND_FACTOR_REQUIRED or is_open(request.resolver_match.view_name or ""):
            return None
        user = request.user
        if not user.is_authenticated or proven_at(request) or not needs_second_factor(user):
            return None
        if not has_factor(user):
            messages.info(request, why())
        return lead_to(request, where_to_prove(user, page_to_fetch(request)))


def why() -> str:
    """What is said where the factor is set up."""
    return _(
        "You have a role at an authority, where people's most sensitive matters lie. So you sign in with a second "
        "proof beside your password. Set it up here; the desk opens then."
    )
