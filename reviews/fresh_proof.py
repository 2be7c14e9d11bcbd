"""What asks for the second factor again when the last proof is older than a quarter of an hour."""

from django.conf import settings
from django.http import HttpRequest

from portal.accounts import kept_form
from portal.accounts.proofs import is_fresh, lead_to, proven_at, where_to_prove
from registries.roles import needs_second_factor

# Deciding and releasing a delivery: every form of the desk whose permission is one of these.
PERMISSIONS = frozenset(
    ("grant", "refuse", "dismiss", "reopen", "refuse_demand", "deliver", "complete_delivery"),
)
# Fees and people, in the setup …
PAGES = frozenset(
    ("setup_fees_add", "setup_fees_change", "setup_fees_remove", "setup_people", "setup_role_take"),
)
# … and in the administration pages: every page of these models.
ADMINISTERED = (
    *("registries_feeschedule_", "registries_membership_", "accounts_user_", "auth_user_"),
    *("account_emailaddress_", "mfa_authenticator_", "usersessions_usersession_"),
)


def asks_for_proof(request: HttpRequest, view, kwargs: dict) -> bool:
    """Whether what this request does is on the list."""
    name = request.resolver_match.view_name or ""
    if request.method != "POST":
        return False
    if name in PAGES or name.startswith(tuple(f"admin:{model}" for model in ADMINISTERED)):
        return True
    deeds = getattr(getattr(view, "view_class", None), "deeds", {})
    deed = deeds.get(kwargs.get("step") or request.POST.get("do"))
    return deed is not None and deed.permission in PERMISSIONS


class FreshProofMiddleware:
    """Ask again who it is before such a deed. What was sent is kept, and sent on when the proof is there."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs):
        """Nothing where it may be done; else keep the form and lead to the proof.

        Where nobody needs a second factor (a demonstration), whoever has proven one is asked all the same.
        """
        user = request.user
        if not user.is_authenticated or not asks_for_proof(request, view, kwargs):
            return None
        if proven_at(request) is None and not (settings.SECOND_FACTOR_REQUIRED and needs_second_factor(user)):
            return None
        if is_fresh(request):
            kept_form.drop(request)
            return None
        kept_form.keep(request)
        return lead_to(request, where_to_prove(user, kept_form.address()))
