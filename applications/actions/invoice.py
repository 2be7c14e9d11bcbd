"""Begin invoices: for the delivery, or for a withdrawal or a refusal that costs something."""

from datetime import datetime

from django.utils.text import capfirst
from django.utils.translation import override

from applications.models import Application, Invoice, InvoiceLine
from applications.workflow import record
from portal.base.clock import today
from registries.fees import single_fee
from registries.models import FeeSchedule


def begin_invoice(case: Application, kind: str, schedule: FeeSchedule) -> Invoice:
    """An invoice of a locked case without lines yet, to whom the newest submission names, by a fee schedule."""
    return Invoice.objects.create(
        application=case,
        kind=kind,
        fee_schedule=schedule,
        receiver=_receiver(case),
        vat_percent=schedule.vat_percent,
        currency=schedule.currency,
    )


def prepare_single_fee(case: Application, kind: str, *, by, at: datetime) -> Invoice | None:
    """Prepare the invoice for a withdrawal or a refusal; None where nothing is charged, or already was."""
    schedule = case.authority.fees_in_force(today(at, case.authority.time_zone))
    amount = single_fee(schedule, kind).net if schedule else 0
    if not amount or case.invoices.filter(kind=kind).exists():
        return None
    invoice = begin_invoice(case, kind, schedule)
    with override(case.language):
        text = capfirst(str(Invoice.Kind(kind).label))
    InvoiceLine.objects.create(invoice=invoice, text=text, quantity=1, unit_price=amount)
    record(case, "fee_prepared", by=by, at=at, invoice=invoice)
    return invoice


def _receiver(case: Application) -> dict:
    """Who pays, by the newest submission: name and number of the principal, invoicing address and reference (S9)."""
    facts = case.sent_facts
    principal = facts.get("principal") or {}
    payer = facts.get("invoicing_number") or {}
    address = facts.get("invoicing_address") or {}
    return {
        "name": payer.get("name") or principal.get("name", ""),
        "number": payer.get("number") or principal.get("number", ""),
        **{part: address.get(part, "") for part in ("street", "postcode", "city", "reference")},
    }
