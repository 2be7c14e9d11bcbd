"""Everybody who can stand before a case: in its team, at its authority, elsewhere, nowhere."""

from dataclasses import dataclass, field

from django.test import Client

from applications.models import Application, ProjectMember
from applications.permission_table import DEEDS, ON_PAPER, OWN, REVIEWING, Party, takes
from portal.accounts.models import User
from registries.models import Membership, Role
from reviews.actions.assignment import declare_conflict
from tests.factories.people import UserFactory
from tests.factories.world import ROLES, World, make_authority

STAFF = {name: (role,) for name, role in ROLES.items()}
EVERY_ROLE = tuple(Role)


@dataclass(frozen=True)
class Persona:
    """Somebody, as the permission table would describe the person. What is told here is not asked of the portal."""

    name: str
    roles: tuple[str, ...] = ()  # at the case's authority
    team: str = ""  # "leads", "edits" or "reads" in the case's project
    locked_out: bool = False  # was in the team once, or has a conflict of interest
    user: User | None = field(default=None, compare=False)

    def may(self, name: str, case: Application) -> bool:
        """Whether a row of the table names the person."""
        return any(self._is_of(party, case) for party in DEEDS[name].by)

    def outcome(self, name: str, case: Application) -> str:
        """What the table says to the person who tries: "open", "not allowed", or "not at this stage"."""
        if not self.may(name, case):
            return "not allowed"
        return "open" if takes(name, case.stage) else "not at this stage"

    def _is_of(self, party: Party, case: Application) -> bool:
        if party.team:
            return self.team in party.team
        if self.locked_out or not set(self.roles) & set(party.roles):
            return False
        is_its_officer = Role.CASE_OFFICER in self.roles and case.officer_id in (None, self.user.pk)
        reviewing = case.procedure.stage("legal_review").role
        return {
            "": True,
            OWN: is_its_officer,
            ON_PAPER: case.came_on_paper and (is_its_officer or Role.COORDINATOR in self.roles),
            REVIEWING: reviewing in self.roles,
        }[party.only]

    def client(self) -> Client:
        """A browser in which the person is signed in, or nobody is."""
        browser = Client()
        if self.user:
            browser.force_login(self.user)
        return browser


def _join(case: Application, name: str, **fields) -> User:
    user = UserFactory(name=name)
    ProjectMember.objects.create(project=case.project, user=user, role="member", **fields)
    return user


def _staff(world: World, name: str, authority=None, roles=EVERY_ROLE) -> User:
    user = UserFactory(name=name)
    for role in roles:
        registry = world.registry if role == Role.REGISTRY_HOLDER and authority is None else None
        if role != Role.REGISTRY_HOLDER or registry:
            Membership.objects.create(user=user, authority=authority or world.authority, role=role, registry=registry)
    return user


def make_cast(world: World, case: Application) -> list[Persona]:
    """Everybody around a case of the world; the case has its officer before, if it is to have one."""
    once = _join(case, "Once Member", left_at=case.created_at)
    for role in EVERY_ROLE:
        if role != Role.REGISTRY_HOLDER:
            Membership.objects.create(user=once, authority=world.authority, role=role)
    conflicted = _staff(world, "Con Flicted")
    if not case.is_draft:  # a draft is on nobody's desk
        declare_conflict(by=conflicted, application_id=case.pk, reason="A friend.")
    every = tuple(role for role in EVERY_ROLE if role != Role.REGISTRY_HOLDER)
    return [
        Persona("leader", team="leads", user=world.researcher),
        Persona("writer", team="edits", user=_join(case, "Wri Ter", may="edit")),
        Persona("reader", team="reads", user=_join(case, "Rea Der", may="view")),
        *(Persona(name, roles, user=world.people[name]) for name, roles in STAFF.items()),
        Persona("once a member", every, locked_out=True, user=once),
        Persona("with a conflict", every, locked_out=not case.is_draft, user=conflicted),
        Persona("elsewhere", user=_staff(world, "Else Where", make_authority("another-agency"))),
        Persona("registry holder", (Role.REGISTRY_HOLDER,), user=_staff(world, "Reg", roles=(Role.REGISTRY_HOLDER,))),
        Persona("superuser", user=UserFactory(name="Sue Superuser", is_staff=True, is_superuser=True)),
        Persona("outsider", user=world.outsider),
        Persona("nobody"),
    ]
