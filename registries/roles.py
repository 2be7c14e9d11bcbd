"""Who may act at which authority: one query a request, kept with the user's instance."""

from datetime import date, datetime
from functools import lru_cache

from django.db.models import F, FilteredRelation, Q

from portal.base.clock import today
from portal.base.prepared import Prepared, PreparedInstances
from registries.models import Absence, Authority, Membership, Role
from registries.models.absence import holds_on

# Who works with cases; registry holders advise before an application, administrators configure.
DESK_ROLES = frozenset(Role) - {Role.REGISTRY_HOLDER, Role.ADMINISTRATOR}
SOMEBODY, SOMEWHERE = -1, -1001  # for whom and where a statement is put together once (decision 0024)
CACHE = "_roles_by_authority"
STOOD_IN = "_stands_in_for"


def roles_by_authority(user) -> dict[int, frozenset[str]]:
    """{authority id: roles} of `user`; empty for whoever is not signed in or not active."""
    if not getattr(user, "is_active", False) or user.pk is None:
        return {}
    # Not vars(user): the user of a request is a lazy wrapper, and what is set on it lies on the person inside.
    if not hasattr(user, CACHE):
        _read(user)
    return getattr(user, CACHE)


def stands_in_for(user) -> dict[int, frozenset[int]]:
    """{authority id: ids of the absent officers} whose cases `user` handles today; read together with the roles."""
    return getattr(user, STOOD_IN) if roles_by_authority(user) else {}


def _read(user) -> None:
    """Keep the roles of a person, and for whom the person stands in today, with the person's instance."""
    held: dict[int, set[str]] = {}
    stood_in: dict[int, set[int]] = {}
    for row in _roles_of_somebody(today()).rows({SOMEBODY: user.pk}):
        held.setdefault(row["authority_id"], set()).add(row["role"])
        if row["away"] and row["role"] == Role.CASE_OFFICER:
            stood_in.setdefault(row["authority_id"], set()).add(row["away"])
    remember_roles(user, _frozen(held), _frozen(stood_in))


@lru_cache(maxsize=2)
def _roles_of_somebody(day: date) -> Prepared:
    """Authorities and roles of a person, each with the officers for whom the person stands in there on that day."""
    here = Q(authority__absences__stand_in=SOMEBODY) & holds_on(day, prefix="authority__absences__")
    beside = FilteredRelation("authority__absences", condition=here)
    rows = Membership.objects.filter(user=SOMEBODY).order_by().annotate(absence=beside, away=F("absence__user_id"))
    return Prepared(rows.values("authority_id", "role", "away"))


def _frozen(sets: dict[int, set]) -> dict[int, frozenset]:
    return {key: frozenset(values) for key, values in sets.items()}


def remember_roles(user, held: dict[int, frozenset[str]], stood_in: dict[int, frozenset[int]]) -> None:
    """Let the person's instance know its roles by authority, and for whom it stands in, without the database."""
    setattr(user, CACHE, held)
    setattr(user, STOOD_IN, stood_in)


def who_acts_for(officer, authority_id: int, at: datetime | None = None):
    """The officer, or the stand-in while the officer is away from the authority."""
    absences = _absences_of_somebody(today(at)).instances({SOMEBODY: officer.pk, SOMEWHERE: authority_id})
    return absences[0].stand_in if absences else officer


@lru_cache(maxsize=16)
def _absences_of_somebody(day: date) -> PreparedInstances:
    """When a person is away from an authority on that day, with the stand-in; one row at most."""
    away = Absence.objects.holding(day).filter(user=SOMEBODY, authority=SOMEWHERE, stand_in__is_active=True)
    return PreparedInstances(away.select_related("stand_in")[:1])


def roles_at(user, authority: Authority) -> frozenset[str]:
    """The roles of `user` at `authority`."""
    return roles_by_authority(user).get(authority.pk, frozenset())


def has_role(user, authority: Authority, *roles: str) -> bool:
    """Whether `user` has any of `roles` at `authority`; any role at all where none is named."""
    held = roles_at(user, authority)
    return bool(held & set(roles)) if roles else bool(held)


def authority_ids_of(user, *roles: str) -> list[int]:
    """The ids of the authorities where `user` has any of `roles` (any role at all where none is named)."""
    wanted = set(roles)
    return sorted(key for key, held in roles_by_authority(user).items() if not wanted or held & wanted)


def authorities_of(user, *roles: str):
    """The authorities where `user` has any of `roles` (any role at all where none is named)."""
    return Authority.objects.filter(pk__in=authority_ids_of(user, *roles))


def is_officer(user) -> bool:
    """Whether `user` works with cases anywhere (DESK_ROLES)."""
    return any(roles & DESK_ROLES for roles in roles_by_authority(user).values())


def is_administrator(user) -> bool:
    """Whether `user` configures any authority."""
    return any(Role.ADMINISTRATOR in roles for roles in roles_by_authority(user).values())


def is_registry_holder(user) -> bool:
    """Whether `user` holds a registry anywhere, and so answers questions before an application."""
    return any(Role.REGISTRY_HOLDER in roles for roles in roles_by_authority(user).values())


def needs_second_factor(user) -> bool:
    """Whether the person has a role at any authority, or administers the portal."""
    return bool(user.is_staff or user.is_superuser or roles_by_authority(user))
