"""Who has which role at an authority."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.accounts.moving import moved
from registries.models import Authority, Membership, Registry, Role
from registries.setup.access import require_administrator
from registries.setup.events import note
from registries.setup.problems import refuse_unless
from registries.setup.rows import locked, write


def person_of(authority: Authority, email: str, name: str) -> User:
    """The person who signs in with this address; made where there is none, without a password. Raises Refused."""
    person = User.objects.filter(email=email.strip().lower()).first()
    if person is None:
        sentence = _("Nobody has an account with this e-mail address yet. Write the person's name, too.")
        refuse_unless((name.strip(), sentence))
        return User.objects.create_user(email, name=name.strip(), language=authority.language)
    refuse_unless((person.is_active, _("The account with this e-mail address is closed. Nobody was given a role.")))
    return person


@transaction.atomic
def give_role(
    *,
    by,
    authority: Authority,
    email: str,
    role: str,
    name: str = "",
    registry: Registry | None = None,
    at: datetime | None = None,
) -> Membership:
    """Give a person a role at the authority; a registry holder's may be for one registry.

    Whoever has no account gets one under `name`, and chooses a password at the first sign-in. Raises NotAllowed;
    Refused where there is no account and no name; ValidationError where the person has the role already.
    """
    require_administrator(by, authority)
    person = person_of(authority, email, name)
    membership = write(Membership(authority=authority), {"user": person, "role": role, "registry": registry})
    told = {"person": person.pk, "registry": registry.slug if registry else ""}
    note(authority, "role_given", by=by, subject=Role(role).value, at=at, **told)
    moved(person)
    return membership


@transaction.atomic
def take_role(*, by, membership: Membership, at: datetime | None = None) -> None:
    """Take a role back. Raises NotAllowed, Stale where somebody else did, Refused for the last administrator."""
    authority = membership.authority
    require_administrator(by, authority)
    locked(authority)  # of two administrators who take the role from each other, the second finds the first one gone
    stored = locked(membership)
    if stored.role == Role.ADMINISTRATOR:
        others = authority.memberships.filter(role=Role.ADMINISTRATOR, user__is_active=True).exclude(pk=stored.pk)
        sentence = _(
            "This is the last administrator, without whom nobody could change anything here. Nothing was changed. "
            "Give the role to somebody else first."
        )
        refuse_unless((others.exists(), sentence))
    told = {"person": stored.user_id, "registry": stored.registry.slug if stored.registry else ""}
    subject = stored.role
    stored.delete()
    note(authority, "role_taken", by=by, subject=subject, at=at, **told)
