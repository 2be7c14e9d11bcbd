"""Write time on a case, correct it, take it away."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.problems import NotReady, refuse_unless
from applications.workflow import locked, record, require
from portal.base.clock import today
from reviews.estimates import MARKS, used_of
from reviews.models import TimeEntry

ALREADY = _(
    "This time is written already, and was not written once more: the form was sent twice. If you have worked as long "
    "again, send it now."
)


def _refuse_unless_writable(case: Application, work: str) -> None:
    """What is invoiced stays; mending errors is written where errors were reported (T9)."""
    refuse_unless(
        (work == TimeEntry.Work.CORRECTION or not case.delivery_is_invoiced, _("The case is invoiced.")),
        (work != TimeEntry.Work.CORRECTION or case.has_complaint, _("No errors in a delivery are reported here.")),
    )


def _refuse_unless_possible(case: Application, day: date, hours: Decimal, at: datetime) -> None:
    refuse_unless(
        (day <= today(at, case.authority.time_zone), _("The day cannot lie ahead.")),
        (0 < hours <= 24, _("Write more than 0 and at most 24 hours for one day.")),
    )


@transaction.atomic
def write_time(
    *,
    by,
    application_id: int,
    day: date,
    hours: Decimal,
    work: str,
    mark: UUID | None = None,
    at: datetime | None = None,
) -> TimeEntry:
    """Keep hours of one day (S5). Raises NotReady for a day that lies ahead or hours that a day does not have.

    `mark` belongs to one form: what was sent with it once is not written again. Raises NotReady then.

    Whoever is responsible is told once when 80 and 100 per cent of the accepted estimate are used.
    """
    at = at or timezone.now()
    case = locked(application_id)
    require("write_time", by, case)
    is_sent = mark is not None and TimeEntry.objects.filter(mark=mark).exists()
    refuse_unless((not is_sent, ALREADY))
    _refuse_unless_possible(case, day, hours, at)
    _refuse_unless_writable(case, work)
    entry = TimeEntry.objects.create(
        application=case, user=by, day=day, hours=hours, work=work, written_at=at, mark=mark
    )
    _warn(case, by=by, at=at)
    return entry


def _own(case: Application, by, entry_id: int) -> TimeEntry:
    """An entry of the person's own in a locked case. Raises NotReady for one that is gone, or is somebody else's."""
    entry = case.time_entries.filter(pk=entry_id, user=by).first()
    if entry is None:
        raise NotReady([_("This is no time of yours in this case. Perhaps it was removed in another window.")])
    _refuse_unless_writable(case, entry.work)
    return entry


@transaction.atomic
def correct_time(
    *, by, application_id: int, entry_id: int, day: date, hours: Decimal, work: str, at: datetime | None = None
) -> TimeEntry:
    """Mend an entry of one's own; the history keeps what stood there before. Raises NotReady as writing does."""
    at = at or timezone.now()
    case = locked(application_id)
    require("write_time", by, case)
    entry = _own(case, by, entry_id)
    _refuse_unless_possible(case, day, hours, at)
    _refuse_unless_writable(case, work)
    before = _said(entry)
    entry.day, entry.hours, entry.work, entry.written_at = day, hours, work, at
    entry.save()
    record(case, "time_corrected", by=by, at=at, entry=entry, before=before, after=_said(entry))
    _warn(case, by=by, at=at)
    return entry


@transaction.atomic
def remove_time(*, by, application_id: int, entry_id: int, at: datetime | None = None) -> None:
    """Take an entry of one's own away; the history keeps what stood there. Raises NotReady once it is invoiced."""
    case = locked(application_id)
    require("write_time", by, case)
    entry = _own(case, by, entry_id)
    record(case, "time_removed", by=by, at=at or timezone.now(), entry=entry, before=_said(entry))
    entry.delete()


def _said(entry: TimeEntry) -> dict:
    """What an entry says, as an event keeps it."""
    return {"day": entry.day, "hours": str(entry.hours.quantize(Decimal("0.01"))), "work": entry.work}


def _warn(case: Application, *, by, at: datetime) -> None:
    """Write down the highest mark of the estimate that the hours have reached, once for each version."""
    used = used_of(case)
    if used is None:
        return
    reached = max((mark for mark in MARKS if used.percent >= mark), default=0)
    events = case.events.filter(kind="estimate_reached")
    told = [event.details["percent"] for event in events if event.details["version"] == used.version]
    if reached > max(told, default=0):
        record(case, "estimate_reached", by=by, at=at, version=used.version, percent=reached)
