"""What applies before one applies, and the first step of an application."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications.actions.application import NotOpenForApplications, start_applications
from applications.estimate import Asked, estimate
from applications.forms.start import StartForm
from applications.models import Application, Project
from applications.problems import Refused
from applications.scope import why_unchangeable
from applications.views.access import private
from registries.models import ApplicationKind, Authority


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def application_start(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the authority's conditions; begin one draft or several, and go on to the form or to the project.

    `?kind=change` begins a change (B16), of the case `?parent=` where one is named; `?registry=` and `?project=` are
    chosen beforehand.
    """
    authority = get_object_or_404(Authority, slug=slug)
    kind = ApplicationKind.CHANGE if request.GET.get("kind") == ApplicationKind.CHANGE else ApplicationKind.NEW
    form = _form(request, authority, kind)
    if request.method == "POST" and form.is_valid():
        try:
            return _begin(request, authority, kind, form.cleaned_data)
        except NotOpenForApplications:
            form.add_error(None, _("The authority takes no applications through the portal now. Nothing was begun."))
        except Refused as refusal:
            form.add_error(None, [str(sentence) for sentence in refusal.sentences])
    return private(render(request, "applications/application_start.html", _context(request, authority, kind, form)))


def _context(request: HttpRequest, authority: Authority, kind: str, form: StartForm) -> dict:
    procedure = authority.procedure_in_force(kind)
    return {
        "authority": authority,
        "procedure": procedure,
        "is_change": kind == ApplicationKind.CHANGE,
        "kinds": _kinds(authority, kind),
        "is_open": authority.takes(kind),
        "takes_new_ones": authority.takes(),
        "takes_enquiries": authority.takes_enquiries,
        "fees": authority.fees_in_force(),
        "estimate": estimate(authority, Asked()),
        "registry": request.GET.get("registry", ""),
        "form": form,
        "crumbs": [
            {"label": str(authority), "url": reverse("authority_page", args=[authority.slug])},
            {"label": _("Start an application")},
        ],
    }


def _form(request: HttpRequest, authority: Authority, kind: str) -> StartForm:
    """The form, with what the address names chosen beforehand."""
    projects, granted = Project.objects.led_by(request.user), None
    if kind == ApplicationKind.CHANGE:
        granted = Application.objects.changeable_by(request.user, authority)
    initial = _initial(request, authority, projects, granted)
    form = StartForm(
        request.POST or None,
        authority=authority,
        projects=projects,
        receivers=authority.registries_with_form(kind) if authority.receives_by_registry else None,
        granted=granted,
        initial=initial,
    )
    if request.GET.get("parent") and "parent" not in initial and request.method != "POST":
        messages.error(request, _why_unchangeable(request, authority))
    return form


def _why_unchangeable(request: HttpRequest, authority: Authority) -> str:
    """Why the case that the address names cannot be changed; of somebody else's nothing is told."""
    for case in Application.objects.led_by(request.user).filter(authority=authority):
        if str(case.public_id) == request.GET["parent"]:
            return why_unchangeable(case)
    return _("The case that you want to change was not granted here, or is in a project that you do not lead.")


def _initial(request: HttpRequest, authority: Authority, projects, granted) -> dict:
    """What the address names, where it can be chosen."""
    initial = {"language": authority.language, "registries": request.GET.getlist("registry")}
    for project in projects:
        if str(project.public_id) == request.GET.get("project", ""):
            initial |= {"project": project.public_id, "title": project.title}
    for case in [] if granted is None else granted:
        if str(case.public_id) == request.GET.get("parent", ""):
            initial |= {"parent": case.public_id, "title": case.title}
    return initial


def _kinds(authority: Authority, current: str) -> list[dict]:
    """The kinds of application to choose from; [] where there is only one."""
    here = reverse("application_start", args=[authority.slug])
    offered = [
        {"label": _("A new application"), "url": here, "kind": ApplicationKind.NEW},
        {"label": _("A change of what was granted"), "url": f"{here}?kind=change", "kind": ApplicationKind.CHANGE},
    ]
    open_ones = [one | {"current": one["kind"] == current} for one in offered if authority.takes(one["kind"])]
    return open_ones if len(open_ones) > 1 else []


def _begin(request: HttpRequest, authority: Authority, kind: str, cleaned: dict) -> HttpResponse:
    cases = start_applications(
        by=request.user,
        authority=authority,
        kind=kind,
        title=cleaned["title"],
        registries=cleaned.get("registries") or [],
        project=cleaned.get("project"),
        parent=cleaned.get("parent"),
        language=cleaned.get("language", ""),
    )
    if len(cases) == 1:
        return redirect("application_form_start", public_id=cases[0].public_id)
    sentence = _("%(number)d applications are begun, one for each registry. Write and send each of them.")
    messages.success(request, sentence % {"number": len(cases)})
    return redirect("project_page", public_id=cases[0].project.public_id)
