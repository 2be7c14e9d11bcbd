"""Prepare and issue invoices."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from applications import documents
from applications.actions.invoice import begin_invoice
from applications.conditions import INVOICE_HAS_LINES, INVOICING_DETAILS_VALID
from applications.models import Application, Document, Invoice, InvoiceLine
from applications.numbering import take_next
from applications.problems import NotReady, refuse_unless
from applications.workflow import locked, perform, record, require
from portal.base.clock import today
from portal.base.money import format_money
from portal.base.numbers import check_organisation_number
from reviews.actions.specification import fee_schedule_of
from reviews.estimates import hours_to_charge
from reviews.seen import changed_since

DAYS_TO_PAY = 30


@transaction.atomic
def prepare(*, by, application_id: int, at: datetime | None = None) -> Invoice:
    """The invoice of the delivery with its lines from the fee schedule and the time written, or the prepared one."""
    at = at or timezone.now()
    case = locked(application_id)
    require("prepare_invoice", by, case)
    prepared = case.invoices.filter(kind=Invoice.Kind.DELIVERY).first()
    if prepared:
        return prepared
    if not case.in_invoice:
        raise NotReady([_("The case is not at the invoice now.")])
    schedule = fee_schedule_of(case, at)
    if schedule is None:
        raise NotReady([_("No fee schedule is in force. An administrator has to publish one.")])
    invoice = begin_invoice(case, Invoice.Kind.DELIVERY, schedule)
    with override(case.language):
        _write_lines(invoice, case)
    return invoice


def _write_lines(invoice: Invoice, case: Application) -> None:
    """By the price that was quoted and accepted (Q9); else by base fee and hours, no more than were accepted (S17)."""
    schedule, hours = invoice.fee_schedule, hours_to_charge(case)
    agreed = case.accepted_specification
    if agreed and agreed.amount is not None:
        text = _("Price as agreed, version %(version)s") % {"version": agreed.version}
        InvoiceLine.objects.create(invoice=invoice, text=text, quantity=1, unit_price=agreed.amount)
    if schedule.is_quoted:
        return
    if schedule.base:
        InvoiceLine.objects.create(invoice=invoice, text=_("Base fee"), quantity=1, unit_price=schedule.base)
    if agreed and agreed.amount is None:
        hours = min(hours, agreed.hours)
    if hours:
        InvoiceLine.objects.create(
            invoice=invoice, text=_("Work, hours"), quantity=hours, unit_price=schedule.hourly_rate
        )


def _as_it_stands(case: Application, invoice: Invoice) -> Invoice:
    """The invoice read anew once its case is locked: what a page had read may be old by then."""
    return case.invoices.select_related("fee_schedule").get(pk=invoice.pk)


def _within_price(case: Application, invoice: Invoice) -> tuple:
    """The rule that nobody pays more for a delivery than was accepted, with its sentence (S17, T5)."""
    agreed = case.accepted_specification if invoice.kind == Invoice.Kind.DELIVERY else None
    if agreed is None or invoice.net <= agreed.price.net:
        return True, ""
    words = {"price": format_money(agreed.price.net, agreed.price.currency), "version": agreed.version}
    sentence = _(
        "The lines come to more than the price of %(price)s without VAT that was accepted with version %(version)s. "
        "Lower them, or let the applicant accept a new version before the delivery is completed."
    )
    return False, sentence % words


# What stands on an invoice, as its page calls it.
PARTS = {
    "name": _("Name"),
    "number": _("Organisation number"),
    "street": _("Street or box"),
    "postcode": _("Postcode"),
    "city": _("Town"),
    "reference": _("Reference or cost centre"),
    "lines": _("Lines"),
}


def parts_shown(invoice: Invoice) -> dict:
    """What a page shows of an invoice, by the names of PARTS."""
    lines = [f"{line.text}, {line.quantity:f} × {line.unit_price:f}" for line in invoice.lines.all()]
    return {name: invoice.receiver.get(name, "") for name in PARTS} | {"lines": "; ".join(lines)}


def _refuse_unless_seen(invoice: Invoice, seen: str | None, sentence) -> None:
    """Raise NotReady, with what now stands where the page showed something else."""
    now = parts_shown(invoice)
    changed = changed_since(seen, now)
    if changed:
        raise NotReady([sentence, *(f"{PARTS[name]}: {now[name] or '–'}" for name in changed)])


@transaction.atomic
def correct(
    *, by, invoice: Invoice, receiver: dict, lines: list[tuple[str, Decimal, Decimal]], seen: str | None = None
) -> Invoice:
    """Write receiver and lines of a prepared invoice anew. `seen` is what the page showed (`reviews.seen.mark_of`).

    Raises NotReady where it has been sent, was saved by somebody else meanwhile, or comes to more than the accepted
    price.
    """
    case = locked(invoice.application_id)
    require("prepare_invoice", by, case)
    invoice = _as_it_stands(case, invoice)
    if invoice.is_issued:
        raise NotReady([_("The invoice has been sent and cannot be changed.")])
    meanwhile = _(
        "The invoice was saved in another window after you opened the page, and yours is not saved. What stands in it "
        "now follows. Compare, then save again to replace it by yours."
    )
    _refuse_unless_seen(invoice, seen, meanwhile)
    invoice.receiver = receiver
    invoice.save()
    invoice.lines.all().delete()
    for text, quantity, unit_price in lines:
        InvoiceLine.objects.create(invoice=invoice, text=text, quantity=quantity, unit_price=unit_price)
    refuse_unless(_within_price(case, invoice))
    return invoice


@transaction.atomic
def issue(
    *, by, invoice: Invoice, expected_version: int | None = None, seen: str | None = None, at: datetime | None = None
) -> Application:
    """Give the invoice its number and send it; the invoice of the delivery closes the case (S24, T10).

    Raises NotReady where it is another than the page showed (`seen`), the organisation number is wrong, a line is
    missing, it has been sent, or it comes to more than the accepted price.
    """
    at = at or timezone.now()
    case = locked(invoice.application_id, expected_version)
    require("prepare_invoice", by, case)
    invoice = _as_it_stands(case, invoice)
    if invoice.is_issued:
        raise NotReady([_("The invoice has been sent already.")])
    meanwhile = _(
        "The invoice was saved in another window after you opened the page, and was not sent. What stands in it now "
        "follows. Look at it, then send it."
    )
    _refuse_unless_seen(invoice, seen, meanwhile)
    refuse_unless(
        (invoice.has_lines, INVOICE_HAS_LINES.sentence),
        (invoice.is_addressed, INVOICING_DETAILS_VALID.sentence),
        _within_price(case, invoice),
    )
    _check_number(invoice, case)
    if invoice.kind == Invoice.Kind.DELIVERY:
        case = perform("issue_invoice", application_id=case.pk, by=by, at=at)
    day = today(at, case.authority.time_zone)
    sequence = take_next(case.authority, "invoice", day.year)
    invoice.number, invoice.issued_at, invoice.issued_by = f"{day.year}-{sequence:05d}", at, by
    invoice.due_on = day + timedelta(days=DAYS_TO_PAY)
    invoice.save()
    if invoice.kind != Invoice.Kind.DELIVERY:
        record(case, "fee_invoiced", by=by, at=at, invoice=invoice)
    number = case.documents.of_kind(Document.Kind.INVOICE).count() + 1
    documents.order(case, Document.Kind.INVOICE, at=at, number=number, invoice=invoice)
    return case


def _check_number(invoice: Invoice, case: Application) -> None:
    number, authority = invoice.receiver.get("number", ""), case.authority
    try:
        check_organisation_number(number, authority.country, authority.other_countries)
    except ValidationError as error:
        raise NotReady(error.messages) from error
