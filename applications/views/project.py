"""Projects: one research question, its team, and a case at each authority that it needs."""

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications.expectation import outlook_of
from applications.models import Application, Duty, Project, ProjectMember
from applications.team import members_of
from applications.views.access import private
from applications.views.project_tiles import tiles_of, turn_of_project
from applications.views.timeline import timeline_of
from registries.models import Authority

CASES = Prefetch(
    "applications",
    Application.objects.filter(emptied_at=None)
    .select_related("authority", "procedure")
    .prefetch_related("procedure__stages", "registries"),
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
    """One project: what it consists of, its cases on one time line, and the way to another authority."""
    projects = Project.objects.visible_to(request.user).prefetch_related(CASES)
    project = get_object_or_404(projects, public_id=public_id)
    _with_turns(project)
    members, duties, outlook = list(members_of(project)), duties_of(project), outlook_of(project.cases)
    tiles = tiles_of(project, members, request.user)
    context = {
        "project": project,
        "members": members,
        "tiles": tiles,
        "turn": turn_of_project(project.cases, duties, tiles) if _acts(request.user, members) else None,
        "outlook": outlook,
        "timeline": timeline_of(project.cases, outlook),
        "duties": duties,
        "authorities": Authority.objects.all(),
        "crumbs": [{"label": _("My projects"), "url": reverse("project_list")}, {"label": project.title}],
    }
    return private(render(request, "applications/project_page.html", context))


def _acts(user, members: list[ProjectMember]) -> bool:
    """Whether the person does more in the project than read."""
    return any(member.edits for member in members if member.user_id == user.pk)
