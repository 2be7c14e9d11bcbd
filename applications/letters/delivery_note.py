"""The delivery note: what was sent, how and to whom, and until when errors are mended without charge (S23, T8, T9)."""

from applications.letters.head import iso_day, kept, lines
from applications.models import Application, Delivery


def build(case: Application, language: str, facts: dict, *, delivery: Delivery) -> dict:
    """What the note of one delivery says."""
    text = case.procedure.text
    taken = case.decisions.exclude(decided_at=None).order_by("-pk").first()
    return {
        "receiver": kept(delivery.receiver, *lines(delivery.address)),
        "delivery": {
            "method": str(delivery.method),
            "tracking_number": delivery.tracking_number,
            "contents": delivery.contents,
            "sent_on": delivery.sent_on.isoformat(),
            "complaint_until": delivery.complaint_until.isoformat() if delivery.complaint_until else "",
            "corrects": delivery.corrects.delivery.sent_on.isoformat() if delivery.corrects else "",
        },
        "binding": str(case.procedure.agreement_kind),
        "decided_on": iso_day(case, taken.decided_at) if taken else "",
        "delivery_note": text("delivery_note", language),
        "complaint_note": text("complaint_note", language) if delivery.complaint_until else "",
        "invoice_note": text("invoice_note", language) if case.costs_something and not delivery.corrects else "",
    }
