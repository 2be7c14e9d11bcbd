"""Registries that are closed: nothing new can be applied for there. What a draft says of them, and what it may keep."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from applications.models import Application
from applications.scope import changed_by
from registries.models import Registry


def why_closed(registry: Registry) -> str:
    """That a registry is closed, and why, for people."""
    words = {"name": registry.authority.text(registry.name), "why": registry.authority.text(registry.closed_because)}
    return (_("“%(name)s” is closed: nothing new can be applied for there. %(why)s") % words).strip()


def closed_for(case: Application, registries: Iterable[Registry]) -> list[Registry]:
    """Those of the registries that are closed to a draft, each once; [] for a case that was sent before.

    A change may go on with what it changes: the registries that are in force there are none that it applies for anew.
    """
    if not case.is_draft:
        return []
    on = case.authority.today()
    closed = {registry.pk: registry for registry in registries if registry.is_closed(on)}
    if not closed or not case.is_change:
        return list(closed.values())
    before = changed_by(case)
    kept = before.registries if before else {}
    return [registry for registry in closed.values() if registry.slug not in kept]
