"""The page of the representative: the decision and what is enclosed with it, without an account (S19, T6)."""

from collections.abc import Callable
from functools import wraps

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from applications.models import Application, Document
from applications.sending import REPRESENTATIVE_SALT
from applications.views.access import private
from applications.views.document import pdf_of

HOLDS_DAYS = 90
SHOWN = (Document.Kind.DECISION, Document.Kind.SECRECY_INFORMATION, Document.Kind.AGREEMENT)


def token_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the case that a signed link stands for. One that is old or altered gets a page that says so."""

    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest, token: str, **kwargs) -> HttpResponse:
        try:
            public_id = signing.loads(token, salt=REPRESENTATIVE_SALT, max_age=HOLDS_DAYS * 24 * 3600)
        except signing.BadSignature:
            return private(render(request, "applications/representative_expired.html", status=404))
        cases = Application.objects.select_related("authority", "project", "procedure")
        case = get_object_or_404(cases, public_id=public_id)
        with timezone.override(case.authority.time_zone):
            response = view(request, case, token=token, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return private(response)

    return wrapped


@token_view
def representative_page(request: HttpRequest, case: Application, token: str) -> HttpResponse:
    """What was decided, with the letters to fetch."""
    decision = case.decisions.exclude(decided_at=None).order_by("-pk").first()
    documents = case.documents.filter(kind__in=SHOWN).order_by("kind", "-number")
    context = {"case": case, "authority": case.authority, "decision": decision, "documents": documents, "token": token}
    return render(request, "applications/representative_page.html", context)


@token_view
def representative_document(request: HttpRequest, case: Application, token: str, document) -> HttpResponse:
    """One of the letters."""
    return pdf_of(get_object_or_404(case.documents.filter(kind__in=SHOWN), public_id=document))
