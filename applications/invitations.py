"""Invitations into a team: the secret in the link, and what can be done with an invitation now."""

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils import timezone
from django.utils.crypto import salted_hmac

from applications.models import Invitation

HOLDS = timedelta(days=14)
SALT = "applications.invitation"


class State(StrEnum):
    """What has become of an invitation."""

    OPEN = "open"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


def token_of(invitation: Invitation) -> str:
    """The secret in the link of an invitation: 64 hexadecimal digits.

    It follows from the invitation's id and the portal's own secret, so that a mail can be sent once more after a
    failure, and the database alone, in which only its SHA-256 stands, opens nothing.
    """
    return salted_hmac(SALT, str(invitation.public_id), algorithm="sha256").hexdigest()


def sha256_of(token: str) -> str:
    """What the database keeps of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def find(token: str) -> Invitation | None:
    """The invitation that a link stands for, whatever has become of it; None where the link is not whole."""
    found = Invitation.objects.select_related("project", "invited_by", "accepted_by")
    return found.filter(token_sha256=sha256_of(token)).first()


def state_of(invitation: Invitation, at: datetime | None = None) -> State:
    """What has become of an invitation at a moment (now)."""
    if invitation.accepted_at:
        return State.ACCEPTED
    if invitation.withdrawn_at:
        return State.WITHDRAWN
    return State.EXPIRED if invitation.expires_at <= (at or timezone.now()) else State.OPEN


def waiting_in(project):
    """Invitations of a project that nobody has used or taken back, the newest first; also those that have expired."""
    return project.invitations.filter(accepted_at=None, withdrawn_at=None).select_related("invited_by")
