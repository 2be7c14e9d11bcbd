"""Documents: ordered in a transaction with their frozen context, made into a PDF once, by a worker."""

import hashlib
from datetime import datetime
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction

from applications import letters
from applications.models import Application, Document
from applications.queueing import enqueue
from portal.base.clock import today
from portal.base.pdf import render_pdf


def order(case: Application, kind: str, *, at: datetime, number: int = 1, **subject) -> Document:
    """Order a document of a case in the case's language: its context is frozen now, its PDF made after the commit.

    `subject` is what the letter is about (submission, specification, decision, delivery, invoice).
    """
    day = today(at, case.authority.time_zone)
    document = Document.objects.create(
        application=case,
        kind=kind,
        number=number,
        language=case.language,
        context=letters.context_for(kind, case, day=day, language=case.language, **subject),
        ordered_at=at,
    )
    transaction.on_commit(partial(enqueue, "render_document", document.pk), robust=True)
    return document


def preview(case: Application, kind: str, *, at: datetime, **subject) -> bytes:
    """The PDF of a letter as its receiver will see it, before it exists."""
    day = today(at, case.authority.time_zone)
    context = letters.context_for(kind, case, day=day, language=case.language, **subject)
    return render_pdf(letters.to_html(kind, case.language, context))


def ensure_rendered(document_id: int) -> Document:
    """The document with its PDF. Made outside of any lock; whoever comes second throws the own copy away."""
    document = Document.objects.get(pk=document_id)
    if document.is_ready:
        return document
    pdf = render_pdf(letters.to_html(document.kind, document.language, document.context))
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=document_id)
        if not document.is_ready:
            document.sha256 = hashlib.sha256(pdf).hexdigest()
            document.size = len(pdf)
            document.file.save("document.pdf", ContentFile(pdf), save=False)
            document.save(update_fields=["file", "size", "sha256"])
    return document
