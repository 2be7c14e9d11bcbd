"""A draft whose form has a newer version: what that changes, and moving to it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications.actions.form_version import move_to_newer_form
from applications.form_versions import (
    LaidAside,
    Newer,
    carried_over,
    changes_to,
    newer_rules,
    shown_aside,
    without_place,
)
from applications.models import Answers, Application
from applications.views.access import case_view
from applications.views.case import crumbs_of
from applications.views.refusals import refusals_on
from registries.setup.comparison import Change

SHOWN = ("sections", "questions", "attachments")


def show_newer_form(request: HttpRequest, case: Application, status: int = 200) -> HttpResponse:
    """What the newer form brings and takes away, and the answers that were laid aside by an earlier move."""
    newer = newer_rules(case)
    context = {
        "case": case,
        "authority": case.authority,
        "newer": newer,
        "may_move": request.user.has_perm("applications.edit", case),
        "kept": shown_aside(_answers(case).values),
        "crumbs": crumbs_of(case, {"label": _("Newer form")}),
    }
    if newer:
        context |= {"changes": _by_how(changes_to(case, newer)), "lost": _lost(case, newer)}
        context["files"] = without_place(case, newer.form)
    return render(request, "applications/newer_form.html", context, status=status)


def _answers(case: Application) -> Answers:
    return Answers.objects.filter(application=case).first() or Answers(application=case)


def _lost(case: Application, newer: Newer) -> list[LaidAside]:
    """The answers that would be laid aside."""
    return shown_aside(carried_over(_answers(case), case.form_version, newer.form).aside)


def _by_how(changes: list[Change]) -> dict[str, list[Change]]:
    """What applicants notice of the changes, by what becomes of it."""
    seen = [change for change in changes if change.part in SHOWN and change.how != "moved"]
    return {how: found for how in ("added", "removed", "changed") if (found := [one for one in seen if one.how == how])}


@require_http_methods(["GET", "HEAD", "POST"])
@case_view
@refusals_on(show_newer_form)
def application_newer_form(request: HttpRequest, case: Application) -> HttpResponse:
    """Show what the newer form changes, or move the draft to it."""
    if request.method != "POST":
        return show_newer_form(request, case)
    known = request.POST.get("version", "")
    version = int(known) if known.isdecimal() else None
    case = move_to_newer_form(by=request.user, application_id=case.pk, expected_version=version)
    words = _("The draft has the newer form now. Your answers are carried over: look at what the form asks besides.")
    messages.success(request, words)
    return redirect("application_page", public_id=case.public_id)
