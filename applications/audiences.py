"""Whom a mail can be meant for: each audience gives the receivers of what an event tells."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from applications.models import Application, Event, Invitation, ProjectEvent, Waiting
from applications.permissions import is_in_team
from applications.reminders import ABOUT_DEMAND, ABOUT_SPECIFICATION, ABOUT_STAGE
from applications.team import lacks_confirmation, principal_investigator
from portal.accounts.models import User
from portal.base.clock import start_of_day
from registries.models import Role
from registries.roles import who_acts_for

# The mails that remind somebody of a case. Whoever got one of them is not reminded by hand on the same day, whoever
# sent it. Those of the clock are never held back: each tells of a day of its own, once. A duty is owed after the case.
REMINDERS = frozenset(
    (
        "reminder",
        "desk_reminder",
        "completion_reminder",
        "deadline_reminder",
        "specification_reminder",
        "demand_reminder",
    )
)


@dataclass(frozen=True)
class Receiver:
    """Where a mail goes. A representative of the principal need not have an account."""

    email: str
    language: str
    user: User | None = None


def applicants(case: Application, event: Event) -> Iterable[Receiver]:
    """Principal investigator and contact person."""
    return _leaders_of(case)


def _leaders_of(case: Application) -> Iterable[Receiver]:
    members = case.project.members.all()  # read together with the locked case
    return (receiver_of(member.user) for member in members if member.leads)


def team(case: Application, event: Event) -> Iterable[Receiver]:
    """Everybody who is in the project's team now, whatever the person may do there."""
    return (receiver_of(member.user) for member in case.project.members.all() if member.is_current)


def officer(case: Application, event: Event) -> Iterable[Receiver]:
    """The case officer, where the case has one; the stand-in while the officer is away."""
    return _acting_officer(case, event.at)


def _acting_officer(case: Application, at: datetime) -> Iterable[Receiver]:
    if case.officer:
        acting = who_acts_for(case.officer, case.authority_id, at)
        is_closed = acting.pk in case.conflicted_ids or is_in_team(acting, case)
        yield receiver_of(case.officer if is_closed else acting)


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
        return _holders_of(case, *roles)

    return receivers


def _holders_of(case: Application, *roles: str) -> Iterable[Receiver]:
    people = User.objects.filter(memberships__authority=case.authority, memberships__role__in=roles, is_active=True)
    free = people.exclude(project_memberships__project=case.project_id).exclude(pk__in=case.conflicted_ids)
    return (receiver_of(user) for user in free.distinct())


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
    return (receiver_of(user) for user in User.objects.filter(pk__in=event.details["people"], is_active=True))


def desk_of_handing_over(case: Application, event: Event) -> Iterable[Receiver]:
    """Of a change in the team the desk is told when the case has changed hands: its officer, else who assigns."""
    return officer_or_coordinators(case, event) if event.details.get("what") == "handed_over" else ()


def who_gives_it_on(case: Application, event: Event) -> Iterable[Receiver]:
    """Those who assign, where the case has lost its officer."""
    return holding(Role.COORDINATOR)(case, event) if event.details.get("stepped_down") else ()


def waited_for(*roles: str) -> Callable[[Application, Event], Iterable[Receiver]]:
    """Whoever of the roles the case waits for, save those who were reminded of it today already."""

    def receivers(case: Application, event: Event) -> Iterable[Receiver]:
        if case.waiting_for not in roles:
            return ()
        return not_reminded_today(case, waiting_people(case, event.at), event.at)

    return receivers


def waiting_people(case: Application, at: datetime) -> Iterable[Receiver]:
    """Everybody who can do at a moment what the case waits for."""
    if case.waiting_for == Waiting.APPLICANT:
        return _leaders_of(case)
    if case.waiting_for == Waiting.CASE_OFFICER and case.officer:
        return _acting_officer(case, at)
    return _holders_of(case, case.waiting_for)


def not_reminded_today(case: Application, people: Iterable[Receiver], at: datetime) -> list[Receiver]:
    """Those of `people` who have got no reminder about the case on this day at the authority."""
    since = start_of_day(at, case.authority.time_zone)
    told = case.notifications.filter(template__in=REMINDERS, created_at__gte=since)
    reminded = set(told.values_list("email", flat=True))
    return [person for person in people if person.email not in reminded]


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
        yield receiver_of(member.user)


def who_confirms(event: ProjectEvent) -> Iterable[Receiver]:
    """The principal investigator, where the list of people with access waits to be confirmed."""
    if lacks_confirmation(event.project):
        yield from (receiver_of(member.user) for member in [principal_investigator(event.project)] if member)


def the_person(event: ProjectEvent) -> Iterable[Receiver]:
    """The person whom the event is about."""
    yield receiver_of(User.objects.get(pk=event.details["user"]))


def receiver_of(user: User) -> Receiver:
    """Where a mail to somebody with an account goes, and in which language."""
    return Receiver(email=user.email, language=user.language, user=user)
