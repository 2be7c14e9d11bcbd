"""What each letter can say: the placeholders that an authority's own version of a letter may name.

A letter is written from a frozen context (applications.letters). This is the shape of that context, as a part of the
format: TEXT is a text, a number or yes or no, [shape] a list, {name: shape} a group. A test holds both together.
"""

from collections.abc import Iterable, Iterator
from typing import Any

TEXT = None
Shape = dict[str, Any] | list[Any] | None

PERSON = {"name": TEXT, "title": TEXT, "email": TEXT, "telephone": TEXT}
# What every letter has.
HEAD = {
    "kind": TEXT,
    "language": TEXT,
    "letter_language": TEXT,
    "day": TEXT,
    "number": TEXT,
    "title": TEXT,
    "applied_on": TEXT,
    "authority": {
        "slug": TEXT,
        "name": TEXT,
        "unit": TEXT,
        "address": [TEXT],
        "email": TEXT,
        "telephone": TEXT,
        "web": TEXT,
        "organisation_number": TEXT,
    },
    "officer": PERSON,
    "principal": {"name": TEXT, "number": TEXT, "is_authority": TEXT},
    "portal": {"name": TEXT, "url": TEXT},
    "receiver": [TEXT],
}
SECRECY = {"paragraphs": [TEXT], "reservation_intro": TEXT, "reservations": [TEXT]}
SUMS = {"net": TEXT, "vat_percent": TEXT, "vat": TEXT, "gross": TEXT, "currency": TEXT}
LINE = {"quantity": TEXT, "unit_price": TEXT, "amount": TEXT}
# The variables of a registry; scopes are what a decision names instead of single variables.
GROUP = {"registry": TEXT, "scopes": [TEXT], "variables": [{"name": TEXT, "label": TEXT}]}
# A variable as a specification delivers it; becomes is keep, change or leave_out.
SPECIFIED = {"name": TEXT, "label": TEXT, "level": TEXT, "becomes": TEXT, "note": TEXT}
# What a change makes different; mark is new, changed or gone.
ANSWER = {"label": TEXT, "text": TEXT}
CHANGES = {
    "number": TEXT,
    "day": TEXT,
    "is_empty": TEXT,
    "period": {"before_from": TEXT, "before_to": TEXT, "from": TEXT, "to": TEXT},
    "registries": [{"name": TEXT, "mark": TEXT}],
    "variables": [{"registry": TEXT, "name": TEXT, "label": TEXT, "level": TEXT, "level_before": TEXT, "mark": TEXT}],
    "same_variables": TEXT,
    "answers": [{"label": TEXT, "before": [ANSWER], "now": [ANSWER]}],
}
APPEAL = {"body": TEXT, "weeks": TEXT, "reference": TEXT, "how": TEXT}
OBLIGATION = {"title": TEXT, "text": TEXT, "after": TEXT, "months": TEXT}
# A question of the form as it was answered: its parts, or for a table its cells row by row.
QUESTION = {
    "label": TEXT,
    "answers": [ANSWER],
    "grid": {"headers": [TEXT], "rows": [[TEXT]]},
}
# A paragraph of law, under its key in authority.toml.
REFERENCE = {"short": TEXT, "text": TEXT}
WITH_REFERENCES = frozenset({"secrecy_information"})

# What each letter has besides.
LETTERS: dict[str, dict[str, Shape]] = {
    "order_copy": {
        "submission": {"number": TEXT, "day": TEXT, "by": TEXT, "fingerprint": TEXT},
        "sections": [
            {"title": TEXT, "questions": [QUESTION]},
        ],
        "has_levels": TEXT,
        "variables": [
            {
                "registry": TEXT,
                "name": TEXT,
                "label": TEXT,
                "reason": TEXT,
                "identifying_reason": TEXT,
                "level": TEXT,
            }
        ],
        "attachments": [{"label": TEXT, "name": TEXT, "size": TEXT, "fingerprint": TEXT}],
    },
    "specification": {
        "specification": {
            "version": TEXT,
            "content": TEXT,
            "valid_until": TEXT,
            "fees_from": TEXT,
            "name": TEXT,
            "is_agreement": TEXT,
            "is_quoted": TEXT,
            "is_free": TEXT,
        },
        "parts": {
            "population": TEXT,
            "from": TEXT,
            "to": TEXT,
            "linkage": TEXT,
            "delivery_form": TEXT,
            "applicant_files": TEXT,
            "delivery_days": TEXT,
            "delivery_on": TEXT,
        },
        "groups": [GROUP | {"rows": [SPECIFIED], "is_long": TEXT}],
        "activities": [{"work": TEXT, "hours": TEXT}],
        "terms": [TEXT],
        "price": SUMS | {"lines": [LINE | {"key": TEXT}]},
        "changes": CHANGES,
    },
    "decision": {
        "decision": {
            "heading": TEXT,
            "outcome": TEXT,
            "is_grant": TEXT,
            "disclosed": TEXT,
            "refused": TEXT,
            "rows": [
                {
                    "registry": TEXT,
                    "scope": TEXT,
                    "variables": TEXT,
                    "from": TEXT,
                    "to": TEXT,
                    "granted": TEXT,
                    "reason": TEXT,
                }
            ],
            "reasons": TEXT,
            "decided_on": TEXT,
        },
        "specification": {"name": TEXT, "version": TEXT, "day": TEXT},
        "secrecy": SECRECY,
        "binding": TEXT,
        "obligations": [OBLIGATION],
        "appeal": APPEAL,
        "signatures": {
            "decided": PERSON,
            "presented": PERSON,
            "lawyer": PERSON,
            "assessed": {"stage": TEXT, "name": TEXT, "advised_by": TEXT},
        },
        "changes": CHANGES,
        "annex": [GROUP],
    },
    "secrecy_information": {"decided_on": TEXT, "disclosed": TEXT, "secrecy": SECRECY},
    "agreement": {
        "heading": TEXT,
        "decided_on": TEXT,
        "decided_by": TEXT,
        "purpose": TEXT,
        "period": {"from": TEXT, "to": TEXT},
        "groups": [GROUP],
        "accepted": {"version": TEXT, "content": TEXT, "day": TEXT, "by": TEXT, "is_quoted": TEXT},
        "price": SUMS | {"lines": [LINE | {"key": TEXT}]},
        "terms": [TEXT],
        "reservations": [TEXT],
        "obligations": [OBLIGATION],
    },
    "delivery_note": {
        "delivery": {
            "method": TEXT,
            "tracking_number": TEXT,
            "contents": TEXT,
            "sent_on": TEXT,
            "complaint_until": TEXT,
            "corrects": TEXT,
        },
        "binding": TEXT,
        "decided_on": TEXT,
        "delivery_note": TEXT,
        "complaint_note": TEXT,
        "invoice_note": TEXT,
    },
    "invoice": {
        "invoice": {
            "kind": TEXT,
            "number": TEXT,
            "issued_on": TEXT,
            "due_on": TEXT,
            "receiver_number": TEXT,
            "reference": TEXT,
            "reinvoicing": TEXT,
        },
        "price": SUMS | {"lines": [LINE | {"text": TEXT}]},
    },
    "delay_notice": {
        "notice": {"reason": TEXT, "expected_on": TEXT, "reference": TEXT},
        "demand": {"from": TEXT, "weeks": TEXT, "reference": TEXT},
    },
    "demand_refusal": {
        "refusal": {"demanded_on": TEXT, "reasons": TEXT, "decided_on": TEXT, "reference": TEXT},
        "appeal": APPEAL,
        "signatures": {"decided": PERSON},
    },
}


def placeholders(letter: str, references: Iterable[str] = ()) -> dict[str, Shape]:
    """Everything that `letter` can name. `references` are the keys of the authority's paragraphs of law.

    Raises KeyError for a letter that the portal does not write.
    """
    known = HEAD | LETTERS[letter]
    if letter in WITH_REFERENCES:
        known = known | {"references": {as_placeholder(key): REFERENCE for key in references}}
    return known


def as_placeholder(key: str) -> str:
    """The key of a paragraph as a template can name it: osl-24-8 → osl_24_8."""
    return key.replace("-", "_")


def written_out(shape: Shape, before: str = "") -> Iterator[str]:
    """Every placeholder of a shape by its whole name, like decision.rows[].registry: [] stands for each of a list."""
    if isinstance(shape, dict):
        for name, part in shape.items():
            yield from written_out(part, f"{before}.{name}" if before else name)
    elif isinstance(shape, list):
        yield from written_out(shape[0], f"{before}[]")
    else:
        yield before
