"""Write time on a case."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.problems import refuse_unless
from applications.workflow import locked, record, require
from portal.base.clock import today
from reviews.estimates import MARKS, used_of
from reviews.models import TimeEntry


@transaction.atomic
def write_time(
    *, by, application_id: int, day: date, hours: Decimal, work: str, at: datetime | None = None
) -> TimeEntry:
    """Keep hours of one day (S5). Raises NotReady for a day that lies ahead or hours that a day does not have.

    Whoever is responsible is told once when 80 and 100 per cent of the accepted estimate are used.
    """
    at = at or timezone.now()
    case = locked(application_id)
    require("write_time", by, case)
    refuse_unless(
        (day <= today(at, case.authority.time_zone), _("The day cannot lie ahead.")),
        (0 < hours <= 24, _("Write more than 0 and at most 24 hours for one day.")),
        (work == TimeEntry.Work.CORRECTION or not case.delivery_is_invoiced, _("The case is invoiced.")),
        (work != TimeEntry.Work.CORRECTION or case.has_complaint, _("No errors in a delivery are reported here.")),
    )
    entry = TimeEntry.objects.create(application=case, user=by, day=day, hours=hours, work=work, written_at=at)
    _warn(case, by=by, at=at)
    return entry


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
