"""A checked folder written to the database. What does not fit there is reported in place, like everything else."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from portal.base.numbers import compact_number
from registries.loading.folder import Folder, VersionFile
from registries.loading.places import Place
from registries.loading.versions import write_version
from registries.models import (
    ApprovedInstitution,
    AssignmentRule,
    AttachmentRule,
    Authority,
    FeeSchedule,
    Flag,
    FormVersion,
    LegalReference,
    LetterTemplate,
    Notice,
    Procedure,
    Registry,
    Stage,
    Variable,
)

PROCEDURE_LISTS = ("checklist", "reservations", "reasons", "self_check", "duties")
AUTHORITY_LISTS = ("contacts", "links")
# After such an event, which says what the catalogue had said, a notice is the administrators'.
NOTICE_TAKEN_OVER = ("notice_changed", "notice_removed")


def write_folder(folder: Folder) -> Authority | None:
    """Write everything of a folder; unchanged rows are left alone. None where the authority itself cannot be written.

    Problems go to `folder.problems`; the caller rolls back where there are any.
    """
    place = folder.place("authority.toml") / "authority"
    lists = {name: folder.authority[name] for name in AUTHORITY_LISTS}
    values = folder.authority["authority"] | lists | {"catalogue_digest": folder.digest}
    authority = write_row(Authority, {"slug": values["slug"]}, values, place)
    if authority is None:
        return None
    write_notices(authority, folder)
    write_legal_references(authority, folder)
    write_flags(authority, folder)
    write_assignment_rules(authority, folder)
    for data, registry_place in folder.registries:
        write_registry(authority, data, registry_place)
    write_fees(authority, folder)
    write_institutions(authority, folder)
    write_letters(authority, folder)
    for version in folder.versions.values():
        write_procedure(authority, version)
        write_form(authority, version)
    return authority


def write_row(model: type[models.Model], key: dict[str, Any], values: dict[str, Any], place: Place):
    """The row of `model` under `key`, with `values`; saved only where something differs. None where it is not valid."""
    row = model.objects.filter(**key).first() or model(**key)
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    if row.pk and before == values:
        return row
    try:
        row.full_clean()
    except ValidationError as error:
        report(error, place)
        return None
    row.save()
    return row


def report(error: ValidationError, place: Place) -> None:
    """Report what a model does not take, at the line of the field."""
    for name, sentences in error.message_dict.items():
        for sentence in sentences:
            (place if name == NON_FIELD_ERRORS else place / name).problem(sentence)


def write_notices(authority: Authority, folder: Folder) -> None:
    """The notices of the catalogue (S3, S4); those that were written in the browser stay, as does what was done there.

    One that an administrator has changed or taken away is not announced again.
    """
    place = folder.place("authority.toml") / "notices"
    done = list(authority.setup_events.filter(kind__in=NOTICE_TAKEN_OVER).values_list("details__catalogue", flat=True))
    kept = []
    for number, values in enumerate(folder.authority["notices"]):
        if {"text": values["text"], "shown_from": values["shown_from"].isoformat()} in done:
            continue
        key = {
            "authority": authority,
            "from_catalogue": True,
            "text": values["text"],
            "shown_from": values["shown_from"],
        }
        if row := write_row(Notice, key, values, place / number):
            kept.append(row.pk)
    authority.notices.filter(from_catalogue=True).exclude(pk__in=kept).delete()


def write_legal_references(authority: Authority, folder: Folder) -> None:
    """The paragraphs; one that the catalogue no longer names stays, for the letters that refer to it."""
    place = folder.place("authority.toml") / "legal_references"
    for number, values in enumerate(folder.authority["legal_references"]):
        key = {"authority": authority, "key": values["key"], "valid_from": values["valid_from"]}
        write_row(LegalReference, key, values, place / number)


def write_flags(authority: Authority, folder: Folder) -> None:
    """The flags; one that the catalogue no longer names stays, for the cases that carry it."""
    place = folder.place("authority.toml") / "flags"
    for number, values in enumerate(folder.authority["flags"]):
        write_row(Flag, {"authority": authority, "key": values["key"]}, values, place / number)


def write_assignment_rules(authority: Authority, folder: Folder) -> None:
    """The rules that suggest an officer, in their order; those that the file no longer names go."""
    place = folder.place("authority.toml") / "assignment_rules"
    rules = folder.authority["assignment_rules"]
    for number, values in enumerate(rules):
        write_row(AssignmentRule, {"authority": authority, "position": number + 1}, values, place / number)
    authority.assignment_rules.filter(position__gt=len(rules)).delete()


def write_registry(authority: Authority, data: dict[str, Any], place: Place) -> None:
    """A registry with its variables; one that the file no longer names goes, unless a case asks for it."""
    values = data["registry"]
    other = Registry.objects.filter(slug=values["slug"]).exclude(authority=authority).first()
    if other:
        sentence = _("%(authority)s already has a registry “%(slug)s”.")
        (place / "registry" / "slug").problem(sentence % {"authority": other.authority, "slug": other.slug})
        return
    key = {"authority": authority, "slug": values["slug"]}
    registry = write_row(Registry, key, values, place / "registry")
    if registry is None:
        return
    for number, row in enumerate(data["variables"]):
        key = {"registry": registry, "name": row["name"]}
        write_row(Variable, key, row | {"position": number + 1}, place / "variables" / number)
    names = [row["name"] for row in data["variables"]]
    for variable in registry.variables.exclude(name__in=names):
        try:
            variable.delete()
        except ProtectedError:
            sentence = _("A case asks for “%(name)s”, so it cannot go: keep it, and give it a “to_year”.")
            place.problem(sentence % {"name": variable.name})


def write_fees(authority: Authority, folder: Folder) -> None:
    """The fee schedules, each from its day on."""
    for number, values in enumerate(folder.fees.get("fee_schedules", [])):
        place = folder.place("fees.toml") / "fee_schedules" / number
        schedule = FeeSchedule(authority=authority, **values | {"currency": values["currency"] or authority.currency})
        attempt(schedule, [], place)


def write_institutions(authority: Authority, folder: Folder) -> None:
    """The approved institutions (B2). The list is the administrators': the file adds to it and mends, never deletes."""
    for position, row in enumerate(folder.institutions.get("institutions", [])):
        place = folder.place("institutions.toml") / "institutions" / position
        number = compact_number(row["number"])
        key = {"authority": authority, "number": number, "valid_from": row["valid_from"]}
        write_row(ApprovedInstitution, key, row | {"number": number}, place)


def write_letters(authority: Authority, folder: Folder) -> None:
    """The authority's own letters. Letters that were made stay as they are."""
    for name, source in folder.letters.items():
        write_row(LetterTemplate, {"authority": authority, "name": name}, {"source": source.text}, source.place())


def write_procedure(authority: Authority, version: VersionFile) -> None:
    """The procedure of a file, with its stages."""
    values = version.data.get("procedure")
    if values is None:
        return
    lists = {name: version.data[name] for name in PROCEDURE_LISTS}
    dated = {"kind": version.kind, "valid_from": version.valid_from}
    procedure = Procedure(authority=authority, **values | lists | dated)
    stages = [Stage(position=number, **row) for number, row in enumerate(version.data["stages"], start=1)]
    attempt(procedure, stages, version.place / "procedure")


def write_form(authority: Authority, version: VersionFile) -> None:
    """The form of a file, with its attachments; version and source are the procedure's where it has none of its own."""
    if version.form is None:
        return
    own = version.data.get("form", {})
    values = {name: version.data.get("procedure", {}).get(name, "") for name in ("version", "source")}
    values |= {name: own[name] for name in values if name in own}
    form = FormVersion(
        authority=authority,
        kind=version.kind,
        registry_slug=version.registry,
        valid_from=version.valid_from,
        schema=version.form.schema,
        **values,
    )
    rows = [row for row, _place in version.form.attachments.values()]
    attempt(
        form, [AttachmentRule(position=number, **row) for number, row in enumerate(rows, start=1)], version.form.place
    )


def attempt(version, parts: list, place: Place) -> None:
    """Write a dated version; report what it does not take, or that a case already uses another one of that day."""
    try:
        write_version(version, parts)
    except ValidationError as error:
        if hasattr(error, "error_dict"):
            report(error, place)
        else:
            for sentence in error.messages:
                (place / "valid_from").problem(sentence)
