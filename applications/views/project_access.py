"""Who gets to a page of a project, and what is refused there, as a page."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Project
from applications.problems import NotAllowed, Refused
from applications.views import typed_back
from applications.views.access import private


def project_view(page: Callable[..., HttpResponse] | None = None) -> Callable:
    """Decorate a view of a project: it gets the project in place of the id. Nothing of it is cached.

    Whoever is not in the team finds nothing (404); whoever was taken out of it while typing gets back what was typed.
    NotAllowed becomes 403; every other Refused is told in its sentences on `page(request, project, status=409, …)`.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @login_required
        @wraps(view)
        def wrapped(request: HttpRequest, public_id, **kwargs) -> HttpResponse:
            project = Project.objects.visible_to(request.user).filter(public_id=public_id).first()
            if project is None:
                answer = typed_back.of_removed(request, project_id=public_id)
                if answer is None:
                    raise Http404
                return private(answer)
            try:
                return private(view(request, project, **kwargs))
            except NotAllowed as refusal:
                raise PermissionDenied(_("Your role in this project does not include this step.")) from refusal
            except Refused as refusal:
                for sentence in refusal.sentences:
                    messages.error(request, sentence)
                return private((page or view)(request, project, status=409, **kwargs))

        return wrapped

    return decorate


def project_crumbs(project: Project, *further: dict) -> list[dict]:
    """The way to a page of a project."""
    own = {"label": project.title, "url": reverse("project_page", args=[project.public_id])}
    return [{"label": _("My projects"), "url": reverse("project_list")}, own, *further]
