"""Who is told what: from an event to rows of the outbox, each in its receiver's language."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from applications.models import Application, EnquiryMessage, Event, Invitation, Notification, ProjectEvent
from applications.querysets import answerers
from applications.queueing import enqueue
from applications.team import lacks_confirmation, principal_investigator
from portal.accounts.models import User
from registries.models import Role


@dataclass(frozen=True)
class Receiver:
    """Where a mail goes. A representative of the principal need not have an account."""

    email: str
    language: str
    user: User | None = None


def applicants(case: Application, event: Event) -> Iterable[Receiver]:
    """Principal investigator and contact person."""
    for member in case.project.members.all():  # read together with the locked case
        if member.leads:
            yield _person(member.user)


def officer(case: Application, event: Event) -> Iterable[Receiver]:
    """The case officer, where the case has one."""
    if case.officer:
        yield _person(case.officer)


def representative(case: Application, event: Event) -> Iterable[Receiver]:
    """Who formally asks for the data (S19, T6): by the address in the newest submission."""
    person = case.sent_facts.get("representative") or {}
    if person.get("email"):
        yield Receiver(email=person["email"].lower(), language=case.language)


def holding(*roles: str) -> Callable[[Application, Event], Iterable[Receiver]]:
    """Everybody with one of the roles at the authority, save the team of the project: it is locked out there."""

    def receivers(case: Application, event: Event) -> Iterable[Receiver]:
        people = User.objects.filter(memberships__authority=case.authority, memberships__role__in=roles, is_active=True)
        free = people.exclude(project_memberships__project=case.project_id).distinct()
        return (_person(user) for user in free)

    return receivers


def reviewers(case: Application, event: Event) -> Iterable[Receiver]:
    """Whoever makes the review, by the case's own procedure: the lawyers, or the decision makers (S16, Q8)."""
    return holding(case.reviewing_role)(case, event)


def clerks(case: Application, event: Event) -> Iterable[Receiver]:
    """The finance officers, where the case has come to its invoice: not every procedure has one."""
    return holding(Role.FINANCE_OFFICER)(case, event) if case.in_invoice else ()


def other_side(case: Application, event: Event) -> Iterable[Receiver]:
    """A message goes to the officer when the applicant wrote it, and the other way round."""
    return applicants(case, event) if event.details.get("from_authority") else officer(case, event)


def desk_of_handing_over(case: Application, event: Event) -> Iterable[Receiver]:
    """Of a change in the team the desk is told when the case has changed hands: its officer, else who assigns."""
    if event.details.get("what") != "handed_over":
        return ()
    return officer(case, event) if case.officer else holding(Role.COORDINATOR)(case, event)


def invited(event: ProjectEvent) -> Iterable[Receiver]:
    """Whoever is invited into a team: by the address alone, since there may be no account yet."""
    invitation = Invitation.objects.get(pk=event.details["invitation"])
    yield Receiver(email=invitation.email, language=invitation.language)


def leaders(event: ProjectEvent) -> Iterable[Receiver]:
    """Whoever answers for the project."""
    for member in event.project.members.leading().select_related("user"):
        yield _person(member.user)


def who_confirms(event: ProjectEvent) -> Iterable[Receiver]:
    """The principal investigator, where the list of people with access waits to be confirmed."""
    if lacks_confirmation(event.project):
        yield from (_person(member.user) for member in [principal_investigator(event.project)] if member)


def the_person(event: ProjectEvent) -> Iterable[Receiver]:
    """The person whom the event is about."""
    yield _person(User.objects.get(pk=event.details["user"]))


def _person(user: User) -> Receiver:
    return Receiver(email=user.email, language=user.language, user=user)


# event → (who is told, which mail). What somebody did is not told to the same person again.
TOLD: dict[str, tuple[tuple[Callable, str], ...]] = {
    "submit": ((applicants, "application_received"), (holding(Role.COORDINATOR), "case_arrived")),
    "assign": ((applicants, "officer_assigned"), (officer, "case_assigned")),
    "reassigned": ((applicants, "officer_assigned"), (officer, "case_assigned")),
    "completion_requested": ((applicants, "completion_requested"),),
    "completion_answered": ((officer, "completion_answered"),),
    "send_to_legal_review": ((reviewers, "waits_for_lawyer"),),
    "specification_proposed": ((applicants, "specification_proposed"),),
    "accept_specification": ((officer, "specification_accepted"),),
    "specification_declined": ((officer, "specification_declined"),),
    "decision_drafted": ((holding(Role.DECISION_MAKER), "waits_for_decision"),),
    "grant": (
        (applicants, "decision_taken"),
        (representative, "decision_to_representative"),
        (holding(Role.DATA_MANAGER), "waits_for_delivery"),
    ),
    "refuse": ((applicants, "decision_taken"), (representative, "decision_to_representative")),
    "dismiss": ((applicants, "decision_taken"), (representative, "decision_to_representative")),
    "delivery_recorded": ((applicants, "delivery_sent"),),
    "complete_delivery": ((clerks, "waits_for_invoice"),),
    "delivery_complaint": ((officer, "complaint_made"), (holding(Role.DATA_MANAGER), "complaint_to_mend")),
    "duty_reminded": ((applicants, "duty_reminder"),),
    "duty_overdue": ((applicants, "duty_overdue"), (officer, "duty_is_owed")),
    "duty_attested": ((officer, "duty_attested"),),
    "complaint_settled": ((applicants, "complaint_settled"),),
    "issue_invoice": ((applicants, "invoice_sent"),),
    "fee_prepared": ((holding(Role.FINANCE_OFFICER), "waits_for_invoice"),),
    "fee_invoiced": ((applicants, "invoice_sent"),),
    "withdraw": ((officer, "case_withdrawn"),),
    "step_back": ((applicants, "case_stepped_back"),),
    "reopen": ((applicants, "case_reopened"),),
    "message_sent": ((other_side, "message_written"),),
    "team_changed": ((desk_of_handing_over, "case_handed_over"),),
}
# Likewise for what happens to a project and its team.
TOLD_OF_PROJECTS: dict[str, tuple[tuple[Callable, str], ...]] = {
    "invited": ((invited, "team_invitation"),),
    "joined": ((leaders, "team_joined"), (who_confirms, "team_to_confirm")),
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
    for audience, template in TOLD.get(event.kind, ()):
        for receiver in audience(case, event):
            if receiver.user == event.by and template not in RECEIPTS:
                continue
            _put_out(receiver, template, at=event.at, application=case, event=event)


def plan_project(event: ProjectEvent) -> None:
    """Likewise for an event of a project."""
    for audience, template in TOLD_OF_PROJECTS.get(event.kind, ()):
        for receiver in audience(event):
            if receiver.user != event.by:
                _put_out(receiver, template, at=event.at, project_event=event)


def plan_enquiry(message: EnquiryMessage) -> None:
    """Likewise for a message of a conversation before there is a case: whoever answers is told, or whoever asked."""
    enquiry = message.enquiry
    people = User.objects.filter(memberships__in=answerers(enquiry)).distinct()
    told = [enquiry.asked_by] if message.from_authority else people
    template = "enquiry_answered" if message.from_authority else "enquiry_asked"
    for user in told:
        _put_out(_person(user), template, at=message.sent_at, enquiry_message=message)


def _put_out(receiver: Receiver, template: str, *, at: datetime, **about) -> None:
    notification = Notification.objects.create(
        recipient=receiver.user,
        email=receiver.email,
        language=receiver.language,
        template=template,
        created_at=at,
        **about,
    )
    transaction.on_commit(partial(enqueue, "send_notification", notification.pk), robust=True)
