"""The page behind the link of an invitation: with an account, without one, and for a link that no longer holds."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications.actions.invitation import accept
from applications.forms.team import StatementForm
from applications.invitations import State, find, state_of
from applications.models import Invitation
from applications.problems import Refused
from applications.views.access import private
from portal.accounts.people import has_address, person_with


class InvitationToken:
    """Path converter: the secret of an invitation. The links of representatives share the address, and hold colons."""

    regex = "[0-9a-f]{20,64}"

    def to_python(self, value: str) -> str:
        """As it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands in the address."""
        return value


@require_http_methods(["GET", "HEAD", "POST"])
def invitation_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation to whoever holds its link, and take the person in."""
    invitation = find(token)
    with translation.override(_language(request, invitation)):
        response = _answer(request, invitation, token)
    response["X-Robots-Tag"] = "noindex"
    return private(response)


def _language(request: HttpRequest, invitation: Invitation | None) -> str:
    """That of the reader, where one is chosen; else that of the mail."""
    is_chosen = request.user.is_authenticated or settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    return translation.get_language() if is_chosen or invitation is None else invitation.language


def _answer(request: HttpRequest, invitation: Invitation | None, token: str) -> HttpResponse:
    if invitation is None:
        return render(request, "applications/invitation_gone.html", {"state": "unknown"}, status=404)
    state = state_of(invitation)
    if state != State.OPEN:
        return _gone(request, invitation, state)
    if not request.user.is_authenticated:
        return _signed_out(request, invitation, token)
    if not has_address(request.user, invitation.email):
        return render(request, "applications/invitation_other.html", {"invitation": invitation}, status=403)
    return _join(request, invitation)


def _gone(request: HttpRequest, invitation: Invitation, state: State) -> HttpResponse:
    """A link that was used, withdrawn, or has become too old. Whoever used it gets to the project."""
    is_own = state == State.ACCEPTED and request.user == invitation.accepted_by
    if is_own and request.user.has_perm("applications.read_team", invitation.project):
        messages.info(request, _("You have used this invitation already. Here is the project."))
        return redirect("project_page", public_id=invitation.project.public_id)
    context = {"state": str(state), "invitation": invitation, "project": invitation.project}
    return render(request, "applications/invitation_gone.html", context, status=410)


def _signed_out(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """To the sign-in with an account, to the registration without one. Who holds the link has the address."""
    has_account = person_with(invitation.email) is not None
    if request.method == "POST":
        page = "account_login" if has_account else "account_signup"
        if not has_account:
            get_adapter(request).stash_verified_email(request, invitation.email)
        response = redirect(f"{reverse(page)}?{urlencode({'next': reverse('invitation_page', args=[token])})}")
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, invitation.language)
        return response
    context = {"invitation": invitation, "has_account": has_account}
    return render(request, "applications/invitation_page.html", context)


def _join(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    user, status = request.user, 200
    known = {"title": user.title, "affiliation": user.affiliation}
    form = StatementForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                accept(by=user, invitation=invitation, statement=form.statement)
                words = _("You are in the team of “%(title)s” now.")
                messages.success(request, words % {"title": invitation.project.title})
                return redirect("project_page", public_id=invitation.project.public_id)
            except Refused as refusal:
                form.add_error(None, [str(sentence) for sentence in refusal.sentences])
                status = 409
    context = {"invitation": invitation, "form": form}
    return render(request, "applications/invitation_page.html", context, status=status)
