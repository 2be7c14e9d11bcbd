"""Changing a row that somebody else may be changing at the same time."""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction

from registries.loading.versions import snapshot
from registries.setup.problems import Stale

# Follows from what people write, so it is no change of theirs.
DERIVED = ("search_text", "catalogue_digest", "updated_on")


def fingerprint(row: models.Model) -> str:
    """A short text that differs as soon as anything in the row does: a page keeps it to know whether it is stale."""
    said = json.dumps(snapshot(row, without=DERIVED), cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:20]


def locked(row: models.Model, known: str | None = None) -> models.Model:
    """The row as it stands now, locked until the transaction ends; raises Stale where it is not the `known` one."""
    stored = type(row)._default_manager.select_for_update().filter(pk=row.pk).first()
    if stored is None or (known is not None and fingerprint(stored) != known):
        raise Stale(stored)
    return stored


def differences(row: models.Model, values: dict[str, Any]) -> dict[str, list]:
    """{field: [before, after]} of what `values` would change in a row."""
    before = {name: getattr(row, name) for name in values}
    return {name: [plain(before[name]), plain(after)] for name, after in values.items() if before[name] != after}


def plain(value: Any) -> Any:
    """A value as an event keeps it: another row is its number."""
    return value.pk if isinstance(value, models.Model) else value


def write(row: models.Model, values: dict[str, Any]) -> models.Model:
    """Store `values` in a row, new or old. Raises ValidationError where a field or a constraint does not take them."""
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        row.full_clean()  # somebody was faster by a moment: says what is taken
        raise
    return row


def change(row: models.Model, values: dict[str, Any], known: str | None) -> tuple[models.Model, dict[str, list]]:
    """Store `values` in the row that the page knew; gives the row and what has changed. Raises as locked and write."""
    stored = locked(row, known)
    changed = differences(stored, values)
    return (write(stored, values) if changed else stored), changed
