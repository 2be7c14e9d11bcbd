"""The specification: what will be delivered, and for what price (S17, T5)."""

from datetime import date

from applications.differences import Comparison, difference_of
from applications.letters.annex import paragraphs
from applications.letters.changes import changes
from applications.letters.head import contact_lines
from applications.models import ESTIMATED_WORK, Application, Specification
from applications.specifying import Group, Row, groups_of
from portal.base.texts import pick
from registries.fees import Price

LONG_LIST = 200  # variables of one registry; a longer table is no longer read row by row


def build(case: Application, language: str, facts: dict, *, specification: Specification) -> dict:
    """What a version of the specification says."""
    return {
        "receiver": contact_lines(facts),
        "specification": {
            "version": specification.version,
            "content": specification.content,
            "valid_until": _iso(specification.valid_until),
            "fees_from": specification.fee_schedule.valid_from.isoformat(),
            "name": case.specification_name,
            "is_agreement": case.has_agreement,
            "is_quoted": specification.amount is not None,
            "is_free": specification.is_free,
        },
        "parts": _parts(specification),
        "groups": [_group(group, case, language) for group in groups_of(specification)],
        "activities": _activities(specification),
        "terms": paragraphs(case.procedure.text("agreement_terms", language)) if case.has_agreement else [],
        "price": price_context(specification.price),
        "changes": changes(case, language, _difference(case)),
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _parts(specification: Specification) -> dict:
    """What is delivered, part by part; "" for what the version does not speak of."""
    return {
        "population": specification.population,
        "from": _iso(specification.period_from),
        "to": _iso(specification.period_to),
        "linkage": specification.linkage,
        "delivery_form": specification.delivery_form,
        "applicant_files": specification.applicant_files,
        "delivery_days": specification.delivery_days or 0,
        "delivery_on": _iso(specification.delivery_on),
    }


def _group(group: Group, case: Application, language: str) -> dict:
    """A registry with its variables. A long list is named, and its table holds only what differs."""
    own, is_long = case.authority.language, len(group.rows) > LONG_LIST
    listed = group.differing if is_long else group.rows
    return {
        "registry": pick(group.name, language, fallback=own),
        "scopes": [],
        "variables": [{"name": row.name, "label": pick(row.label, language, fallback=own)} for row in group.delivered],
        "rows": [_variable(row, language, own) for row in listed],
        "is_long": is_long,
    }


def _variable(row: Row, language: str, own: str) -> dict:
    return {
        "name": row.name,
        "label": pick(row.label, language, fallback=own),
        "level": row.level,
        "becomes": str(row.becomes),
        "note": row.note,
    }


def _activities(specification: Specification) -> list[dict]:
    """The hours by activity, where they make the price."""
    if specification.amount is not None:
        return []
    hours = specification.activities
    return [{"work": str(work.label), "hours": str(hours[work])} for work in ESTIMATED_WORK if work in hours]


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
