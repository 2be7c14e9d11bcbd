"""Who is in a team and what they may do: joining, leaving, rights, access to the data, handing over."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.fact_following import changing
from applications.models import AccessConfirmation, Presence, Project, ProjectMember
from applications.problems import NotAllowed, NotReady
from applications.project_cases import look_for_ties, note_in_cases
from applications.project_log import locked_project, note
from applications.team import access_list, fingerprint, role_for

Role = ProjectMember.Role
NOT_IN_TEAM = _("This person is not in the team any more. Nothing was changed. Look at the team again.")
LEADER_STAYS = _(
    "The principal investigator cannot be removed, and has every right. Nothing was changed. "
    "Hand the project over to somebody else first."
)
NOBODY_WOULD_LEAD = _(
    "Nobody would be left who answers for the project. Nothing was changed. "
    "Hand the project over, or let somebody else write and send."
)


@dataclass(frozen=True)
class Statement:
    """What a member says about himself or herself in this project."""

    title: str = ""
    affiliation: str = ""
    has_access: bool = False
    access_to: str = ""


def _project(permission: str, by, project: Project) -> Project:
    """The project, locked, for somebody with the permission. Raises NotAllowed."""
    locked = locked_project(project.pk)
    if not by.has_perm(f"applications.{permission}", locked):
        raise NotAllowed
    return locked


def _member(project: Project, **wanted) -> ProjectMember:
    """Somebody who is in the team now. Raises NotReady where that is so no more."""
    found = project.members.current().select_related("user").filter(**wanted).first()
    if found is None:
        raise NotReady([NOT_IN_TEAM])
    return found


def _somebody_else_leads(project: Project, member: ProjectMember) -> None:
    if not project.members.leading().exclude(pk=member.pk).exists():
        raise NotReady([NOBODY_WOULD_LEAD])


def _told(project: Project, what: str, *, by, user, at: datetime) -> None:
    """An event of the project, and one in the chain of each of its sent cases."""
    note(project, what, by=by, at=at, user=user)
    note_in_cases(project, "team_changed", by=by, at=at, what=what, user=user)


def take_in(project: Project, user, *, may: str) -> ProjectMember:
    """Put somebody into the team of a locked project, or back into it: the row of whoever has left is used again."""
    member = project.members.filter(user=user).first() or ProjectMember(project=project, user=user)
    member.role, member.may, member.left_at = role_for(may), may, None
    return member


def state(member: ProjectMember, statement: Statement) -> bool:
    """Write down what a member says. Returns whether it differs from before. Raises NotReady for access to nothing."""
    access_to = statement.access_to.strip() if statement.has_access else ""
    if statement.has_access and not access_to:
        raise NotReady([_("Say what you will have access to. Nothing was saved; what you typed is still here.")])
    said = {"title": statement.title.strip(), "affiliation": statement.affiliation.strip()}
    said |= {"has_access": statement.has_access, "access_to": access_to}
    differs = any(getattr(member, name) != value for name, value in said.items())
    for name, value in said.items():
        setattr(member, name, value)
    return differs


def joined(project: Project, member: ProjectMember, at: datetime) -> ProjectMember:
    """Save somebody who has just been taken in, and tell of it."""
    member.joined_at = at
    with changing(project, "members"):
        member.save()
    _told(project, "joined", by=member.user, user=member.user, at=at)
    return member


@transaction.atomic
def say_access(*, by, project: Project, statement: Statement, at: datetime | None = None) -> None:
    """Say of oneself who one is in this project, and what one will have access to.

    A confirmed list that changes by it has to be confirmed anew. Raises NotAllowed outside the team, NotReady for
    access to nothing.
    """
    at, project = at or timezone.now(), _project("read_team", by, project)
    member = _member(project, user=by)
    if state(member, statement):
        with changing(project, "members"):
            member.save()
        note(project, "access_stated", by=by, at=at, user=by)
        look_for_ties(project, at)


@transaction.atomic
def confirm_access(*, by, project: Project, seen: str, at: datetime | None = None) -> AccessConfirmation:
    """The principal investigator says that the list of people with access is right.

    `seen` is the fingerprint of the list that the page showed. Raises NotReady where it has changed since.
    """
    at, project = at or timezone.now(), _project("confirm_access", by, project)
    if seen != fingerprint(project):
        raise NotReady([_("The list has changed since you opened the page. It is not confirmed. Read it once more.")])
    confirmed = AccessConfirmation.objects.create(
        project=project, people=access_list(project), confirmed_by=by, confirmed_at=at
    )
    _told(project, "access_confirmed", by=by, user=by, at=at)
    return confirmed


@transaction.atomic
def change_rights(*, by, member: ProjectMember, may: str, at: datetime | None = None) -> None:
    """Let a member read, write, or write and send. Not for the principal investigator, who may do everything."""
    at, project = at or timezone.now(), _project("manage_team", by, member.project)
    found = _member(project, pk=member.pk)
    if found.role == Role.PRINCIPAL_INVESTIGATOR:
        raise NotReady([LEADER_STAYS])
    if found.may == may:
        return
    if found.leads:
        _somebody_else_leads(project, found)
    found.role, found.may = role_for(may), may
    with changing(project, "members"):  # forms list people in the order of their roles
        found.save()
    note(project, "rights_changed", by=by, at=at, user=found.user, may=may)


@transaction.atomic
def remove(*, by, member: ProjectMember, at: datetime | None = None) -> None:
    """Take somebody out of the team: the person sees nothing of it any more, and is told."""
    at, project = at or timezone.now(), _project("manage_team", by, member.project)
    found = _member(project, pk=member.pk)
    if found.role == Role.PRINCIPAL_INVESTIGATOR:
        raise NotReady([LEADER_STAYS])
    _somebody_else_leads(project, found)
    with changing(project, "members"):
        _out(project, found, at)
    _told(project, "removed", by=by, user=found.user, at=at)


@transaction.atomic
def leave(*, by, project: Project, at: datetime | None = None) -> None:
    """Go oneself. Whoever is the last to answer for the project hands it over first."""
    at, project = at or timezone.now(), _project("read_team", by, project)
    member = _member(project, user=by)
    _somebody_else_leads(project, member)
    with changing(project, "members"):
        _out(project, member, at)
    _told(project, "left", by=by, user=by, at=at)


def _out(project: Project, member: ProjectMember, at: datetime) -> None:
    member.left_at = at
    member.save(update_fields=["left_at"])
    Presence.objects.filter(application__project=project, user=member.user_id).delete()


@transaction.atomic
def hand_over(*, by, project: Project, to: ProjectMember, leaves: bool = False, at: datetime | None = None) -> None:
    """Make a member the principal investigator, with all cases; the one before stays as contact person, or leaves.

    By the principal investigator, or by a contact person once that one has left. Officers of sent cases are told.
    """
    at, project = at or timezone.now(), _project("hand_over", by, project)
    heir = _member(project, pk=to.pk)
    before = project.members.current().filter(role=Role.PRINCIPAL_INVESTIGATOR).first()
    if before == heir:
        raise NotReady([_("This person leads the project already. Nothing was changed.")])
    with changing(project, "members"):  # forms list people in the order of their roles
        if before:
            before.role = Role.CONTACT_PERSON
            before.save()
        if before and leaves:
            _out(project, before, at)
        heir.role = Role.PRINCIPAL_INVESTIGATOR
        heir.save()
    _told(project, "handed_over", by=by, user=heir.user, at=at)
    if before and leaves:
        _told(project, "left", by=by, user=before.user, at=at)
