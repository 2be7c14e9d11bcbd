"""Ask somebody into a team by e-mail, take it back, and join."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.actions.team import Statement, joined, state, take_in
from applications.invitations import HOLDS, State, sha256_of, state_of, token_of
from applications.models import Invitation, Project, ProjectMember
from applications.problems import NotAllowed, NotReady
from applications.project_log import locked_project, note
from applications.team import members_of, role_for
from portal.accounts.people import has_address, person_with

ALREADY_IN = _("This person is in the team already. Nothing was sent. You can change there what the person may do.")
ALREADY_ASKED = _(
    "This person has an invitation that is not used yet. Nothing was sent. Send that one again, or withdraw it first."
)
SAYS_WHY_NOT = {
    State.ACCEPTED: _("This invitation has been used already. Nothing was changed. Sign in to get to the project."),
    State.WITHDRAWN: _("This invitation was withdrawn. Nothing was changed. Ask whoever invited you for a new one."),
    State.EXPIRED: _("This invitation is too old. Nothing was changed. Ask whoever invited you for a new one."),
}
NOT_YOURS = _(
    "The invitation went to another e-mail address than yours. It is not used up. "
    "Sign out, and open the link again as the person who was invited."
)


@transaction.atomic
def invite(*, by, project: Project, email: str, may: str, language: str, at: datetime | None = None) -> Invitation:
    """Send somebody a link into the team; who may send applications is a contact person there.

    Raises NotAllowed, or NotReady for somebody who is in the team or has an invitation that still holds. One that has
    expired is replaced.
    """
    at, project, email = at or timezone.now(), locked_project(project.pk), email.strip().lower()
    if not by.has_perm("applications.manage_team", project):
        raise NotAllowed
    person = person_with(email)
    if person and members_of(project).filter(user=person).exists():
        raise NotReady([ALREADY_IN])
    before = project.invitations.filter(email=email, accepted_at=None, withdrawn_at=None).first()
    if before and state_of(before, at) == State.OPEN:
        raise NotReady([ALREADY_ASKED])
    if before:
        _take_back(before, at)
    return _send(project, by=by, email=email, may=may, language=language, at=at)


def _send(project: Project, *, by, email: str, may: str, language: str, at: datetime) -> Invitation:
    invitation = Invitation(
        project=project, email=email, role=role_for(may), may=may, language=language, invited_by=by, invited_at=at
    )
    invitation.expires_at = at + HOLDS
    invitation.token_sha256 = sha256_of(token_of(invitation))
    invitation.save()
    note(project, "invited", by=by, at=at, invitation=invitation)
    return invitation


def _take_back(invitation: Invitation, at: datetime) -> None:
    invitation.withdrawn_at = at
    invitation.save(update_fields=["withdrawn_at"])


def _held(by, invitation: Invitation) -> Invitation:
    """The invitation, locked, for somebody who manages the team. Raises NotReady once it is used or withdrawn."""
    project = locked_project(invitation.project_id)
    if not by.has_perm("applications.manage_team", project):
        raise NotAllowed
    held = Invitation.objects.select_for_update().get(pk=invitation.pk)
    held.project = project
    if held.accepted_at or held.withdrawn_at:
        raise NotReady([_("This invitation has been used or withdrawn in the meantime. Nothing was changed.")])
    return held


@transaction.atomic
def withdraw(*, by, invitation: Invitation, at: datetime | None = None) -> None:
    """Take an invitation back: its link no longer holds."""
    at, held = at or timezone.now(), _held(by, invitation)
    _take_back(held, at)
    note(held.project, "invitation_withdrawn", by=by, at=at, invitation=held)


@transaction.atomic
def send_again(*, by, invitation: Invitation, at: datetime | None = None) -> Invitation:
    """Send a new link in place of one that did not come, or came too late: the old one no longer holds."""
    at, held = at or timezone.now(), _held(by, invitation)
    _take_back(held, at)
    return _send(held.project, by=by, email=held.email, may=held.may, language=held.language, at=at)


@transaction.atomic
def accept(*, by, invitation: Invitation, statement: Statement, at: datetime | None = None) -> ProjectMember:
    """Join the team, and say what one will have access to. The link is used up by it.

    Raises NotReady for one that is used, withdrawn or expired, or that went to somebody else's address.
    """
    at, project = at or timezone.now(), locked_project(invitation.project_id)
    held = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if (now := state_of(held, at)) != State.OPEN:
        raise NotReady([SAYS_WHY_NOT[now]])
    if not has_address(by, held.email):
        raise NotReady([NOT_YOURS])
    held.accepted_by, held.accepted_at = by, at
    held.save(update_fields=["accepted_by", "accepted_at"])
    if there := members_of(project).filter(user=by).first():  # came in by another way in the meantime
        return there
    member = take_in(project, by, may=held.may)
    state(member, statement)
    return joined(project, member, at)
