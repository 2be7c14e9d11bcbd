"""What happened in a case, in words for the desk."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Application, Event
from portal.accounts.models import User
from portal.base.templatetags.portal_tags import longdate

N = gettext_lazy
SENTENCES = {
    "created": N("The application was begun"),
    "submit": N("The application was sent"),
    "assign": N("The case got a case officer: %(officer)s"),
    "reassigned": N("The case was given to another case officer: %(officer)s"),
    "conflict_declared": N("A conflict of interest was declared"),
    "completion_requested": N("The applicant was asked to complete the application, by %(until)s"),
    "completion_answered": N("The applicant completed the application: submission %(submission)s"),
    "completion_withdrawn": N("The completion request was taken back"),
    "send_to_legal_review": N("Sent to legal review"),
    "meeting_recorded": N("The meeting with the lawyer was recorded"),
    "conclude_legal_review": N("The legal review was concluded"),
    "start_specification": N("The specification was begun"),
    "refer_for_decision": N("Referred for decision"),
    "specification_proposed": N(
        "Specification, version %(version)s, was sent to the applicant, to be answered by %(until)s"
    ),
    "specification_declined": N("The applicant declined version %(version)s of the specification"),
    "specification_voided": N("Version %(version)s of the specification is no longer valid"),
    "accept_specification": N("The applicant accepted version %(specification_version)s of the specification"),
    "decision_drafted": N("A decision was drafted"),
    "grant": N("Disclosure was granted"),
    "refuse": N("Disclosure was refused"),
    "dismiss": N("The application was dismissed: %(reason)s"),
    "step_back": N("The case was taken a step back: %(reason)s"),
    "reopen": N("The case was opened again after an appeal: %(reason)s"),
    "delivery_recorded": N("A delivery was recorded"),
    "complete_delivery": N("The delivery was completed"),
    "delivery_complaint": N("The receiver complained about a delivery"),
    "complaint_settled": N("A complaint was settled"),
    "issue_invoice": N("The invoice was sent"),
    "fee_invoiced": N("The invoice for the fee was sent"),
    "withdraw": N("The applicant withdrew the application"),
    "message_sent": N("A message was written"),
    "archive": N("The case was archived"),
}


@dataclass(frozen=True)
class Told:
    """One event for reading."""

    at: datetime
    sentence: str
    by: User
    number: int


class _Details(dict):
    """Details of an event that an old event may lack."""

    def __missing__(self, key: str) -> str:
        return "–"


def tell(events: list[Event], people: dict[int, User]) -> list[Told]:
    """Events in words, newest first. `people` are those whom the details name, by id."""
    return [Told(event.at, _sentence(event, people), event.by, event.number) for event in reversed(events)]


def _sentence(event: Event, people: dict[int, User]) -> str:
    words = _Details({name: _in_words(name, value, people) for name, value in event.details.items()})
    sentence = SENTENCES.get(event.kind)
    # A kind that has no sentence yet is shown by its own name rather than not at all.
    return str(sentence) % words if sentence else event.kind.replace("_", " ").capitalize()


def _in_words(name: str, value, people: dict[int, User]) -> str:
    if name == "officer":
        return str(people.get(value, _("somebody")))
    if name == "until":
        return longdate(date.fromisoformat(value))
    return str(value)


def people_named(events: list[Event], case: Application) -> dict[int, User]:
    """The people whom events name by id, by that id; asks the database only for those who are not at hand."""
    at_hand = {person.pk: person for person in (case.officer, *(event.by for event in events)) if person}
    wanted = {event.details["officer"] for event in events if "officer" in event.details} - at_hand.keys()
    return at_hand | (User.objects.in_bulk(wanted) if wanted else {})
