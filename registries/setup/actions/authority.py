"""What an authority says of itself."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from registries.loading.checking import AUTHORITY_LISTS, languages_of, list_problems
from registries.models import Authority
from registries.setup.access import require_administrator
from registries.setup.events import note
from registries.setup.rows import change


@transaction.atomic
def change_authority(
    *, by, authority: Authority, values: dict[str, Any], known: str | None = None, at: datetime | None = None
) -> Authority:
    """Store `values` in the authority. What cases are counted and paid by (country, currency, numbers) is not here.

    Raises NotAllowed, Stale where it is not the `known` one, or ValidationError.
    """
    require_administrator(by, authority)
    languages = languages_of(authority)
    for name in AUTHORITY_LISTS:
        if values.get(name) and (problems := list_problems(name, values[name], languages)):
            raise ValidationError({name: problems})
    stored, changed = change(authority, values, known)
    if changed:
        note(authority, "authority_changed", by=by, subject=authority.short_name, changed=changed, at=at)
    return stored
