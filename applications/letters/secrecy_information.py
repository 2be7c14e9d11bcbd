"""Secrecy information, sent with the decision since it took the place of secrecy agreements (S19–S22)."""

from applications.letters.decision import disclosed
from applications.letters.head import iso_day, representative_lines
from applications.letters.secrecy import secrecy
from applications.models import Application, Decision
from portal.base.clock import today
from portal.base.texts import pick


def build(case: Application, language: str, facts: dict, *, decision: Decision) -> dict:
    """What the receiver of the data has to know, by the kind of principal."""
    rows = list(decision.rows.select_related("registry"))
    return {
        "receiver": representative_lines(facts),
        "decided_on": iso_day(case, decision.decided_at),
        "disclosed": disclosed(rows, case, language),
        "secrecy": secrecy(case, facts, decision, language),
        "references": _references(case, decision, language),
    }


def _references(case: Application, decision: Decision, language: str) -> dict:
    """The authority's paragraphs in force on the day of the decision, by key, for its own template.

    A key is written with _ ("osl-24-8" → osl_24_8), as templates can name it.
    """
    on = today(decision.decided_at or decision.drafted_at, case.authority.time_zone)
    return {
        reference.key.replace("-", "_"): {
            "short": pick(reference.short, language, fallback=case.authority.language),
            "text": pick(reference.text, language, fallback=case.authority.language),
        }
        for reference in case.authority.legal_references.in_force(on)
    }
