"""The decision: first what is decided, then why, under which reservations, and how it is appealed (S18–S21, T6)."""

import re

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from applications.letters.head import iso_day, person, representative_lines
from applications.letters.secrecy import secrecy
from applications.models import Application, Decision, DecisionRow
from portal.base.texts import pick


def build(case: Application, language: str, facts: dict, *, decision: Decision) -> dict:
    """What the letter of a decision says; one that is not taken yet shows as a preview, without the decision maker."""
    rows = list(decision.rows.select_related("registry"))
    return {
        "receiver": representative_lines(facts),
        "decision": {
            "outcome": str(decision.outcome),
            "is_grant": decision.is_grant,
            "disclosed": disclosed(rows, case, language),
            "refused": _spell(_named(row, case, language) for row in rows if not row.granted),
            "rows": [_row(row, rows, case, facts, language) for row in rows],
            "reasons": decision.reasons,
            "decided_on": iso_day(case, decision.decided_at),
        },
        "specification": _specification(case),
        "secrecy": secrecy(case, facts, decision, language),
        "appeal": _appeal(case, language),
        "signatures": _signatures(case, decision),
        "annex": _annex(case, rows, language) if decision.is_grant else [],
    }


def disclosed(rows: list[DecisionRow], case: Application, language: str) -> str:
    """The registries from which something is disclosed, as part of a sentence."""
    return _spell(_registry(row, case, language) for row in rows if row.granted)


def _spell(names) -> str:
    return get_text_list(list(dict.fromkeys(names)), _("and"))


def _registry(row: DecisionRow, case: Application, language: str) -> str:
    return pick(row.registry.name, language, fallback=case.authority.language)


def _named(row: DecisionRow, case: Application, language: str) -> str:
    name = _registry(row, case, language)
    return f"{name}: {row.scope}" if row.scope else name


def _row(row: DecisionRow, rows: list[DecisionRow], case: Application, facts: dict, language: str) -> dict:
    period = facts.get("period") or {}
    return {
        "registry": _registry(row, case, language),
        "scope": row.scope,
        "variables": len(_disclosed_variables(case, rows, row.registry.slug)),
        "from": period.get("from", "") if row.granted else "",
        "to": period.get("to", "") if row.granted else "",
        "granted": row.granted,
        "reason": row.reason,
    }


def _requested(case: Application, registry: str) -> list[dict]:
    """The variables of a registry that the newest submission asks for."""
    content = case.newest_submission.content if case.newest_submission else {"variables": []}
    return [row for row in content["variables"] if row["registry"] == registry]


def _disclosed_variables(case: Application, rows: list[DecisionRow], registry: str) -> list[dict]:
    """The variables of a registry that are applied for, less those that a refused row names."""
    refused = [row.scope for row in rows if row.registry.slug == registry and not row.granted]
    withheld = {word.casefold() for scope in refused for word in re.findall(r"\w+", scope)}
    return [row for row in _requested(case, registry) if row["name"].casefold() not in withheld]


def _annex(case: Application, rows: list[DecisionRow], language: str) -> list[dict]:
    """Annex 1: the variables that are disclosed, of each registry from which something is."""
    names = {row.registry.slug: _registry(row, case, language) for row in rows if row.granted}
    return [
        {
            "registry": name,
            "variables": [
                {"name": row["name"], "label": pick(row["label"], language, fallback=case.authority.language)}
                for row in requested
            ],
        }
        for slug, name in names.items()
        if (requested := _disclosed_variables(case, rows, slug))
    ]


def _specification(case: Application) -> dict:
    """The accepted specification that the decision follows; {} where there is none."""
    newest = case.newest_specification
    if newest is None or not newest.is_accepted:
        return {}
    return {"version": newest.version, "day": iso_day(case, newest.proposed_at)}


def _appeal(case: Application, language: str) -> dict:
    procedure, authority = case.procedure, case.authority
    return {
        "body": pick(procedure.appeal_body, language, fallback=authority.language),
        "weeks": procedure.appeal_weeks,
        "reference": pick(procedure.appeal_reference, language, fallback=authority.language),
        "how": procedure.text("appeal_how", language),
    }


def _signatures(case: Application, decision: Decision) -> dict:
    """Who decided, who presented the case, and which lawyer took part in the final handling (S16)."""
    review = case.legal_reviews.order_by("-recorded_at", "-pk").select_related("lawyer").first()
    decided, presented = person(decision.decided_by), person(decision.drafted_by)
    return {
        "decided": decided,
        "presented": {} if presented == decided else presented,
        "lawyer": person(review.lawyer) if review else {},
    }
