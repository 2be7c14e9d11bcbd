"""What becomes of a person's roles when the account is closed."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from registries.models import Absence, Authority, Membership, Role
from registries.setup.events import note


def lock(user) -> None:
    """Hold the authorities that the person administers, as taking a role back does."""
    here = Authority.objects.filter(memberships__user=user, memberships__role=Role.ADMINISTRATOR).values("pk")
    list(Authority.objects.select_for_update().filter(pk__in=here).order_by("pk").values_list("pk"))


def reasons(user) -> list[str]:
    """An authority is never without an administrator."""
    mine = Membership.objects.filter(user=user, role=Role.ADMINISTRATOR).select_related("authority")
    found = []
    for membership in mine:
        others = membership.authority.memberships.filter(role=Role.ADMINISTRATOR, user__is_active=True)
        if not others.exclude(user=user).exists():
            name = membership.authority.text(membership.authority.name)
            words = _("You are the last administrator of %(authority)s. Give the role to somebody else first.")
            found.append(words % {"authority": name})
    return found


def forget(user, at: datetime) -> None:
    """Give back every role, as an event of its authority, and forget when the person was away."""
    for membership in Membership.objects.filter(user=user).select_related("authority", "registry"):
        told = {"person": user.pk, "registry": membership.registry.slug if membership.registry else ""}
        note(membership.authority, "role_taken", by=user, subject=membership.role, at=at, **told)
        membership.delete()
    Absence.objects.filter(Q(user=user) | Q(stand_in=user)).delete()
