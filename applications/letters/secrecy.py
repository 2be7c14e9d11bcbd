"""What binds the receiver: secrecy by law for an authority (S20), a reservation for everybody else (S21, T6)."""

from applications.letters.head import kept, principal
from applications.models import Application, Decision


def secrecy(case: Application, facts: dict, decision: Decision, language: str) -> dict:
    """The procedure's paragraphs for the kind of principal, and the numbered reservations."""
    text = case.procedure.text
    is_authority = principal(facts)["is_authority"]
    keys = ("secrecy_authority", "secrecy_carried_over") if is_authority else ("secrecy_other",)
    return {
        "paragraphs": kept(*(text(key, language) for key in keys)),
        "reservation_intro": "" if is_authority else text("reservation_intro", language),
        "reservations": [str(sentence) for sentence in decision.reservations],
    }
