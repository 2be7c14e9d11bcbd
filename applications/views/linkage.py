"""The linkage plan of a project: read, drawn, and written source by source."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications.actions.linkage import StalePlan, save_plan
from applications.forms.linkage import PlanForm, arranged, rows_posted, rows_stored, source_forms
from applications.linkage import lacks, plan_of
from applications.models import LinkagePlan, Project
from applications.problems import NotAllowed, Refused
from applications.views.project_access import project_crumbs, project_view

EMPTY_ROWS = 2  # a linkage has two sources at least


@require_http_methods(["GET", "HEAD", "POST"])
@project_view()
def linkage_page(request: HttpRequest, project: Project) -> HttpResponse:
    """The plan as a picture and as a form. Buttons of the rows arrange them; only “save” writes."""
    plan = LinkagePlan.objects.filter(project=project).first()
    if request.method != "POST":
        return _show(request, project, plan, _blank(plan))
    if not request.user.has_perm("applications.edit_project", project):
        raise NotAllowed
    rows, do = rows_posted(request.POST), request.POST.get("do", "save")
    if do != "save":
        return _arranged(request, project, plan, arranged(rows, do))
    return _save(request, project, plan, rows)


def _blank(plan: LinkagePlan | None) -> dict:
    rows = rows_stored(plan)
    forms = source_forms(rows + [{}] * max(EMPTY_ROWS - len(rows), 0), bound=False)
    return {"form": PlanForm(instance=plan), "sources": forms, "version": plan.version if plan else 0}


def _arranged(request: HttpRequest, project: Project, plan: LinkagePlan | None, rows: list[dict]) -> HttpResponse:
    """The same page with its rows in another order; nothing is saved, nothing is checked yet."""
    typed = {name: request.POST.get(name, "") for name in PlanForm.Meta.fields}
    form = PlanForm(initial=typed)
    page = {"form": form, "sources": source_forms(rows, bound=False), "version": request.POST.get("version", "0")}
    return _show(request, project, plan, page | {"is_arranged": True})


def _save(request: HttpRequest, project: Project, plan: LinkagePlan | None, rows: list[dict]) -> HttpResponse:
    version = request.POST.get("version", "")
    form, sources = PlanForm(request.POST), source_forms(rows, bound=True)
    page = {"form": form, "sources": sources, "version": version}
    checked = [form.is_valid(), *[source.is_valid() for source in sources]]
    if not all(checked):
        return _show(request, project, plan, page, status=422)
    named = [source.typed for source in sources if source.typed]
    number = int(version) if version.isdecimal() else 0
    try:
        save_plan(by=request.user, project=project, sources=named, version=number, **form.cleaned_data)
    except NotAllowed:
        raise
    except StalePlan as refusal:
        plan, page["version"], page["theirs"] = refusal.theirs, refusal.theirs.version, plan_of(project)
        return _refused(request, project, plan, page, refusal)
    except Refused as refusal:
        return _refused(request, project, plan, page, refusal)
    messages.success(
        request, _("The linkage plan is saved. It goes out with every application that you send from now.")
    )
    return redirect("linkage_page", public_id=project.public_id)


def _refused(request: HttpRequest, project: Project, plan, page: dict, refusal: Refused) -> HttpResponse:
    for sentence in refusal.sentences:
        messages.error(request, sentence)
    return _show(request, project, plan, page, status=409)


def _show(request: HttpRequest, project: Project, plan, page: dict, *, status: int = 200) -> HttpResponse:
    stored = plan_of(project) if plan else None
    context = {
        "project": project,
        "plan": stored,
        "changed_at": plan.changed_at if plan else None,
        "lacks": lacks(stored),
        "may_edit": request.user.has_perm("applications.edit_project", project),
        "crumbs": project_crumbs(project, {"label": _("Linkage plan")}),
        **page,
    }
    return render(request, "applications/linkage_page.html", context, status=status)
