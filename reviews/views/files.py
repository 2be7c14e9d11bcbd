"""Files leave the portal here, and only for those who may see the case."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from applications import documents
from applications.models import Application, Attachment
from applications.views.document import pdf_of
from reviews.views.access import desk_only


def guarded(response: HttpResponse) -> HttpResponse:
    """The response with what keeps a confidential file out of caches, and a browser from guessing its kind."""
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def letter_preview(case: Application, kind: str, **subject) -> HttpResponse:
    """The PDF of a letter that does not exist yet, to be looked at in the browser."""
    pdf = documents.preview(case, kind, at=timezone.now(), **subject)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="preview.pdf"'
    return guarded(response)


def send_attachment(attachment: Attachment) -> FileResponse:
    """A file that was enclosed, always as a download: what somebody else sent is never opened in our name."""
    return guarded(
        FileResponse(
            attachment.file.open("rb"),
            as_attachment=True,
            filename=attachment.name,
            content_type=attachment.content_type,
        )
    )


@require_safe
@desk_only
def desk_attachment(request, public_id, attachment_id):
    """An attachment of a case on the person's desk."""
    case = get_object_or_404(Application.objects.on_desk_of(request.user), public_id=public_id)
    return send_attachment(get_object_or_404(case.attachments, public_id=attachment_id))


@require_safe
@desk_only
def desk_document(request, public_id, document_id):
    """A letter of a case on the person's desk; its PDF is made now where the worker has not come to it yet."""
    case = get_object_or_404(Application.objects.on_desk_of(request.user), public_id=public_id)
    document = get_object_or_404(case.documents, public_id=document_id)
    return guarded(pdf_of(document))
