"""What has happened in a case, in words for the applicant. What is the authority's own business is left out."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Application, Event
from applications.naming import event_words, people_named
from applications.permissions import is_in_team
from portal.accounts.models import User
from portal.base.templatetags.portal_tags import longdate

TOLD = {
    "created": gettext_lazy("Application begun"),
    "moved_to_newer_form": gettext_lazy("The draft got the newer form: %(to_form)s in place of %(from_form)s"),
    "submit": gettext_lazy("Application sent"),
    "assign": gettext_lazy("The case got a case officer"),
    "reassigned": gettext_lazy("The case got another case officer"),
    "completion_requested": gettext_lazy("Completion asked for, by %(until)s"),
    "completion_reminded": gettext_lazy("Reminder of the completion, awaited by %(until)s"),
    "completion_overdue": gettext_lazy("No completion had come in by %(until)s"),
    "completion_answered": gettext_lazy("Completion sent"),
    "completion_withdrawn": gettext_lazy("Completion no longer asked for"),
    "send_to_legal_review": gettext_lazy("The case went on to “%(to_stage)s”"),
    "conclude_legal_review": gettext_lazy("“%(from_stage)s” concluded"),
    "start_specification": gettext_lazy("The case went on to “%(to_stage)s”"),
    "specification_proposed": gettext_lazy("%(specification)s, version %(version)s: sent to you"),
    "accept_specification": gettext_lazy("%(specification)s, version %(specification_version)s: accepted"),
    "specification_declined": gettext_lazy("%(specification)s, version %(version)s: declined"),
    "specification_expired": gettext_lazy("%(specification)s, version %(version)s: not answered in time"),
    "specification_replaced": gettext_lazy(
        "%(specification)s, version %(version)s: accepted in place of version %(replaced)s"
    ),
    "specification_voided": gettext_lazy("%(specification)s, version %(version)s: no longer holds"),
    "refer_for_decision": gettext_lazy("The case went on to “%(to_stage)s”"),
    "grant": gettext_lazy("Decision: disclosure is granted"),
    "refuse": gettext_lazy("Decision: disclosure is refused"),
    "dismiss": gettext_lazy("Decision: the application is not tried"),
    "delivery_recorded": gettext_lazy("Delivery sent"),
    "complete_delivery": gettext_lazy("Everything is delivered"),
    "delivery_complaint": gettext_lazy("Error in the delivery reported"),
    "reopen_delivery": gettext_lazy("The delivery is open again, to mend the errors without charge"),
    "complaint_settled": gettext_lazy("Reported error dealt with"),
    "issue_invoice": gettext_lazy("Invoice sent"),
    "fee_invoiced": gettext_lazy("Fee invoiced"),
    "withdraw": gettext_lazy("Application withdrawn"),
    "draft_announced": gettext_lazy("The team was told that the draft is deleted on %(until)s if nobody opens it"),
    "step_back": gettext_lazy("The case went back to an earlier stage"),
    "reopen": gettext_lazy("The case is open again after an appeal"),
    "duty_set": gettext_lazy("A duty, to be attested by %(until)s: %(duty)s"),
    "duty_attested": gettext_lazy("Duty attested: %(duty)s"),
    "duty_reminded": gettext_lazy("Reminder of a duty: %(duty)s"),
    "duty_overdue": gettext_lazy("A duty was not attested in time: %(duty)s"),
    "delay_notice_sent": gettext_lazy("Notice of delay: a decision is expected by %(until)s"),
    "decision_demanded": gettext_lazy("Decision demanded, to be answered by %(until)s"),
    "demand_refused": gettext_lazy("Demand for a decision refused"),
    "archive": gettext_lazy("The case was archived"),
    "message_sent": gettext_lazy("Message written"),
    "sharing_changed": gettext_lazy("What authorities may see of the project's other cases was changed"),
    "virus_found": gettext_lazy("A virus was found in a file, and the file was closed"),
    "team_changed": "%(team)s",  # team_history has the sentences
}


@dataclass(frozen=True)
class Happening:
    """One thing that happened: when, what, and who did it."""

    at: datetime
    what: str
    who: str


def history_of(case: Application, events: list[Event], user) -> list[Happening]:
    """Everything that the applicant may know of, the newest first."""
    people = people_named(events, case)
    return [
        Happening(at=event.at, what=_in_words(event, case, people), who=_who(case, event, user))
        for event in reversed(events)
        if event.kind in TOLD
    ]


def _in_words(event: Event, case: Application, people: dict[int, User]) -> str:
    details = event.told | event_words(event, case, people)
    if "until" in details:
        details["until"] = longdate(date.fromisoformat(details["until"]))
    try:
        return TOLD[event.kind] % details
    except KeyError:  # an event from before a detail was written down
        return TOLD[event.kind].partition(",")[0]


def _who(case: Application, event: Event, user) -> str:
    if event.by_id == user.pk:
        return _("You")
    return event.by.name if is_in_team(event.by, case) else case.authority.short_name
