"""Tell the applicant that the decision is delayed (FL § 11), and refuse a demand for a decision (FL § 12)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications import documents
from applications.clocks import DEMAND_REFUSED, TOLD_OF_DELAY
from applications.models import DelayNotice, Demand, Document
from applications.problems import refuse_unless
from applications.workflow import locked, record, require
from portal.base.clock import today


@transaction.atomic
def give_notice(*, by, application_id: int, reason: str, expected_on: date, at: datetime | None = None) -> DelayNotice:
    """Send a notice of delay: why, and by when the decision is expected now. Raises NotReady with every reason."""
    at = at or timezone.now()
    case = locked(application_id)
    require("tell_of_delay", by, case)
    refuse_unless(
        (case.procedure.knows_notices, _("The procedure of this case knows no notice of delay.")),
        (reason.strip(), _("Write why the decision is delayed.")),
        (expected_on > today(at, case.authority.time_zone), _("The day that you expect has to lie ahead.")),
    )
    notice = DelayNotice.objects.create(
        application=case, reason=reason.strip(), expected_on=expected_on, sent_by=by, sent_at=at
    )
    record(case, TOLD_OF_DELAY, by=by, at=at, notice=notice, until=expected_on)
    documents.order(case, Document.Kind.DELAY_NOTICE, at=at, number=case.delay_notices.count(), notice=notice)
    return notice


@transaction.atomic
def refuse_demand(*, by, application_id: int, reasons: str, at: datetime | None = None) -> Demand:
    """Refuse the demand for a decision, in a decision of its own that can be appealed. Raises NotReady.

    To decide the case answers a demand as well; nothing has to be done here then.
    """
    at = at or timezone.now()
    case = locked(application_id)
    require("refuse_demand", by, case)
    refuse_unless(
        (case.demand_until is not None, _("No demand for a decision waits for an answer in this case.")),
        (reasons.strip(), _("Write why the demand is refused.")),
    )
    demand = case.demand
    demand.refused_by, demand.refused_at, demand.reasons = by, at, reasons.strip()
    demand.save(update_fields=["refused_by", "refused_at", "reasons"])
    record(case, DEMAND_REFUSED, by=by, at=at, demand=demand)
    documents.order(case, Document.Kind.DEMAND_REFUSAL, at=at, demand=demand)
    return demand
