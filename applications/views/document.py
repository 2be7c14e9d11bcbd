"""Documents and files leave the portal only through a view that knows who asks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import get_valid_filename
from django.views.decorators.http import require_safe

from applications.documents import ensure_rendered
from applications.models import Application, Document
from applications.views.access import case_view
from portal.base.serving import shown
from portal.base.signed_links import detour


def pdf_of(document: Document) -> HttpResponse:
    """The PDF of a document, made now where the worker has not come to it yet."""
    document = ensure_rendered(document.pk)
    number = document.application.case_number or "document"
    name = get_valid_filename(f"{number.replace('/', '-')}-{document.get_kind_display()}-{document.number}.pdf")
    return shown(document.file.open("rb"), name=name, content_type="application/pdf")


@require_safe
@case_view
def document_download(request: HttpRequest, case: Application, document) -> HttpResponse:
    """A letter of the case."""
    found = get_object_or_404(case.documents, public_id=document)
    return detour(request) or pdf_of(found)
