"""Files that an applicant encloses: sent with a bar that shows how far they have come, checked by their content."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from applications.actions import attachment as enclosing
from applications.models import Application, Attachment
from applications.views.access import case_view
from applications.views.case import show_case
from applications.views.form import show_section
from applications.views.refusals import refusals_on
from portal.base.serving import download, shown
from portal.base.signed_links import detour


def _show(request: HttpRequest, case: Application, status: int = 409, **kwargs) -> HttpResponse:
    return show_case(request, case, status=status)


def _section(request: HttpRequest, case: Application) -> str:
    """The section that the file was sent from."""
    return request.POST.get("section", "") or enclosing.documents_section(case)


def _back(request: HttpRequest, case: Application) -> HttpResponse:
    address = reverse("application_form", args=[case.public_id, _section(request, case)])
    anchor = request.POST.get("anchor", "")
    return redirect(f"{address}#{anchor}" if anchor.startswith("id_") else address)


@require_POST
@case_view
@refusals_on(_show)
def attachment_add(request: HttpRequest, case: Application, rule: str) -> HttpResponse:
    """Enclose a file under an attachment rule; what is wrong with it is said beside it."""
    found = get_object_or_404(case.form_version.attachment_rules, key=rule)
    uploaded = request.FILES.get("file")
    try:
        if uploaded is None:
            raise ValidationError(_("No file was chosen. Choose one, then send it."))
        enclosed = enclosing.enclose(by=request.user, application_id=case.pk, rule=found, uploaded=uploaded)
    except ValidationError as error:
        errors = {rule: error.messages}
        return show_section(request, case, _section(request, case), status=422, rule_errors=errors)
    messages.success(request, enclosed_words(enclosed))
    return _back(request, case)


@require_POST
@case_view
@refusals_on(_show)
def attachment_remove(request: HttpRequest, case: Application, attachment) -> HttpResponse:
    """Take a file out of the draft."""
    found = get_object_or_404(case.attachments.enclosed(), public_id=attachment)
    enclosing.remove(by=request.user, attachment=found)
    messages.success(request, _("“%(name)s” is removed.") % {"name": found.name})
    return _back(request, case)


@require_safe
@case_view
def attachment_download(request: HttpRequest, case: Application, attachment) -> HttpResponse:
    """A file as it was enclosed; one that was removed later, too, since a submission may name it."""
    found = get_object_or_404(case.attachments, public_id=attachment)
    return give_out(request, found)


def enclosed_words(attachment: Attachment) -> str:
    """What is said when a file has been enclosed."""
    words = {"name": attachment.name}
    if attachment.awaits_scan:
        return _("“%(name)s” is enclosed. It waits for the virus check; until then only you can open it.") % words
    return _("“%(name)s” is enclosed.") % words


def give_out(
    request: HttpRequest, attachment: Attachment, *, first: Callable[[], object] | None = None
) -> HttpResponseBase:
    """A file, for whoever was found to have a right to it: to keep, or with ?show=1 for the browser's viewer.

    `first` is called when nothing stands in the way any more (to write down who reads it).
    """
    if not attachment.is_open_to(request.user):
        return render(request, "applications/attachment_closed.html", {"attachment": attachment}, status=409)
    if answer := detour(request):
        return answer
    if first:
        first()
    give = shown if "show" in request.GET else download
    return give(attachment.file.open("rb"), name=attachment.name, content_type=attachment.content_type)
