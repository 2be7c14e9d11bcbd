"""Who is told what: from an event to rows of the outbox, each in its receiver's language."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from applications import mail_kinds
from applications.models import (
    Application,
    EnquiryMessage,
    Event,
    Invitation,
    Notification,
    ProjectEvent,
    Waiting,
)
from applications.permissions import is_in_team
from applications.querysets import answerers
from applications.queueing import enqueue
from applications.reminders import ABOUT_DEMAND, ABOUT_SPECIFICATION, ABOUT_STAGE
from applications.team import lacks_confirmation, principal_investigator
from portal.accounts.models import How, User
from portal.base.clock import start_of_day
from registries.models import Role
from registries.roles import who_acts_for

REMINDERS = ("reminder", "desk_reminder")
AT_THE_DESK = tuple(value for value in Waiting.values if value not in (Waiting.APPLICANT, Waiting.NOBODY))


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
    """The case officer, where the case has one; the stand-in while the officer is away."""
    if case.officer:
        acting = who_acts_for(case.officer, case.authority_id, event.at)
        is_closed = acting.pk in case.conflicted_ids or is_in_team(acting, case)
        yield _person(case.officer if is_closed else acting)


def representative(case: Application, event: Event) -> Iterable[Receiver]:
    """Who formally asks for the data (S19, T6): by the address in the newest submission."""
    person = case.sent_facts.get("representative") or {}
    if person.get("email"):
        yield Receiver(email=person["email"].lower(), language=case.language)


def holding(*roles: str) -> Callable[[Application, Event], Iterable[Receiver]]:
    """Everybody with one of the roles at the authority, save those to whom the case is closed.

    These are the team of the project, and whoever has declared a conflict of interest.
    """

    def receivers(case: Application, event: Event) -> Iterable[Receiver]:
        people = User.objects.filter(memberships__authority=case.authority, memberships__role__in=roles, is_active=True)
        free = people.exclude(project_memberships__project=case.project_id).exclude(pk__in=case.conflicted_ids)
        return (_person(user) for user in free.distinct())

    return receivers


def reviewers(case: Application, event: Event) -> Iterable[Receiver]:
    """Whoever makes the review, by the case's own procedure: the lawyers, or the decision makers (S16, Q8)."""
    return holding(case.reviewing_role)(case, event)


def clerks(case: Application, event: Event) -> Iterable[Receiver]:
    """The finance officers, where the case has come to its invoice: not every procedure has one."""
    return holding(Role.FINANCE_OFFICER)(case, event) if case.in_invoice else ()


def officer_or_coordinators(case: Application, event: Event) -> Iterable[Receiver]:
    """The case officer; while there is none, whoever assigns."""
    return officer(case, event) if case.officer else holding(Role.COORDINATOR)(case, event)


def who_holds_up(case: Application, event: Event) -> Iterable[Receiver]:
    """At the authority, whoever has to act in the stage whose deadline comes near or has passed."""
    if event.details["about"] != ABOUT_STAGE:
        return ()
    if case.waiting_for == Waiting.CASE_OFFICER:
        return officer_or_coordinators(case, event)
    return holding(case.waiting_for)(case, event)


def who_has_to_accept(case: Application, event: Event) -> Iterable[Receiver]:
    """The applicants, of a specification that waits for their answer."""
    return applicants(case, event) if event.details["about"] == ABOUT_SPECIFICATION else ()


def who_decides(case: Application, event: Event) -> Iterable[Receiver]:
    """Whoever decides, or prepares the decision, of a demand that waits for its answer."""
    if event.details.get("about", ABOUT_DEMAND) != ABOUT_DEMAND:
        return ()
    people = [*officer_or_coordinators(case, event), *holding(Role.DECISION_MAKER)(case, event)]
    return {person.email: person for person in people}.values()


def other_side(case: Application, event: Event) -> Iterable[Receiver]:
    """A message goes to the officer when the applicant wrote it, and the other way round."""
    return applicants(case, event) if event.details.get("from_authority") else officer(case, event)


def mentioned(case: Application, event: Event) -> Iterable[Receiver]:
    """The colleagues whom a note names."""
    return (_person(user) for user in User.objects.filter(pk__in=event.details["people"], is_active=True))


def desk_of_handing_over(case: Application, event: Event) -> Iterable[Receiver]:
    """Of a change in the team the desk is told when the case has changed hands: its officer, else who assigns."""
    if event.details.get("what") != "handed_over":
        return ()
    return officer(case, event) if case.officer else holding(Role.COORDINATOR)(case, event)


def who_gives_it_on(case: Application, event: Event) -> Iterable[Receiver]:
    """Those who assign, where the case has lost its officer."""
    return holding(Role.COORDINATOR)(case, event) if event.details.get("stepped_down") else ()


def waited_for(*roles: str) -> Callable[[Application, Event], Iterable[Receiver]]:
    """Whoever of the roles the case waits for, save those who were reminded of it today already."""

    def receivers(case: Application, event: Event) -> Iterable[Receiver]:
        if case.waiting_for not in roles:
            return ()
        return not_reminded_today(case, waiting_people(case, event), event.at)

    return receivers


def waiting_people(case: Application, event: Event) -> Iterable[Receiver]:
    """Everybody who can do now what the case waits for."""
    if case.waiting_for == Waiting.APPLICANT:
        return applicants(case, event)
    if case.waiting_for == Waiting.CASE_OFFICER and case.officer:
        return officer(case, event)
    return holding(case.waiting_for)(case, event)


def not_reminded_today(case: Application, people: Iterable[Receiver], at: datetime) -> list[Receiver]:
    """Those of `people` who have got no reminder about the case on this day at the authority."""
    since = start_of_day(at, case.authority.time_zone)
    told = case.notifications.filter(template__in=REMINDERS, created_at__gte=since).values_list("email", flat=True)
    return [person for person in people if person.email not in set(told)]


def who_keeps_the_estimate(case: Application, event: Event) -> Iterable[Receiver]:
    """The case officer; once the accepted hours are all used the coordinators too, each once."""
    coordinators = holding(Role.COORDINATOR)(case, event) if event.details["percent"] >= 100 else ()
    yield from {receiver.email: receiver for receiver in (*officer(case, event), *coordinators)}.values()


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
    "reminded": (
        (waited_for(Waiting.APPLICANT), "reminder"),
        (waited_for(*AT_THE_DESK), "desk_reminder"),
    ),
    "team_changed": ((desk_of_handing_over, "case_handed_over"),),
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
    _put_out([(_person(user), template) for user in told], at=message.sent_at, enquiry_message=message)


def _put_out(told: list[tuple[Receiver, str]], *, at: datetime, **about) -> None:
    """Write the rows: each person once, in the way that the person has chosen for such a mail."""
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
