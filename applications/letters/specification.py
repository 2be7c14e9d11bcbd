"""The specification: what will be delivered, and for what price (S17, T5)."""

from applications.differences import Comparison, difference_of
from applications.letters.annex import paragraphs, requested_groups
from applications.letters.changes import changes
from applications.letters.head import contact_lines
from applications.models import Application, Specification
from registries.fees import Price


def build(case: Application, language: str, facts: dict, *, specification: Specification) -> dict:
    """What a version of the specification says."""
    return {
        "receiver": contact_lines(facts),
        "specification": {
            "version": specification.version,
            "content": specification.content,
            "valid_until": specification.valid_until.isoformat() if specification.valid_until else "",
            "fees_from": specification.fee_schedule.valid_from.isoformat(),
            "name": case.specification_name,
            "is_agreement": case.has_agreement,
            "is_quoted": specification.amount is not None,
            "is_free": specification.is_free,
        },
        "groups": requested_groups(case, language) if case.has_agreement else [],
        "terms": paragraphs(case.procedure.text("agreement_terms", language)) if case.has_agreement else [],
        "price": price_context(specification.price),
        "changes": changes(case, language, _difference(case)),
    }


def _difference(case: Application) -> Comparison | None:
    return difference_of(case, case.newest_submission.content) if case.newest_submission else None


def price_context(price: Price) -> dict:
    """A price with its amounts as strings, so that no digit is lost in JSON."""
    return {
        "lines": [
            {
                "key": line.key,
                "quantity": str(line.quantity),
                "unit_price": str(line.unit_price),
                "amount": str(line.amount),
            }
            for line in price.lines
        ],
        "net": str(price.net),
        "vat_percent": str(price.vat_percent),
        "vat": str(price.vat),
        "gross": str(price.gross),
        "currency": price.currency,
    }
