"""Who of an authority may see a case at the desk, and so can be spoken to in its notes."""

from django.db.models import QuerySet

from applications.models import Application
from portal.accounts.models import User
from registries.models import Role
from registries.roles import DESK_ROLES


def colleagues_on(case: Application, *, by) -> QuerySet[User]:
    """The others who work at the authority: not the team of the project, nor whoever has a conflict of interest."""
    roles = [*DESK_ROLES, Role.ADMINISTRATOR]
    here = User.objects.filter(is_active=True, memberships__authority=case.authority_id, memberships__role__in=roles)
    team = case.project.members.values("user")
    return here.exclude(pk=by.pk).exclude(pk__in=team).exclude(pk__in=case.conflicted_ids).distinct().order_by("name")
