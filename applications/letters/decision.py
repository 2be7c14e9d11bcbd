"""The decision: first what is decided, then why, under which reservations, and how it is appealed (S18–S21, T6)."""

from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _

from applications.differences import Comparison, difference_of
from applications.letters.annex import disclosed_groups, disclosed_variables
from applications.letters.changes import changes
from applications.letters.head import iso_day, person, representative_lines
from applications.letters.obligations import obligations
from applications.letters.secrecy import secrecy
from applications.models import Application, Decision, DecisionRow, LegalReview
from portal.base.texts import pick
from registries.models import AgreementKind, StageKey


def build(case: Application, language: str, facts: dict, *, decision: Decision) -> dict:
    """What the letter of a decision says; one that is not taken yet shows as a preview, without the decision maker."""
    rows = list(decision.rows.select_related("registry"))
    return {
        "receiver": representative_lines(facts),
        "decision": {
            "heading": "" if decision.outcome == decision.Outcome.DISMISSED else _heading(case, language),
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
        "binding": _binding(case, decision),
        "obligations": obligations(case, language) if decision.is_grant and not case.has_agreement else [],
        "appeal": appeal(case, language),
        "signatures": _signatures(case, decision, language),
        "changes": changes(case, language, _difference(case, decision)),
        "annex": _annex(case, decision, language) if decision.is_grant else [],
    }


def _difference(case: Application, decision: Decision) -> Comparison | None:
    """What the decision changes of what is in force."""
    return difference_of(case, case.newest_submission.content, decision) if case.newest_submission else None


def _heading(case: Application, language: str) -> str:
    """What the authority calls its decisions; "" for the common words."""
    return case.procedure.text("decision_heading", language)


def _binding(case: Application, decision: Decision) -> str:
    """What is enclosed with a decision to grant: "secrecy_information", "agreement", or "" for nothing (S22, Q9)."""
    kind = str(case.procedure.agreement_kind)
    return kind if decision.is_grant and kind != AgreementKind.NONE else ""


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
        "variables": len(disclosed_variables(case, rows, row.registry.slug)),
        "from": period.get("from", "") if row.granted else "",
        "to": period.get("to", "") if row.granted else "",
        "granted": row.granted,
        "reason": row.reason,
    }


def _annex(case: Application, decision: Decision, language: str) -> list[dict]:
    """Annex 1: the variables that are disclosed, of each registry from which something is."""
    return [group for group in disclosed_groups(case, decision, language) if group["variables"]]


def _specification(case: Application) -> dict:
    """The accepted specification that the decision follows; {} where there is none."""
    accepted = case.accepted_specification
    if accepted is None:
        return {}
    day = iso_day(case, accepted.proposed_at)
    return {"name": case.specification_name, "version": accepted.version, "day": day}


def appeal(case: Application, language: str) -> dict:
    """Who tries an appeal, in which time, by which paragraph, and how one appeals."""
    procedure, authority = case.procedure, case.authority
    return {
        "body": pick(procedure.appeal_body, language, fallback=authority.language),
        "weeks": procedure.appeal_weeks,
        "reference": pick(procedure.appeal_reference, language, fallback=authority.language),
        "how": procedure.text("appeal_how", language),
    }


def _signatures(case: Application, decision: Decision, language: str) -> dict:
    """Who decided, who presented the case, and which lawyer took part (S16), or who assessed the harm (Q8)."""
    review = case.legal_reviews.order_by("-recorded_at", "-pk").select_related("lawyer", "decision_maker").first()
    decided, presented = person(decision.decided_by), person(decision.drafted_by)
    return {
        "decided": decided,
        "presented": {} if presented == decided else presented,
        "lawyer": person(review.lawyer) if review else {},
        "assessed": _assessed(case, review, language) if review and review.advice else {},
    }


def _assessed(case: Application, review: LegalReview, language: str) -> dict:
    """Who assessed the harm, and on whose advice (Q8)."""
    stage = capfirst(case.procedure.stage_name(StageKey.LEGAL_REVIEW, language))
    return {"stage": stage, "name": review.decision_maker.name, "advised_by": review.advised_by}
