"""The agreement on costs and variables, beside a decision to grant (Q9): parties, purpose, data, price and terms."""

from django.utils.translation import gettext as _

from applications.letters.annex import disclosed_groups, paragraphs
from applications.letters.head import iso_day, representative_lines
from applications.letters.obligations import obligations
from applications.letters.specification import price_context
from applications.models import Application, Decision, Specification
from applications.specifying import as_text
from registries.fees import Price


def build(case: Application, language: str, facts: dict, *, decision: Decision) -> dict:
    """What the agreement says; it follows the version that the applicant accepted, where the procedure has one."""
    accepted = case.specifications.accepted().select_related("fee_schedule").first()
    return {
        "receiver": representative_lines(facts),
        "heading": case.specification_name if accepted else "",
        "decided_on": iso_day(case, decision.decided_at),
        "decided_by": decision.decided_by.name if decision.decided_by else "",
        "purpose": in_words(facts.get("purpose") or facts.get("research_question") or ""),
        "period": facts.get("period") or {},
        "groups": disclosed_groups(case, decision, language),
        "accepted": _accepted(case, accepted) if accepted else {},
        "price": price_context(accepted.price) if accepted and _costs(accepted.price) else {},
        "terms": paragraphs(case.procedure.text("agreement_terms", language)),
        "reservations": [str(sentence) for sentence in decision.reservations],
        "obligations": obligations(case, language),
    }


def in_words(answer: str | dict) -> str:
    """An answer in words, or the place in an attachment where it stands (U10)."""
    if isinstance(answer, str):
        return answer
    place, words = answer.get("reference"), _("In the attachment")
    return answer.get("text") or (f"{words}: {place}" if place else "")


def _costs(price: Price) -> bool:
    return price.net > 0


def _accepted(case: Application, accepted: Specification) -> dict:
    """Which version was accepted, by whom and when, and what it says."""
    events = case.events.filter(kind__in=["accept_specification", "specification_replaced"]).select_related("by")
    event = events.order_by("-number").first()
    return {
        "version": accepted.version,
        "content": as_text(accepted),
        "day": iso_day(case, accepted.accepted_at),
        "by": event.by.name if event else "",
        "is_quoted": accepted.amount is not None,
    }
