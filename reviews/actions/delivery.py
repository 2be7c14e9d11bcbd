"""Record deliveries, complete them, settle complaints."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications import documents
from applications.models import Application, Delivery, DeliveryComplaint, Document
from applications.problems import NotReady
from applications.workflow import locked, perform, record, require
from portal.base.clock import add_months, today


@transaction.atomic
def record_delivery(
    *,
    by,
    application_id: int,
    method: str,
    receiver: str,
    address: str,
    contents: str,
    sent_on: date,
    tracking_number: str = "",
    at: datetime | None = None,
) -> Delivery:
    """Keep how, to whom and what was delivered (S23, T8); the delivery note is made. Raises NotReady with reasons."""
    at = at or timezone.now()
    case = locked(application_id)
    require("deliver", by, case)
    by_letter = method == Delivery.Method.REGISTERED_LETTER
    rules = [
        (case.in_delivery, _("The case is not at the delivery now.")),
        (bool(receiver.strip()), _("Write who receives the data.")),
        (bool(contents.strip()), _("Write what is delivered.")),
        (sent_on <= today(at, case.authority.time_zone), _("The day of the delivery cannot lie ahead.")),
        (not by_letter or bool(tracking_number.strip()), _("Write the number of the registered letter.")),
    ]
    reasons = [sentence for holds, sentence in rules if not holds]
    if reasons:
        raise NotReady(reasons)
    months = case.procedure.complaint_months
    delivery = Delivery.objects.create(
        application=case,
        method=method,
        receiver=receiver.strip(),
        address=address.strip(),
        tracking_number=tracking_number.strip(),
        contents=contents.strip(),
        sent_on=sent_on,
        complaint_until=add_months(sent_on, months) if months else None,
        recorded_by=by,
        recorded_at=at,
    )
    record(case, "delivery_recorded", by=by, at=at, delivery=delivery)
    documents.order(case, Document.Kind.DELIVERY_NOTE, at=at, number=case.deliveries.count(), delivery=delivery)
    return delivery


@transaction.atomic
def complete(
    *, by, application_id: int, expected_version: int | None = None, at: datetime | None = None
) -> Application:
    """Everything is delivered: on to the invoice, or closed where the procedure has none."""
    return perform("complete_delivery", application_id=application_id, by=by, expected_version=expected_version, at=at)


@transaction.atomic
def settle_complaint(*, by, complaint: DeliveryComplaint, settlement: str, at: datetime | None = None) -> None:
    """Write down what was done about a complaint; it costs the applicant nothing (T9)."""
    at = at or timezone.now()
    case = locked(complaint.delivery.application_id)
    require("deliver", by, case)
    if complaint.settled_at or not settlement.strip():
        raise NotReady([_("Write what was done. A complaint is settled once.")])
    complaint.settled_at, complaint.settlement = at, settlement.strip()
    complaint.save()
    record(case, "complaint_settled", by=by, at=at, complaint=complaint)
