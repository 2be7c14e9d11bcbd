"""Complain about a delivery."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.law import LAW
from applications.models import Delivery, DeliveryComplaint
from applications.problems import NotReady
from applications.workflow import locked, perform, record, require
from portal.base.clock import today


@transaction.atomic
def complain(*, by, delivery: Delivery, text: str, at: datetime | None = None) -> DeliveryComplaint:
    """Report errors in a delivery; within the window they are mended without charge (T9).

    Where the case has gone on to its invoice, or is closed, its delivery opens again. What is invoiced stays so.
    Raises NotReady where the procedure has no window, where it has passed, or where nothing was written.
    """
    at = at or timezone.now()
    case = locked(delivery.application_id)
    require("write_as_applicant", by, case)
    delivery = case.deliveries.get(pk=delivery.pk)  # as it stands under the lock
    if not delivery.takes_complaints_on(today(at, case.authority.time_zone)):
        raise NotReady([_("The time to complain about this delivery has passed. Write a message to the authority.")])
    if not text.strip():
        raise NotReady([_("Write what is wrong with the delivery.")])
    complaint = DeliveryComplaint.objects.create(delivery=delivery, text=text.strip(), made_by=by, made_at=at)
    record(case, "delivery_complaint", by=by, at=at, complaint=complaint)
    if LAW["reopen_delivery"].is_open_from(case):
        perform("reopen_delivery", application_id=case.pk, by=by, at=at)
    return complaint
