"""The invoice: its lines, VAT and sum, when to pay, and what invoicing again would cost (S9, S24, T10)."""

from applications.letters.head import address_lines, iso_day, kept
from applications.models import Application, Invoice


def build(case: Application, language: str, facts: dict, *, invoice: Invoice) -> dict:
    """What an invoice says. How to pay is what the authority's own data say; no account is made up."""
    receiver = invoice.receiver
    return {
        "receiver": kept(receiver.get("name"), *address_lines(receiver)),
        "invoice": {
            "kind": str(invoice.kind),
            "number": invoice.number,
            "issued_on": iso_day(case, invoice.issued_at),
            "due_on": invoice.due_on.isoformat() if invoice.due_on else "",
            "receiver_number": receiver.get("number", ""),
            "reference": receiver.get("reference", ""),
            "reinvoicing": str(invoice.fee_schedule.reinvoicing or ""),
        },
        "price": {
            "lines": [_line(line) for line in invoice.lines.all()],
            "net": str(invoice.net),
            "vat_percent": str(invoice.vat_percent),
            "vat": str(invoice.vat),
            "gross": str(invoice.gross),
            "currency": invoice.currency,
        },
    }


def _line(line) -> dict:
    return {
        "text": line.text,
        "quantity": str(line.quantity),
        "unit_price": str(line.unit_price),
        "amount": str(line.amount),
    }
