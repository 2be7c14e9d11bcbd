"""Letters about a delay: the notice of it (FL § 11), and the refusal of a demand for a decision (FL § 12)."""

from datetime import date

from applications.clocks import demand_from
from applications.letters.decision import appeal
from applications.letters.head import contact_lines, iso_day, person, representative_lines
from applications.models import Application, DelayNotice, Demand
from portal.base.texts import pick


def build_notice(case: Application, language: str, facts: dict, *, notice: DelayNotice) -> dict:
    """What a notice of delay says: why, until when, and what the applicant can do."""
    return {
        "receiver": contact_lines(facts),
        "notice": {
            "reason": notice.reason,
            "expected_on": notice.expected_on.isoformat(),
            "reference": pick(case.procedure.notice_reference, language, fallback=case.authority.language),
        },
        "demand": _demand(case, language, case.authority.today(notice.sent_at)),
    }


def _demand(case: Application, language: str, day: date) -> dict:
    """From when, and under which paragraph, a decision can be demanded; {} where it cannot, or has been already.

    `from` is "" where it can be demanded on the day of the letter.
    """
    procedure = case.procedure
    if not procedure.demand_after_months or hasattr(case, "demand"):
        return {}
    begin = demand_from(case, case.submitted_at)
    return {
        "from": begin.isoformat() if begin > day else "",
        "weeks": procedure.demand_answer_weeks,
        "reference": pick(procedure.demand_reference, language, fallback=case.authority.language),
    }


def build_refusal(case: Application, language: str, facts: dict, *, demand: Demand) -> dict:
    """What the refusal of a demand says; one that is not sent yet shows as a preview, without who decided."""
    reference = pick(case.procedure.demand_reference, language, fallback=case.authority.language)
    return {
        "receiver": representative_lines(facts),
        "refusal": {
            "demanded_on": iso_day(case, demand.demanded_at),
            "reasons": demand.reasons,
            "decided_on": iso_day(case, demand.refused_at),
            "reference": reference,
        },
        # The refusal is tried by whoever would try the decision in the case itself, on a ground of its own.
        "appeal": appeal(case, language) | {"reference": reference},
        "signatures": {"decided": person(demand.refused_by)},
    }
