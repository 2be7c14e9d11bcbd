"""Registries of an authority: added, changed, closed, opened again."""

from datetime import datetime
from typing import Any

from django.db import transaction

from registries.models import Authority, Registry
from registries.setup.access import require_administrator
from registries.setup.events import note
from registries.setup.rows import change, write


@transaction.atomic
def add_registry(*, by, authority: Authority, values: dict[str, Any], at: datetime | None = None) -> Registry:
    """A new registry of the authority. Raises NotAllowed, or ValidationError for what a field does not take."""
    require_administrator(by, authority)
    registry = write(Registry(authority=authority), values)
    note(authority, "registry_added", by=by, subject=registry.slug, at=at)
    return registry


@transaction.atomic
def change_registry(
    *,
    by,
    registry: Registry,
    values: dict[str, Any],
    known: str | None = None,
    kind: str = "registry_changed",
    at: datetime | None = None,
) -> Registry:
    """Store `values` in a registry. Raises NotAllowed, Stale where it is not the `known` one, or ValidationError."""
    require_administrator(by, registry.authority)
    stored, changed = change(registry, values, known)
    if changed:
        note(registry.authority, kind, by=by, subject=registry.slug, changed=changed, at=at)
    return stored


def close_registry(*, by, registry: Registry, values: dict[str, Any], known=None, at: datetime | None = None):
    """Close a registry from a day on, with why (`closed_on`, `closed_because`): nothing new can be applied for then.

    What was applied for before goes on. Raises as change_registry.
    """
    return change_registry(by=by, registry=registry, values=values, known=known, kind="registry_closed", at=at)


def open_registry(*, by, registry: Registry, at: datetime | None = None) -> Registry:
    """Let a closed registry be applied for again. Raises NotAllowed."""
    values = {"closed_on": None, "closed_because": {}}
    return change_registry(by=by, registry=registry, values=values, kind="registry_opened", at=at)
