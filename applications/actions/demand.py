"""Demand that the authority decides the case (FL § 12)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.clocks import DEMANDED, demand_from
from applications.models import Application, Demand
from applications.problems import refuse_unless
from applications.workflow import locked, record, require
from portal.base.clock import today


def demandable_from(case: Application) -> date | None:
    """The first day on which a decision can be demanded in a case that is not decided; None where it never can be."""
    if not case.submitted_at or not case.procedure.demand_after_months or not case.is_tried:
        return None
    return demand_from(case, case.submitted_at)


@transaction.atomic
def demand_decision(*, by, application_id: int, at: datetime | None = None) -> Demand:
    """Demand a decision, once in a case. From then on the authority has its weeks to decide, or to refuse the demand.

    Raises NotReady before the months of the procedure have passed, after a decision, and for a second demand.
    """
    at = at or timezone.now()
    case = locked(application_id)
    require("write_as_applicant", by, case)
    day, begin = today(at, case.authority.time_zone), demandable_from(case)
    refuse_unless(
        (begin is not None, _("A decision cannot be demanded in this case now.")),
        (begin is None or begin <= day, _("A decision cannot be demanded yet: the time for it has not passed.")),
        (not hasattr(case, "demand"), _("A decision has been demanded in this case already. That can be done once.")),
    )
    answer_by = day + timedelta(weeks=case.procedure.demand_answer_weeks)
    demand = Demand.objects.create(application=case, demanded_by=by, demanded_at=at, answer_by=answer_by)
    record(case, DEMANDED, by=by, at=at, demand=demand, until=answer_by)
    return demand
