"""A new version made from an old one, to be changed before it begins to hold."""

from datetime import date, timedelta

from django.db import transaction

from registries.loading.versions import parts_of
from registries.models import DatedVersion


@transaction.atomic
def copy_version(version: DatedVersion, *, on: date | None = None) -> DatedVersion:
    """A copy of `version` with its parts, from the first free day after today (`on`) and after every other version.

    The copy is used by no case, so it can be changed; `version` stays as it is.
    """
    group = {name: getattr(version, name) for name in version.dated_by}
    newest = type(version).objects.filter(**group).order_by("-valid_from").values_list("valid_from", flat=True).first()
    parts = [part for rows in parts_of(version).values() for part in rows]
    copy = type(version).objects.get(pk=version.pk)
    copy.pk, copy._state.adding = None, True
    copy.valid_from = max(on or version.authority.today(), newest) + timedelta(days=1)
    copy.save()
    for part in parts:
        part.pk, part._state.adding = None, True
        setattr(part, part.part_of, copy)
        part.save()
    return copy
