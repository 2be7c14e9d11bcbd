"""What happened in a case, in words for the desk."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Event, Waiting
from applications.naming import event_words
from portal.accounts.models import User
from portal.base.templatetags.portal_tags import longdate
from reviews.models import TimeEntry

SENTENCES = {
    "created": gettext_lazy("The application was begun"),
    "moved_to_newer_form": gettext_lazy("The draft got the newer form: %(to_form)s in place of %(from_form)s"),
    "submit": gettext_lazy("The application was sent"),
    "assign": gettext_lazy("The case got a case officer: %(officer)s"),
    "reassigned": gettext_lazy("The case was given to another case officer: %(officer)s"),
    "conflict_declared": gettext_lazy("A conflict of interest was declared"),
    "conflict_found": gettext_lazy("The case was closed to %(people)s, who belongs to an institution of the project"),
    "conflict_lifted": gettext_lazy(
        "A conflict of interest of %(people)s, declared by mistake, was lifted: %(reason)s"
    ),
    "tie_lifted": gettext_lazy("The case was opened again to %(people)s: %(reason)s"),
    "flagged": gettext_lazy("A flag was put on the case: %(flag)s"),
    "flag_taken_off": gettext_lazy("A flag was taken off the case: %(flag)s"),
    "reminded": gettext_lazy("A reminder was sent to whoever the case waits for: %(waiting_for)s"),
    "completion_requested": gettext_lazy("The applicant was asked to complete the application, by %(until)s"),
    "completion_answered": gettext_lazy("The applicant completed the application: submission %(submission)s"),
    "completion_reminded": gettext_lazy("The applicant was reminded of the completion request, due by %(until)s"),
    "completion_overdue": gettext_lazy("The completion request was not answered by %(until)s"),
    "rows_judged_again": gettext_lazy("Rows of the checklist were judged anew, by submission %(submission)s"),
    "completion_withdrawn": gettext_lazy("The completion request was taken back"),
    "send_to_legal_review": gettext_lazy("The case went on to “%(to_stage)s”"),
    "meeting_recorded": gettext_lazy("The meeting with the lawyer was recorded"),
    "put_on_agenda": gettext_lazy("The case was put on the agenda of the legal meeting on %(held_on)s"),
    "taken_off_agenda": gettext_lazy("The case was taken off the agenda of the legal meeting on %(held_on)s"),
    "meeting_moved": gettext_lazy("The legal meeting on %(planned_on)s was moved to %(held_on)s"),
    "questions_raised": gettext_lazy("The meeting had questions for the applicant"),
    "question_dropped": gettext_lazy("The meeting's questions were not passed on: %(reason)s"),
    "mentioned": gettext_lazy("Colleagues were mentioned in a note: %(people)s"),
    "assessment_recorded": gettext_lazy("The assessment was recorded, with the advice that was given"),
    "conclude_legal_review": gettext_lazy("“%(from_stage)s” was concluded"),
    "start_specification": gettext_lazy("The case went on to “%(to_stage)s”"),
    "refer_for_decision": gettext_lazy("The case went on to “%(to_stage)s”"),
    "specification_proposed": gettext_lazy(
        "%(specification)s, version %(version)s: sent to the applicant, to be answered by %(until)s"
    ),
    "specification_declined": gettext_lazy("%(specification)s, version %(version)s: declined by the applicant"),
    "specification_voided": gettext_lazy("%(specification)s, version %(version)s: no longer valid"),
    "specification_expired": gettext_lazy(
        "%(specification)s, version %(version)s: not answered in time, and can no longer be accepted"
    ),
    "specification_replaced": gettext_lazy(
        "%(specification)s, version %(version)s: accepted by the applicant in place of version %(replaced)s"
    ),
    "estimate_reached": gettext_lazy("%(percent)s per cent of the hours of version %(version)s are used"),
    "accept_specification": gettext_lazy(
        "%(specification)s, version %(specification_version)s: accepted by the applicant"
    ),
    "decision_drafted": gettext_lazy("A decision was drafted"),
    "grant": gettext_lazy("Disclosure was granted"),
    "refuse": gettext_lazy("Disclosure was refused"),
    "dismiss": gettext_lazy("The application was dismissed: %(reason)s"),
    "step_back": gettext_lazy("The case was taken a step back: %(reason)s"),
    "reopen": gettext_lazy("The case was opened again after an appeal: %(reason)s"),
    "delivery_recorded": gettext_lazy("A delivery was recorded"),
    "complete_delivery": gettext_lazy("The delivery was completed"),
    "delivery_complaint": gettext_lazy("The receiver complained about a delivery"),
    "reopen_delivery": gettext_lazy("The delivery was opened again, to mend the errors without charge"),
    "complaint_settled": gettext_lazy("A complaint was settled"),
    "issue_invoice": gettext_lazy("The invoice was sent"),
    "fee_prepared": gettext_lazy("A fee was prepared for the finance officer"),
    "fee_invoiced": gettext_lazy("The invoice for the fee was sent"),
    "withdraw": gettext_lazy("The applicant withdrew the application"),
    "message_sent": gettext_lazy("A message was written"),
    "sharing_changed": gettext_lazy("The applicants changed what other authorities may see of the project's cases"),
    "team_changed": "%(team)s",  # team_history has the sentences
    "duty_set": gettext_lazy("A duty was set, to be attested by %(until)s: %(duty)s"),
    "duty_attested": gettext_lazy("A duty was attested: %(duty)s"),
    "duty_reminded": gettext_lazy("The applicant was reminded of a duty: %(duty)s"),
    "duty_overdue": gettext_lazy("A duty was not attested in time: %(duty)s"),
    "deadline_reminded": gettext_lazy("Whoever holds the case up was reminded: to be done by %(until)s"),
    "delay_notice_sent": gettext_lazy("The applicant was told of a delay: a decision is expected by %(until)s"),
    "decision_demanded": gettext_lazy("The applicant demanded a decision, to be answered by %(until)s"),
    "demand_refused": gettext_lazy("The demand for a decision was refused"),
    "virus_found": gettext_lazy("A virus was found in a file, and the file was closed"),
    "time_corrected": gettext_lazy("Time written on the case was corrected: %(before)s, now %(after)s"),
    "time_removed": gettext_lazy("Time written on the case was removed: %(before)s"),
    "archive": gettext_lazy("The case was archived"),
    "draft_announced": gettext_lazy("The team was told that the draft is deleted on %(until)s if nobody opens it"),
}


# The events that keep in their details, as `before` and `after`, what an entry of time said.
OF_TIME = ("time_corrected", "time_removed")


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
    told = {name: _in_words(name, value, people) for name, value in event.told.items()}
    if event.kind in OF_TIME:
        told |= {name: _time_in_words(event.told[name]) for name in ("before", "after") if name in event.told}
    words = _Details(told | event_words(event, event.application, people))
    sentence = SENTENCES.get(event.kind)
    # A kind that has no sentence yet is shown by its own name rather than not at all.
    return str(sentence) % words if sentence else event.kind.replace("_", " ").capitalize()


def _in_words(name: str, value, people: dict[int, User]) -> str:
    if name == "officer":
        return str(people.get(value, _("somebody")))
    if name == "waiting_for":
        return str(Waiting(value).label)
    if name == "people":
        return ", ".join(sorted(str(people.get(one, _("somebody"))) for one in value))
    if name in ("until", "held_on", "planned_on"):
        return longdate(date.fromisoformat(value))
    return str(value)


def _time_in_words(entry: dict) -> str:
    work = dict(TimeEntry.Work.choices).get(entry["work"], entry["work"])
    return f"{longdate(date.fromisoformat(entry['day']))}, {entry['hours']} h, {work}"
