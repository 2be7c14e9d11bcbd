"""What a project says of itself, on one page: seen by the whole team, changed by those who may write."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from applications.actions.project_fact import StaleFacts, save_facts, take_from_case
from applications.forms.project_facts import FactsForm, ground_of, typed_facts, untouched_facts, versions_typed
from applications.models import Project
from applications.places import places_of
from applications.problems import NotReady
from applications.views.kept import keep, take_for
from applications.views.project_access import project_crumbs, project_view

SECTION = "facts"


def _typing_kept(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate the page: what somebody posts whose session has ended waits in it until the person is back."""

    @wraps(view)
    def wrapped(request: HttpRequest, public_id) -> HttpResponse:
        if request.method == "POST" and not request.user.is_authenticated:
            keep(request, public_id, SECTION)
            return redirect_to_login(reverse("project_facts", args=[public_id]))
        return view(request, public_id=public_id)

    return wrapped


@require_http_methods(["GET", "HEAD", "POST"])
@_typing_kept
@project_view()
def project_facts(request: HttpRequest, project: Project) -> HttpResponse:
    """Show every fact with the cases in which it stands; write what was changed."""
    if request.method == "POST":
        return _save(request, project)
    kept = take_for(request, project.public_id, SECTION)
    return _page(request, project, typed=typed_facts(kept) if kept else None)


def _save(request: HttpRequest, project: Project) -> HttpResponse:
    do, data = request.POST.get("do", ""), request.POST
    typed = typed_facts(data)
    for name in untouched_facts(data, typed):
        del typed[name]
    if do == "take_theirs":
        typed = {name: value for name, value in typed.items() if f"newest_{name}" not in data}
    try:
        versions = versions_typed(data, newest=do == "keep_mine")
        _project, changed = save_facts(by=request.user, project_id=project.pk, typed=typed, versions=versions)
        if place := _taken(request, project, do):
            return redirect(reverse("project_facts", args=[project.public_id]) + f"#{place}")
    except StaleFacts as stale:
        return _page(request, project, typed=typed, stale=stale, status=409)
    except NotReady as refusal:
        for sentence in refusal.sentences:
            messages.error(request, sentence)
        return _page(request, project, typed=typed, status=409)
    messages.success(request, _told(len(changed)))
    return redirect("project_facts", public_id=project.public_id)


def _taken(request: HttpRequest, project: Project, do: str) -> str:
    """Take an answer of a case for the project's (“take:case:question:fact”); where to go on, "" for another button."""
    verb, *parts = do.split(":")
    if verb != "take" or len(parts) != 3:
        return ""
    case = next((one for one in project.applications.all() if str(one.public_id) == parts[0]), None)
    if case is None:
        raise Http404
    take_from_case(by=request.user, case=case, question=parts[1])
    messages.success(request, _("This is the project’s answer now. Drafts that follow the project have it too."))
    return f"fact_{parts[2]}"


def _told(number: int) -> str:
    if not number:
        return _("Nothing was different, so nothing was changed.")
    sentence = ngettext(
        "Saved: %(number)d fact. The drafts that follow the project have it too.",
        "Saved: %(number)d facts. The drafts that follow the project have them too.",
        number,
    )
    return sentence % {"number": number}


def _page(
    request: HttpRequest, project: Project, *, typed: dict | None = None, stale: StaleFacts | None = None, status=200
) -> HttpResponse:
    form = FactsForm(project, ground_of(project), typed=typed, stale=stale, places=places_of(project))
    context = {
        "project": project,
        "form": form,
        "can_edit": request.user.has_perm("applications.edit_project", project),
        "crumbs": project_crumbs(project, {"label": _("Facts")}),
    }
    return render(request, "applications/project_facts.html", context, status=status)
