"""The approvals of a project: the list, one of them, and what the authorities may see of each other's cases."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.actions.approval import RemovedApproval, StaleApproval, remove_approval, save_approval
from applications.actions.sharing import share
from applications.approvals import fingerprint
from applications.case_coverage import Coverage, coverage_of_draft, coverage_of_submission
from applications.completeness import read_whole
from applications.forms.approval import ApprovalForm, SharingForm
from applications.models import Application, Approval, Project
from applications.problems import NotAllowed, Refused
from applications.views.project_access import project_crumbs, project_view


@require_safe
@project_view()
def approval_list(request: HttpRequest, project: Project) -> HttpResponse:
    """Every approval of the project, and what they cover of each of its cases."""
    context = {
        "project": project,
        "approvals": project.approvals.prefetch_related("sources__authority"),
        "coverages": [found for found in map(_coverage, _cases(project)) if found and found.variables],
        "may_edit": request.user.has_perm("applications.edit_project", project),
        "crumbs": project_crumbs(project, {"label": _("Approvals")}),
    }
    return render(request, "applications/approval_list.html", context)


def _cases(project: Project):
    found = project.applications.select_related("authority", "procedure", "form_version", "project")
    return found.prefetch_related("registries").order_by("created_at")


def _coverage(case: Application) -> Coverage | None:
    """What the approvals cover of a case: of a draft as it stands, of a sent one as it was sent."""
    if case.is_draft:
        return coverage_of_draft(read_whole(case))
    submission = case.newest_submission
    return coverage_of_submission(case, submission) if submission else None


@require_http_methods(["GET", "HEAD", "POST"])
@project_view()
def approval_new(request: HttpRequest, project: Project) -> HttpResponse:
    """Add an approval."""
    return _form_page(request, project, None)


@require_http_methods(["GET", "HEAD", "POST"])
@project_view()
def approval_page(request: HttpRequest, project: Project, approval: int) -> HttpResponse:
    """Change an approval. One that somebody has removed meanwhile is kept as it was typed, to be added again."""
    found = project.approvals.filter(pk=approval).first()
    if found is None and request.method != "POST":
        get_object_or_404(project.approvals, pk=approval)
    return _form_page(request, project, found, removed=found is None)


def _form_page(request: HttpRequest, project: Project, approval: Approval | None, removed=False) -> HttpResponse:
    if not request.user.has_perm("applications.edit_project", project):
        raise NotAllowed
    initial = {"known": fingerprint(approval)} if approval else {}
    form = ApprovalForm(request.POST if request.method == "POST" else None, instance=approval, initial=initial)
    if request.method != "POST":
        return _show(request, project, form, approval)
    if removed:
        return _show(request, project, form, None, refused=RemovedApproval())
    if not form.is_valid():
        return _show(request, project, form, approval, status=422)
    fields = dict(form.cleaned_data)
    try:
        save_approval(by=request.user, project=project, approval_id=approval.pk if approval else None, **fields)
    except NotAllowed:
        raise
    except StaleApproval as refusal:
        return _show_both(request, project, refusal)
    except Refused as refusal:
        return _show(request, project, form, approval, refused=refusal)
    messages.success(request, _("The approval is saved. Applications that are not sent yet go by it now."))
    return redirect("approval_list", public_id=project.public_id)


def _show(request, project: Project, form, approval: Approval | None, *, status=200, refused=None, theirs=None):
    if refused is not None:
        status = 409
        for sentence in refused.sentences:
            messages.error(request, sentence)
    here = {"label": _("Change an approval") if approval else _("Add an approval")}
    trail = {"label": _("Approvals"), "url": reverse("approval_list", args=[project.public_id])}
    context = {
        "project": project,
        "form": form,
        "approval": approval,
        "theirs": theirs,
        "crumbs": project_crumbs(project, trail, here),
    }
    return render(request, "applications/approval_form.html", context, status=status)


def _show_both(request: HttpRequest, project: Project, refusal: StaleApproval) -> HttpResponse:
    """What was typed, ready to be saved again, beside what somebody else has saved."""
    typed = request.POST.copy()
    typed["known"] = fingerprint(refusal.theirs)
    theirs = Approval.objects.prefetch_related("sources__authority").get(pk=refusal.theirs.pk)
    return _show(request, project, ApprovalForm(typed), refusal.theirs, refused=refusal, theirs=theirs)


@require_POST
@project_view()
def approval_remove(request: HttpRequest, project: Project, approval: int) -> HttpResponse:
    """Take an approval away."""
    removed = remove_approval(by=request.user, project=project, approval_id=approval)
    if removed:
        sentence = _("The approval %(reference)s is removed. What you have sent keeps it.")
        messages.success(request, sentence % {"reference": removed.reference})
    return redirect("approval_list", public_id=project.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@project_view()
def project_sharing(request: HttpRequest, project: Project) -> HttpResponse:
    """Say what the authorities may see of each other's cases."""
    form = SharingForm(request.POST if request.method == "POST" else None, initial={"sharing": project.sharing})
    if request.method == "POST" and form.is_valid():
        share(by=request.user, project=project, sharing=form.cleaned_data["sharing"])
        messages.success(request, _("Your choice is saved, and holds from now on."))
        return redirect("project_page", public_id=project.public_id)
    if not request.user.has_perm("applications.share_project", project):
        raise NotAllowed
    crumbs = project_crumbs(project, {"label": _("What authorities see")})
    context = {"project": project, "form": form, "crumbs": crumbs}
    return render(request, "applications/sharing.html", context, status=422 if form.is_bound else 200)
