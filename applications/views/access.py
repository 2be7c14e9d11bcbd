"""Who gets to a page: a case is fetched through `visible_to`, so whoever has no part in it finds nothing there."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.actions import draft
from applications.models import Application
from applications.views import typed_back
from applications.views.kept import keep


def cases_for(user):
    """The cases of the person's own projects, with what every page of a case needs."""
    return (
        Application.objects.visible_to(user)
        .with_changes_noted()
        .select_related("project", "authority", "procedure", "form_version", "officer", "draft_notice")
        .prefetch_related("project__members", "procedure__stages", "registries")
    )


def case_for(user, public_id) -> Application:
    """The case with that id; Http404 where the person has no part in it."""
    case = get_object_or_404(cases_for(user).with_unread_noted(), public_id=public_id)
    case.procedure.authority = case.form_version.authority = case.authority
    return case


def case_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view its case in place of the id, in the time zone of the authority. Nothing of it is cached.

    Whoever was taken out of the team while typing gets back what was typed.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, public_id, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return _sign_in(request, public_id, kwargs.get("section", ""))
        try:
            case = case_for(request.user, public_id)
        except Http404:
            if answer := typed_back.of_removed(request, case_id=public_id, section=kwargs.get("section", "")):
                return private(answer)
            raise
        if draft.is_to_be_deleted(case):
            draft.keep(by=request.user, case=case)
            messages.info(request, _("This draft was about to be deleted. You have opened it, so it is kept."))
        with timezone.override(case.authority.time_zone):
            response = view(request, case, **kwargs)
        return private(response)

    return wrapped


def or_at_the_desk(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead whoever has the case at the desk to its page there: people copy addresses to each other."""

    @wraps(view)
    def wrapped(request: HttpRequest, public_id) -> HttpResponse:
        try:
            return view(request, public_id)
        except Http404:
            user = request.user
            if user.is_authenticated and Application.objects.on_desk_of(user).filter(public_id=public_id).exists():
                return redirect("desk_case", public_id=public_id)
            raise

    return wrapped


def _sign_in(request: HttpRequest, public_id, section: str) -> HttpResponse:
    """To the sign-in and back. A time-out loses nothing: what was posted waits in the session.

    An automatic save is refused instead, so that the page says that it was not saved.
    """
    if request.htmx:
        return HttpResponse(status=401)
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    keep(request, public_id, section)
    name, parts = ("application_form", [public_id, section]) if section else ("application_page", [public_id])
    return redirect_to_login(reverse(name, args=parts))


def private(response: HttpResponse) -> HttpResponse:
    """Let neither browser nor proxy keep a copy."""
    response["Cache-Control"] = "private, no-store"
    return response
