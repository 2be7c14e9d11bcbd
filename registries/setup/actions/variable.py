"""Variables of a registry: one changed, or all of them read from a file."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from registries.models import Registry, Variable
from registries.setup.access import require_administrator
from registries.setup.events import note
from registries.setup.problems import Stale, refuse_unless
from registries.setup.rows import change, locked
from registries.variable_files import VariableRow, read_variables

BATCH = 500
FIELDS = [field.name for field in Variable._meta.concrete_fields if field.name not in ("id", "registry")]


@transaction.atomic
def change_variable(
    *, by, variable: Variable, values: dict[str, Any], known: str | None = None, at: datetime | None = None
) -> Variable:
    """Store `values` in a variable. Raises NotAllowed, Stale where it is not the `known` one, or ValidationError."""
    authority = variable.registry.authority
    require_administrator(by, authority)
    stored, changed = change(variable, values, known)
    if changed:
        subject = f"{variable.registry.slug} · {variable.name}"
        note(authority, "variable_changed", by=by, subject=subject, changed=changed, at=at)
    return stored


@dataclass(frozen=True)
class Imported:
    """What came of a file: how many variables were added, changed and taken out, and which had to stay."""

    added: int
    changed: int
    removed: int
    kept: list[str]


def state_of(registry: Registry) -> str:
    """A short text that differs as soon as a variable of the registry does: a preview keeps it."""
    said = hashlib.sha256()
    for row in registry.variables.order_by("pk").values_list("pk", *FIELDS).iterator():
        said.update(repr(row).encode())
    return said.hexdigest()[:20]


@transaction.atomic
def import_variables(
    *, by, registry: Registry, file: BinaryIO, known: str | None = None, remove_gone=False, at: datetime | None = None
) -> Imported:
    """Take over what a file says of a registry's variables (Q1, B6).

    Variables that the file does not name stay, or go with `remove_gone` unless a case asks for them. Raises NotAllowed,
    Stale where the variables are no longer those that the preview knew, Refused where the file has a fault, and
    TableError where it is no table.
    """
    require_administrator(by, registry.authority)
    locked(registry)
    if known is not None and state_of(registry) != known:
        raise Stale()
    found = read_variables(file, registry)
    refuse_unless((not found.problems, _("The file has faults. Nothing was taken over. Mend it and choose it again.")))
    added = [row for row in found.rows if row.variable is None]
    changed = [row for row in found.rows if row.variable is not None and row.changes]
    store(registry, found.rows)
    removed, kept = remove(found.gone) if remove_gone else (0, [])
    counts = {"added": len(added), "changed": len(changed), "removed": removed}
    note(registry.authority, "variables_imported", by=by, subject=registry.slug, kept=len(kept), at=at, **counts)
    return Imported(**counts, kept=kept)


def store(registry: Registry, rows: list[VariableRow]) -> None:
    """Write the rows of a file in its order. Thousands are written together, so the words to search by are set here."""
    added, changed = [], []
    for position, row in enumerate(rows, start=1):
        variable = row.variable or Variable(registry=registry)
        values = row.changes | {"position": position}
        if not row.changes and variable.position == position:
            continue
        for name, value in values.items():
            setattr(variable, name, value)
        variable.search_text = variable.words()
        (changed if row.variable else added).append(variable)
    Variable.objects.bulk_create(added, batch_size=BATCH)
    Variable.objects.bulk_update(changed, FIELDS, batch_size=BATCH)


def remove(gone: list[Variable]) -> tuple[int, list[str]]:
    """Delete variables, except those that a case asks for; gives how many went, and the names of those that stay."""
    asked = asked_for(gone)
    free = [variable.pk for variable in gone if variable.pk not in asked]
    for begin in range(0, len(free), BATCH):
        Variable.objects.filter(pk__in=free[begin : begin + BATCH]).delete()
    return len(free), [variable.name for variable in gone if variable.pk in asked]


def asked_for(variables: list[Variable]) -> set[int]:
    """The numbers of those variables that a row of another app refers to in a way that keeps them."""
    keeping = [
        relation
        for relation in Variable._meta.related_objects
        if relation.on_delete in (models.PROTECT, models.RESTRICT)
    ]
    found: set[int] = set()
    for relation in keeping:
        name, rows = relation.field.name, relation.related_model._base_manager
        for begin in range(0, len(variables), BATCH):
            wanted = [variable.pk for variable in variables[begin : begin + BATCH]]
            found |= set(rows.filter(**{f"{name}__in": wanted}).values_list(name, flat=True))
    return found
