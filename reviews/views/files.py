"""Files leave the portal here, and only for those who may see the case."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from applications import documents
from applications.models import Application, Attachment
from applications.views.document import pdf_of
from portal.base.serving import download, shown_of
from reviews.views.access import desk_only


def letter_preview(case: Application, kind: str, **subject) -> HttpResponse:
    """The PDF of a letter that does not exist yet, to be looked at in the browser."""
    pdf = documents.preview(case, kind, at=timezone.now(), **subject)
    return shown_of(pdf, name="preview.pdf")


def send_attachment(attachment: Attachment) -> HttpResponseBase:
    """A file that was enclosed, always as a download: what somebody else sent is never opened in our name."""
    return download(attachment.file.open("rb"), name=attachment.name, content_type=attachment.content_type)


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
    return pdf_of(document)
