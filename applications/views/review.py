"""Everything that will be sent, what is missing, and the button that sends it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications.actions.application import submit
from applications.completeness import read_whole
from applications.differences import difference_of
from applications.models import Application
from applications.submissions import content_of
from applications.team import lacks_confirmation
from applications.views.access import case_view
from applications.views.case import crumbs_of
from applications.views.reading import read_draft
from applications.views.refusals import refusals_on


def show_review(request: HttpRequest, case: Application, status: int = 200) -> HttpResponse:
    """Draw the page."""
    whole = read_whole(case)
    parts = read_draft(case, whole)
    to_confirm = lacks_confirmation(case.project)
    context = {
        "case": case,
        "authority": case.authority,
        "parts": parts,
        "difference": difference_of(case, content_of(case, whole)) if case.is_change else None,
        "gap_count": sum(part.gap_count for part in parts) + to_confirm,
        "access_to_confirm": to_confirm,
        "may_send": request.user.has_perm("applications.submit", case),
        "crumbs": crumbs_of(case, {"label": _("Read through and send")}),
    }
    return render(request, "applications/application_review.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view
@refusals_on(show_review)
def application_review(request: HttpRequest, case: Application) -> HttpResponse:
    """Show the draft as a whole, or send it. One that is sent has its own page."""
    if request.method == "POST":
        version = request.POST.get("case_version", "")
        sent = submit(
            by=request.user,
            application_id=case.pk,
            expected_version=int(version) if version.isdecimal() else None,
        )
        sentence = _("The application is sent. Its case number is %(number)s; a confirmation comes by mail.")
        messages.success(request, sentence % {"number": sent.case_number})
        return redirect("application_page", public_id=case.public_id)
    if not case.is_draft:
        return redirect("application_page", public_id=case.public_id)
    return show_review(request, case)
