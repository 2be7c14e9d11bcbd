"""Who gets to a page: a case is fetched through `visible_to`, so whoever has no part in it finds nothing there."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from applications.models import Application


def cases_for(user):
    """The cases of the person's own projects, with what every page of a case needs."""
    return (
        Application.objects.visible_to(user)
        .select_related("project", "authority", "procedure", "form_version", "officer")
        .prefetch_related("project__members__user", "procedure__stages", "registries", "form_version__attachment_rules")
    )


def case_for(user, public_id) -> Application:
    """The case with that id; Http404 where the person has no part in it."""
    case = get_object_or_404(cases_for(user), public_id=public_id)
    case.procedure.authority = case.form_version.authority = case.authority
    return case


def case_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view its case in place of the id, in the time zone of the authority. Nothing of it is cached."""

    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, public_id, **kwargs) -> HttpResponse:
        case = case_for(request.user, public_id)
        with timezone.override(case.authority.time_zone):
            response = view(request, case, **kwargs)
        return private(response)

    return wrapped


def private(response: HttpResponse) -> HttpResponse:
    """Let neither browser nor proxy keep a copy."""
    response["Cache-Control"] = "private, no-store"
    return response
