"""Who is told what: from an event to rows of the outbox, each in its receiver's language."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import transaction

from applications import mail_kinds
from applications.audiences import (
    Receiver,
    applicants,
    clerks,
    desk_of_handing_over,
    holding,
    invited,
    leaders,
    mentioned,
    officer,
    other_side,
    receiver_of,
    representative,
    reviewers,
    team,
    the_person,
    waited_for,
    who_confirms,
    who_decides,
    who_gives_it_on,
    who_has_to_accept,
    who_holds_up,
    who_keeps_the_estimate,
)
from applications.enquiries import answerers
from applications.models import Application, EnquiryMessage, Event, Notification, ProjectEvent, Waiting
from applications.queueing import enqueue
from portal.accounts.models import How, User
from registries.models import Role

AT_THE_DESK = tuple(value for value in Waiting.values if value not in (Waiting.APPLICANT, Waiting.NOBODY))

# event → (who is told, which mail). What somebody did is not told to the same person again. Whoever is reached
# twice gets the first of the mails only, so the one that asks for more comes first.
TOLD: dict[str, tuple[tuple[Callable, str], ...]] = {
    "submit": ((applicants, "application_received"), (holding(Role.COORDINATOR), "case_arrived")),
    "assign": ((applicants, "officer_assigned"), (officer, "case_assigned")),
    "reassigned": ((applicants, "officer_assigned"), (officer, "case_assigned")),
    "completion_requested": ((applicants, "completion_requested"),),
    "completion_reminded": ((applicants, "completion_reminder"),),
    "completion_overdue": ((applicants, "completion_overdue"), (officer, "completion_not_answered")),
    "completion_answered": ((officer, "completion_answered"),),
    "send_to_legal_review": ((reviewers, "waits_for_lawyer"),),
    "specification_proposed": ((applicants, "specification_proposed"),),
    "accept_specification": ((officer, "specification_accepted"),),
    "specification_declined": ((officer, "specification_declined"),),
    "specification_replaced": ((officer, "specification_accepted"),),
    "specification_expired": ((applicants, "specification_expired"), (officer, "specification_not_answered")),
    "estimate_reached": ((who_keeps_the_estimate, "estimate_reached"),),
    "decision_drafted": ((holding(Role.DECISION_MAKER), "waits_for_decision"),),
    "grant": (
        (representative, "decision_to_representative"),
        (applicants, "decision_taken"),
        (holding(Role.DATA_MANAGER), "waits_for_delivery"),
    ),
    "refuse": ((representative, "decision_to_representative"), (applicants, "decision_taken")),
    "dismiss": ((representative, "decision_to_representative"), (applicants, "decision_taken")),
    "delivery_recorded": ((applicants, "delivery_sent"),),
    "complete_delivery": ((clerks, "waits_for_invoice"),),
    "delivery_complaint": ((holding(Role.DATA_MANAGER), "complaint_to_mend"), (officer, "complaint_made")),
    "duty_reminded": ((applicants, "duty_reminder"),),
    "duty_overdue": ((applicants, "duty_overdue"), (officer, "duty_is_owed")),
    "duty_attested": ((officer, "duty_attested"),),
    "complaint_settled": ((applicants, "complaint_settled"),),
    "issue_invoice": ((applicants, "invoice_sent"),),
    "fee_prepared": ((holding(Role.FINANCE_OFFICER), "waits_for_invoice"),),
    "fee_invoiced": ((applicants, "invoice_sent"),),
    "deadline_reminded": (
        (who_holds_up, "deadline_reminder"),
        (who_has_to_accept, "specification_reminder"),
        (who_decides, "demand_reminder"),
    ),
    "delay_notice_sent": ((applicants, "delay_notice"),),
    "decision_demanded": ((who_decides, "decision_demanded"),),
    "demand_refused": ((applicants, "demand_refused"),),
    "withdraw": ((officer, "case_withdrawn"),),
    "step_back": ((applicants, "case_stepped_back"),),
    "reopen": ((applicants, "case_reopened"),),
    "message_sent": ((other_side, "message_written"),),
    "mentioned": ((mentioned, "mentioned_in_note"),),
    "questions_raised": ((officer, "questions_of_meeting"),),
    "conflict_declared": ((who_gives_it_on, "case_without_officer"),),
    "conflict_found": ((who_gives_it_on, "case_without_officer"),),
    "reminded": (
        (waited_for(Waiting.APPLICANT), "reminder"),
        (waited_for(*AT_THE_DESK), "desk_reminder"),
    ),
    "team_changed": ((desk_of_handing_over, "case_handed_over"),),
    "draft_announced": ((team, "draft_announced"),),
    "lapsed": ((team, "draft_deleted"),),
}
# Likewise for what happens to a project and its team.
TOLD_OF_PROJECTS: dict[str, tuple[tuple[Callable, str], ...]] = {
    "invited": ((invited, "team_invitation"),),
    "joined": ((who_confirms, "team_to_confirm"), (leaders, "team_joined")),
    "access_stated": ((who_confirms, "team_to_confirm"),),
    "left": ((leaders, "team_left"),),
    "removed": ((the_person, "team_removed"),),
    "rights_changed": ((the_person, "team_rights_changed"),),
    "handed_over": ((the_person, "team_handed_over"),),
}
# What somebody gets as a receipt, also when it was the same person who did it.
RECEIPTS = {"application_received"}


def plan(case: Application, event: Event) -> None:
    """Write the outbox rows for an event, in its transaction; a worker is woken once it is committed."""
    told = [
        (receiver, template)
        for audience, template in TOLD.get(event.kind, ())
        for receiver in audience(case, event)
        if receiver.user != event.by or template in RECEIPTS
    ]
    _put_out(told, at=event.at, application=case, event=event)


def plan_project(event: ProjectEvent) -> None:
    """Likewise for an event of a project."""
    told = [
        (receiver, template)
        for audience, template in TOLD_OF_PROJECTS.get(event.kind, ())
        for receiver in audience(event)
        if receiver.user != event.by
    ]
    _put_out(told, at=event.at, project_event=event)


def plan_enquiry(message: EnquiryMessage) -> None:
    """Likewise for a message of a conversation before there is a case: whoever answers is told, or whoever asked."""
    enquiry = message.enquiry
    people = User.objects.filter(memberships__in=answerers(enquiry)).distinct()
    told = [enquiry.asked_by] if message.from_authority else people
    template = "enquiry_answered" if message.from_authority else "enquiry_asked"
    _put_out([(receiver_of(user), template) for user in told], at=message.sent_at, enquiry_message=message)


def _put_out(told: list[tuple[Receiver, str]], *, at: datetime, **about) -> None:
    """Write the rows: each person once, in the way that the person has chosen for such a mail."""
    told = [(one, template) for one, template in told if one.user is None or one.user.closed_at is None]
    once = list({receiver.email: (receiver, template) for receiver, template in reversed(told)}.values())[::-1]
    ways = mail_kinds.ways((receiver.user, template) for receiver, template in once)
    rows = [
        Notification(
            recipient=receiver.user,
            email=receiver.email,
            language=receiver.language,
            template=template,
            how=how,
            created_at=at,
            **about,
        )
        for (receiver, template), how in zip(once, ways, strict=True)
        if how != How.NONE
    ]
    for row in Notification.objects.bulk_create(rows):
        if row.how == How.AT_ONCE:
            transaction.on_commit(partial(enqueue, "send_notification", row.pk), robust=True)
