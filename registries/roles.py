"""Who may act at which authority: one query a request, kept with the user's instance."""

from registries.models import Authority, Membership, Role

# Who works with cases; registry holders advise before an application, administrators configure.
DESK_ROLES = frozenset(Role) - {Role.REGISTRY_HOLDER, Role.ADMINISTRATOR}
CACHE = "_roles_by_authority"


def roles_by_authority(user) -> dict[int, frozenset[str]]:
    """{authority id: roles} of `user`; empty for whoever is not signed in or not active."""
    if not getattr(user, "is_active", False) or user.pk is None:
        return {}
    # Not vars(user): the user of a request is a lazy wrapper, and what is set on it lies on the person inside.
    if not hasattr(user, CACHE):
        held: dict[int, set[str]] = {}
        for authority_id, role in Membership.objects.filter(user=user).values_list("authority_id", "role"):
            held.setdefault(authority_id, set()).add(role)
        remember_roles(user, {key: frozenset(roles) for key, roles in held.items()})
    return getattr(user, CACHE)


def remember_roles(user, held: dict[int, frozenset[str]]) -> None:
    """Let the person's instance know its roles by authority, so that nobody has to ask the database for them."""
    setattr(user, CACHE, held)


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
