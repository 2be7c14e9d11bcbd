"""A dated version written anew, replaced while no case uses it, and refused when one does."""

from typing import Any

from django.db import models

from registries.models import DatedVersion, UsedConfiguration, VersionPart


def snapshot(row: models.Model, *, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """What a row says: its fields, without its number and what it belongs to."""
    left_out = {"id", *without}
    return {
        field.name: field.to_python(field.value_from_object(row))
        for field in row._meta.fields
        if field.name not in left_out
    }


def parts_of(version: DatedVersion) -> dict[type[VersionPart], list[VersionPart]]:
    """The stored parts of a version by their model, in order."""
    return {
        relation.related_model: list(getattr(version, relation.get_accessor_name()).order_by("position"))
        for relation in version._meta.related_objects
        if issubclass(relation.related_model, VersionPart)
    }


def says_the_same(stored: DatedVersion, version: DatedVersion, parts: list[VersionPart]) -> bool:
    """Whether a stored version and its parts say what `version` and `parts` say."""
    stored_parts = [part for rows in parts_of(stored).values() for part in rows]
    return snapshot(stored) == snapshot(version) and [
        snapshot(part, without=(part.part_of,)) for part in stored_parts
    ] == [snapshot(part, without=(part.part_of,)) for part in parts]


def write_version(version: DatedVersion, parts: list[VersionPart]) -> DatedVersion:
    """Store a version of a day with its parts, unless the very same is stored already.

    Another one of that day is replaced; UsedConfiguration where a case uses it. ValidationError where a field or a
    constraint does not take it.
    """
    group = {name: getattr(version, name) for name in version.dated_by}
    stored = type(version).objects.filter(**group, valid_from=version.valid_from).first()
    if stored and says_the_same(stored, version, parts):
        return stored
    if stored:
        if stored.is_used:
            raise UsedConfiguration(stored)
        for rows in parts_of(stored).values():
            for row in rows:
                row.delete()
        version.pk, version._state.adding = stored.pk, False
    version.full_clean()
    version.save()
    for part in parts:
        setattr(part, part.part_of, version)
        part.full_clean()
        part.save()
    return version
