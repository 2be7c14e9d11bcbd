"""Write time on a case."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.problems import refuse_unless
from applications.workflow import locked, require
from portal.base.clock import today
from reviews.models import TimeEntry


@transaction.atomic
def write_time(
    *, by, application_id: int, day: date, hours: Decimal, work: str, at: datetime | None = None
) -> TimeEntry:
    """Keep hours of one day (S5). Raises NotReady for a day that lies ahead or hours that a day does not have."""
    at = at or timezone.now()
    case = locked(application_id)
    require("write_time", by, case)
    refuse_unless(
        (day <= today(at, case.authority.time_zone), _("The day cannot lie ahead.")),
        (0 < hours <= 24, _("Write more than 0 and at most 24 hours for one day.")),
        (work == TimeEntry.Work.CORRECTION or not case.delivery_is_invoiced, _("The case is invoiced.")),
        (work != TimeEntry.Work.CORRECTION or case.has_complaint, _("No errors in a delivery are reported here.")),
    )
    return TimeEntry.objects.create(application=case, user=by, day=day, hours=hours, work=work, written_at=at)
