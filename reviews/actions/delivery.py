"""Record deliveries, complete them, settle complaints."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications import documents
from applications.actions.duty import set_duties
from applications.models import Application, Delivery, DeliveryComplaint, Document
from applications.problems import NotReady, refuse_unless
from applications.workflow import locked, perform, record, require
from portal.base.clock import add_months, today
from registries.models import DeliveryMethod


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
    corrects: DeliveryComplaint | None = None,
    at: datetime | None = None,
) -> Delivery:
    """Keep how, to whom and what was delivered (S23, T8); the delivery note is made. Raises NotReady with reasons.

    `corrects` is the complaint that this delivery answers: such a one costs nothing (T9).
    """
    at = at or timezone.now()
    case = locked(application_id)
    require("deliver", by, case)
    months = case.procedure.complaint_months
    delivery = Delivery(
        application=case,
        method=method,
        receiver=receiver.strip(),
        address=address.strip(),
        tracking_number=tracking_number.strip(),
        contents=contents.strip(),
        sent_on=sent_on,
        complaint_until=add_months(sent_on, months) if months else None,
        corrects=corrects,
        recorded_by=by,
        recorded_at=at,
    )
    _refuse_delivery_unless(case, delivery, at)
    delivery.save()
    record(case, "delivery_recorded", by=by, at=at, delivery=delivery)
    documents.order(case, Document.Kind.DELIVERY_NOTE, at=at, number=case.deliveries.count(), delivery=delivery)
    return delivery


def _refuse_delivery_unless(case: Application, delivery: Delivery, at: datetime) -> None:
    by_letter = delivery.method == DeliveryMethod.REGISTERED_LETTER
    refuse_unless(
        (delivery.receiver, _("Write who receives the data.")),
        (delivery.contents, _("Write what is delivered.")),
        (delivery.sent_on <= today(at, case.authority.time_zone), _("The day of the delivery cannot lie ahead.")),
        (
            delivery.corrects is None or delivery.corrects.delivery.application_id == case.pk,
            _("This complaint is about another case."),
        ),
        (not by_letter or delivery.tracking_number, _("Write the number of the registered letter.")),
    )


@transaction.atomic
def complete(
    *, by, application_id: int, expected_version: int | None = None, at: datetime | None = None
) -> Application:
    """Everything is delivered: on to the invoice, or closed where none follows. The duties begin (Q13, Q14)."""
    at = at or timezone.now()
    case = perform("complete_delivery", application_id=application_id, by=by, expected_version=expected_version, at=at)
    set_duties(case, by=by, at=at)
    return case


@transaction.atomic
def settle_complaint(*, by, complaint: DeliveryComplaint, settlement: str, at: datetime | None = None) -> None:
    """Write down what was done about a complaint; it costs the applicant nothing (T9)."""
    at = at or timezone.now()
    case = locked(complaint.delivery.application_id)
    require("deliver", by, case)
    complaint = DeliveryComplaint.objects.get(pk=complaint.pk)  # as it stands under the lock
    if complaint.settled_at or not settlement.strip():
        raise NotReady([_("Write what was done. A complaint is settled once.")])
    complaint.settled_at, complaint.settlement = at, settlement.strip()
    complaint.save()
    record(case, "complaint_settled", by=by, at=at, complaint=complaint)
