"""Ties that the portal finds by itself: somebody of the authority belongs to the institution that asks (decision 0034).

A tie is a row among the conflicts of interest of a case, so whatever asks for those finds it, too. It is written when
something that it rests on changes, never looked for by a page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from applications.models import Application, ProjectMember
from applications.workflow import locked, record
from portal.accounts.institutions import domain_keys, key_of, keys_in, parts_of, said_at_sign_in
from portal.accounts.models import User
from portal.base.numbers import compact_number
from registries.models import Authority, Role
from registries.roles import DESK_ROLES

AT_DESK = (*DESK_ROLES, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Tie:
    """What ties a person to a case: the kind of the row, and the institution as it is written in the case."""

    kind: str
    institution: str


def people_of(authority: Authority) -> Iterable[User]:
    """Everybody who may see the authority's cases at the desk, with what says where they belong."""
    here = User.objects.filter(is_active=True, memberships__authority=authority, memberships__role__in=AT_DESK)
    return with_institutions(here.distinct())


def with_institutions(people):
    """People with everything that says where they belong."""
    return people.prefetch_related("memberships__authority", "emailaddress_set", "socialaccount_set").order_by("pk")


def keys_of_authority(authority: Authority) -> set[str]:
    """What the authority itself is known by, as a principal or in somebody's profile."""
    names = authority.name.values() if isinstance(authority.name, dict) else [authority.name]
    keys = {key_of(name) for name in (*names, authority.short_name)}
    return (keys | {compact_number(authority.organisation_number)}) - {""}


def keys_of_person(person: User, authority: Authority) -> tuple[set[str], set[str]]:
    """The institutions of somebody at the authority's desk: as they stand, and with every part of what is written.

    These are those of the profile, of the confirmed addresses, of logins through an institution, and authorities where
    the person has a role. The authority itself is none of them: who works there is not tied to its own projects by
    that, else nobody could handle them.
    """
    keys = keys_in(person.affiliation)
    keys |= domain_keys(row.email for row in person.emailaddress_set.all() if row.verified)
    for account in person.socialaccount_set.all():
        keys |= keys_in(said_at_sign_in(account))
    for membership in person.memberships.all():
        keys |= keys_of_authority(membership.authority)
    own = keys_of_authority(authority)
    return keys - own, (keys | parts_of(person.affiliation)) - own


class Ties:
    """What one case offers to be tied to; asked for many people."""

    def __init__(self, authority: Authority, principal: tuple[str, str], members: Iterable[tuple[str, str]]):
        self.authority = authority
        self.name, number = principal
        self.principal = (keys_in(self.name) | {compact_number(number)}) - {""}
        # Where somebody has written no institution, the address says it, if it is one of a known institution.
        known = {said or email.rpartition("@")[2]: keys_in(said) or domain_keys([email]) for said, email in members}
        self.members = {said: keys for said, keys in known.items() if keys}

    def of(self, person: User) -> Tie | None:
        """The tie of the person to the case, to its principal first; None where there is none."""
        whole, parts = keys_of_person(person, self.authority)
        if parts & self.principal:
            return Tie("principal", self.name)
        found = next((said for said, keys in self.members.items() if whole & keys), None)
        return Tie("member", found) if found is not None else None


def ties_of(case: Application) -> Ties:
    """What the case offers to be tied to: the principal of its newest submission, and the team of now."""
    members = case.project.members.current().select_related("user")
    rows = [(member.affiliation or member.user.affiliation, member.user.email) for member in members]
    return Ties(case.authority, (case.principal_name, case.principal_number), rows)


def tie_of(person: User, case: Application) -> Tie | None:
    """The tie of one person to the case, now, where no coordinator has lifted it."""
    person = with_institutions(User.objects.filter(pk=person.pk)).first()
    tie = ties_of(case).of(person)
    return None if tie is None or _is_lifted(case, person.pk, tie) else tie


def _is_lifted(case: Application, user_id: int, tie: Tie) -> bool:
    return case.lifted_ties.filter(user=user_id, institution=key_of(tie.institution)).exists()


def find(case: Application, at: datetime, people: Iterable[User] | None = None) -> list[int]:
    """Close a locked case to everybody of its authority who is tied to it. Gives back their ids.

    Who is in the team is locked out already, and who has a conflict has it. A case that its officer loses by this
    stands among the unassigned ones; the coordinators are told. What is found already, or was lifted, stays so.
    """
    if case.is_draft or not case.is_open:
        return []
    known = case.conflicted_ids | {member.user_id for member in case.project.members.all()}
    ties = ties_of(case)
    found = {}
    for person in people_of(case.authority) if people is None else people:
        tie = ties.of(person) if person.pk not in known else None
        if tie and not _is_lifted(case, person.pk, tie):
            found[person.pk] = tie
    return _close(case, found, at) if found else []


def _close(case: Application, found: dict[int, Tie], at: datetime) -> list[int]:
    """Write what was found, and one event that names the people by their ids."""
    steps_down = case.officer_id in found
    if steps_down:
        case.officer = None
    case.conflicted_ids.update(found)
    event = record(case, "conflict_found", by=User.objects.portal(), at=at, people=list(found), stepped_down=steps_down)
    for person, tie in found.items():
        case.conflicts.create(
            user_id=person, declared_at=at, kind=tie.kind, institution=tie.institution[:200], found_by=event
        )
    case.notifications.filter(recipient__in=found, state="waiting").delete()  # what was written a moment ago
    return list(found)


@transaction.atomic
def find_in(application_id: int, at: datetime | None = None, people: Iterable[User] | None = None) -> list[int]:
    """Likewise, for a case by its id."""
    return find(locked(application_id), at or timezone.now(), people)


def find_of(person: User, at: datetime | None = None) -> int:
    """Close open cases to somebody whose institution, or whose roles, have changed. Gives back how many.

    The principals and institutions of all open cases are read, each once; only the cases that fit are looked at.
    """
    person = with_institutions(User.objects.filter(pk=person.pk, is_active=True)).first()
    if person is None:
        return 0
    here = {row.authority for row in person.memberships.all() if row.role in AT_DESK}
    fitting = [pk for authority in here for pk in _cases_like(person, authority)]
    return sum(bool(find_in(pk, at, [person])) for pk in fitting)


def _cases_like(person: User, authority: Authority) -> list[int]:
    """The open cases of the authority whose principal or team belongs to the person's institution."""
    cases = Application.objects.still_open().filter(authority=authority)
    principals = cases.order_by().values_list("principal_name", "principal_number").distinct()
    names = {name for name, number in principals if Ties(authority, (name, number), []).of(person)}
    members = ProjectMember.objects.current().filter(project__applications__in=cases)
    teams = members.order_by().values_list("project", "affiliation", "user__affiliation", "user__email").distinct()
    projects = {
        project
        for project, said, own, email in teams.iterator()
        if Ties(authority, ("", ""), [(said or own, email)]).of(person)
    }
    by_principal = cases.filter(principal_name__in=names).values_list("pk", flat=True) if names else []
    by_team = cases.filter(project__in=projects).values_list("pk", flat=True) if projects else []
    already = set(cases.filter(conflicts__user=person).values_list("pk", flat=True))
    return sorted({*by_principal, *by_team} - already)
