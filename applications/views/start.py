"""What applies before one applies, and the first step of an application."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications.actions.application import NotOpenForApplications, start_application
from applications.forms.start import StartForm
from applications.models import Project
from applications.views.access import private
from registries.models import Authority


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def application_start(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the authority's conditions; begin a draft, and go on to its first section."""
    authority = get_object_or_404(Authority, slug=slug)
    projects = Project.objects.led_by(request.user)
    form = StartForm(request.POST or None, projects=projects, initial=_initial(request, projects))
    if request.method == "POST" and form.is_valid():
        try:
            return _begin(request, authority, form.cleaned_data)
        except NotOpenForApplications:
            form.add_error(None, _("The authority takes no applications through the portal now. Nothing was begun."))
    procedure = authority.procedure_in_force()
    context = {
        "authority": authority,
        "procedure": procedure,
        "is_open": procedure is not None and authority.form_in_force() is not None,
        "fees": authority.fees_in_force(),
        "form": form,
        "crumbs": [
            {"label": str(authority), "url": reverse("authority_page", args=[slug])},
            {"label": _("Start an application")},
        ],
    }
    return private(render(request, "applications/application_start.html", context))


def _initial(request: HttpRequest, projects) -> dict:
    """The project that the address names, where it is the person's own."""
    wanted = request.GET.get("project", "")
    chosen = next((project for project in projects if str(project.public_id) == wanted), None)
    return {"project": chosen.public_id, "title": chosen.title} if chosen else {}


def _begin(request: HttpRequest, authority: Authority, cleaned: dict) -> HttpResponse:
    case = start_application(
        by=request.user, authority=authority, title=cleaned["title"], project=cleaned.get("project")
    )
    return redirect("application_form_start", public_id=case.public_id)
