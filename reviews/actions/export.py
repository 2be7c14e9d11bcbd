"""Ask for cases as a workbook, and throw away what nobody fetches any more."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from applications.queueing import enqueue
from reviews.models import Export

TASK = "reviews.tasks.make_export"


@transaction.atomic
def ask(*, by, query: str = "", cases: Iterable = (), at: datetime | None = None) -> Export:
    """Ask for a workbook: of ticked cases (public ids), else of everything that the address of a view holds."""
    at = at or timezone.now()
    ids = [str(public_id) for public_id in cases]
    export = Export.objects.create(by=by, language=get_language(), query=query, cases=ids, asked_at=at, moved_at=at)
    transaction.on_commit(partial(enqueue, TASK, export.pk), robust=True)
    return export


def delete_run_out(*, at: datetime | None = None) -> int:
    """Delete the files whose time is over. The rows stay: they say who took what out of the portal."""
    at = at or timezone.now()
    rows = list(Export.objects.run_out(at)[:500])
    for export in rows:
        if export.file:
            export.file.delete(save=False)
        Export.objects.filter(pk=export.pk).update(file="", deleted_at=at)
    return len(rows)
