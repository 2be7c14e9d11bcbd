"""Files leave the portal here, and only for those who may see the case."""

from functools import partial

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from applications import documents
from applications.models import Application, Attachment, Reading
from applications.readings import note
from applications.views.attachment import give_out
from applications.views.document import pdf_of
from portal.base.serving import SHOWN, shown_of
from portal.base.signed_links import detour
from reviews.views.access import desk_only


def letter_preview(case: Application, kind: str, **subject) -> HttpResponse:
    """The PDF of a letter that does not exist yet, to be looked at in the browser."""
    pdf = documents.preview(case, kind, at=timezone.now(), **subject)
    return shown_of(pdf, name="preview.pdf")


def send_attachment(request, case: Application, attachment: Attachment) -> HttpResponseBase:
    """A file that was enclosed; who reads it is written down before it is given out."""
    read = partial(note, case, Reading.Kind.ATTACHMENT, subject=attachment.public_id, by=request.user)
    return give_out(request, attachment, first=read)


@require_safe
@desk_only
def desk_attachment(request, public_id, attachment_id):
    """An attachment of a case on the person's desk."""
    case = get_object_or_404(Application.objects.on_desk_of(request.user), public_id=public_id)
    return send_attachment(request, case, get_object_or_404(case.attachments, public_id=attachment_id))


@require_safe
@desk_only
def desk_attachment_view(request, public_id, attachment_id):
    """A PDF or a picture in a frame: the page is ours, what stands in the frame can reach nothing of it."""
    case = get_object_or_404(Application.objects.on_desk_of(request.user), public_id=public_id)
    attachment = get_object_or_404(case.attachments, public_id=attachment_id)
    if attachment.content_type not in SHOWN or not attachment.is_open_to(request.user):
        return redirect("desk_attachment", public_id, attachment_id)
    return render(request, "reviews/attachment_view.html", {"case": case, "attachment": attachment})


@require_safe
@desk_only
def desk_document(request, public_id, document_id):
    """A letter of a case on the person's desk; its PDF is made now where the worker has not come to it yet."""
    case = get_object_or_404(Application.objects.on_desk_of(request.user), public_id=public_id)
    document = get_object_or_404(case.documents, public_id=document_id)
    if answer := detour(request):
        return answer
    note(case, Reading.Kind.DOCUMENT, subject=document.public_id, by=request.user)
    return pdf_of(document)
