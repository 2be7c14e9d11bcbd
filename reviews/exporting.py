"""Cases of the queue as a workbook: which, in which columns, and how far the writing has come."""

import logging
import tempfile
from collections.abc import Iterator

from django.core.files import File
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from applications.models import Application
from portal.base.clock import today
from portal.base.workbook import write_workbook
from registries.models.procedure import spoken_name
from registries.roles import roles_by_authority
from reviews.flags import flags_of
from reviews.models import Export
from reviews.queue.cases import chosen_cases, with_row_facts
from reviews.queue.choice import read_choice
from reviews.queue.filters import Where
from reviews.workplace import workplace_of

MOST = 100_000  # cases of one workbook
STEP = 500  # rows after which it is written how far the work has come
logger = logging.getLogger(__name__)


def make(export_id: int) -> None:
    """Make the workbook of an export. What another worker is making, or has made, is left alone."""
    export = _claim(export_id)
    if export is None:
        return
    try:
        with translation.override(export.language), tempfile.TemporaryFile() as file:
            written = write_workbook(file, title=_("Cases"), header=header(), rows=_rows(export))
            size = file.tell()
            file.seek(0)
            _keep(export, File(file), size, written)
    except Exception:  # whoever asked is told, and can ask anew
        logger.exception("export %s could not be made", export_id)
        Export.objects.filter(pk=export_id).update(failed=True, finished_at=timezone.now())


def _claim(export_id: int) -> Export | None:
    """Take an export that nobody has begun, or whose worker has said nothing for minutes."""
    unbegun = Q(total=None) | Q(pk__in=Export.objects.left_behind().values("pk"))
    now = timezone.now()
    waiting = Export.objects.filter(unbegun, pk=export_id, finished_at=None, deleted_at=None)
    if not waiting.update(moved_at=now, total=0, done=0):
        return None
    export = Export.objects.select_related("by").get(pk=export_id)
    export.total = cases_of(export)[: MOST + 1].count()
    Export.objects.filter(pk=export_id).update(total=export.total)
    return export


@transaction.atomic
def _keep(export: Export, file: File, size: int, written: int) -> None:
    row = Export.objects.select_for_update().get(pk=export.pk)
    if row.finished_at is None:
        row.file.save("cases.xlsx", file, save=False)
        row.size, row.done, row.finished_at = size, written, timezone.now()
        row.save()


def cases_of(export: Export) -> QuerySet[Application]:
    """The cases of an export, as far as they are on the person's desk now, nearest deadline first."""
    user = export.by
    if export.cases:
        cases = Application.objects.on_desk_of(user).filter(public_id__in=export.cases)
    else:
        held = set().union(*roles_by_authority(user).values())
        choice = read_choice(QueryDict(export.query.lstrip("?")), held)
        cases = chosen_cases(choice, Where(user, workplace_of(user)))
    return cases.nearest_deadline_first()


def _rows(export: Export) -> Iterator[list]:
    for number, case in enumerate(with_row_facts(cases_of(export)[:MOST]).iterator(chunk_size=STEP), start=1):
        yield row_of(case)
        if number % STEP == 0:
            Export.objects.filter(pk=export.pk).update(done=number, moved_at=timezone.now())


def header() -> list[tuple[str, int]]:
    """(label, width) of each column, in the reader's language."""
    return [
        (_("Case"), 18),
        (_("Study"), 50),
        (_("Kind"), 12),
        (_("Authority"), 22),
        (_("Registries"), 40),
        (_("Research principal"), 30),
        (_("Stage"), 22),
        (_("Waits for"), 18),
        (_("Case officer"), 24),
        (_("Flags"), 24),
        (_("Sent"), 12),
        (_("Due"), 12),
        (_("Working days in the queue"), 12),
        (_("Working days of handling"), 12),
        (_("Working days with the applicant"), 12),
    ]


def row_of(case: Application) -> list:
    """The cells of a case (a row of `with_row_facts`)."""
    text = case.authority.text
    return [
        case.case_number,
        case.title,
        case.get_kind_display(),
        case.authority.short_name,
        ", ".join(text(registry.name) for registry in case.registries.all()),
        case.principal_name or "",
        spoken_name(case.stage, text(case.own_stage_name)),
        case.get_waiting_for_display() if case.is_open else "",
        case.officer.name if case.officer else "",
        ", ".join(flag["name"] for flag in flags_of(case)),
        today(case.submitted_at, case.authority.time_zone) if case.submitted_at else None,
        case.deadline_on,
        case.queue_days,
        case.handling_days,
        case.waiting_days,
    ]
