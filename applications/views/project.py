"""Projects: one research question, its team, and a case at each authority that it needs."""

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications.models import Application, Duty, Project
from applications.views.access import private
from applications.views.timeline import timeline_of
from registries.models import Authority

CASES = Prefetch(
    "applications",
    Application.objects.select_related("authority", "procedure").prefetch_related("procedure__stages", "registries"),
    to_attr="cases",
)


def _with_turns(project: Project) -> None:
    """Say of every case of a project whether the applicants are waited for."""
    for case in project.cases:
        case.procedure.authority = case.authority
        case.yours = case.waits_for_applicant


def duties_of(project: Project) -> list[Duty]:
    """Everything that is owed after deliveries to a project, the next one first."""
    found = Duty.objects.filter(application__project=project)
    return list(found.select_related("application__authority", "attested_by"))


@require_safe
@login_required
def project_list(request: HttpRequest) -> HttpResponse:
    """Every project of the person."""
    projects = list(Project.objects.visible_to(request.user).prefetch_related(CASES))
    for project in projects:
        _with_turns(project)
    return private(render(request, "applications/project_list.html", {"projects": projects}))


@require_safe
@login_required
def project_page(request: HttpRequest, public_id) -> HttpResponse:
    """One project: its cases on one time line, its team, and the way to another authority."""
    projects = Project.objects.visible_to(request.user).prefetch_related(CASES, "members__user")
    project = get_object_or_404(projects, public_id=public_id)
    _with_turns(project)
    context = {
        "project": project,
        "timeline": timeline_of(project.cases),
        "duties": duties_of(project),
        "authorities": Authority.objects.all(),
        "crumbs": [{"label": _("My projects"), "url": reverse("project_list")}, {"label": project.title}],
    }
    return private(render(request, "applications/project_page.html", context))
