"""An authority's rows written back as the folder that loads to the same rows."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import tomli_w
from django.forms.models import model_to_dict

from registries.loading.shapes import Shape
from registries.loading.tables import (
    ASSIGNMENT_RULE,
    ATTACHMENT,
    AUTHORITY,
    FEE_SCHEDULE,
    FLAG,
    INSTITUTION,
    LEGAL_REFERENCE,
    NOTICE,
    PROCEDURE,
    REGISTRY,
    STAGE,
    VARIABLE,
)
from registries.models import Authority, FormVersion, Procedure


def export_authority(authority: Authority, folder: Path) -> list[Path]:
    """Write the files of one authority into `folder`/<slug>/; gives their paths. Files that are there are replaced."""
    home = folder / authority.slug
    (home / "registries").mkdir(parents=True, exist_ok=True)
    written = []
    for name, data in files_of(authority).items():
        path = home / name
        path.write_text(tomli_w.dumps(data, multiline_strings=True), "utf-8")
        written.append(path)
    return written + export_letters(authority, home / "letters")


def export_letters(authority: Authority, folder: Path) -> list[Path]:
    """Write the authority's own letters as they were loaded; gives their paths."""
    written = []
    for letter in authority.letter_templates.all():
        folder.mkdir(exist_ok=True)
        path = folder / f"{letter.name}.html"
        path.write_text(letter.source, "utf-8")
        written.append(path)
    return written


def files_of(authority: Authority) -> dict[str, dict[str, Any]]:
    """{file name: what it holds} of one authority."""
    files = {
        "authority.toml": {
            "authority": table(authority, AUTHORITY),
            "notices": [table(row, NOTICE) for row in authority.notices.order_by("pk")],
            "legal_references": [table(row, LEGAL_REFERENCE) for row in authority.legal_references.order_by("pk")],
            "flags": [table(row, FLAG) for row in authority.flags.order_by("pk")],
            "assignment_rules": [
                table(row, ASSIGNMENT_RULE) for row in authority.assignment_rules.order_by("position")
            ],
        }
        | filled(authority, ("contacts", "links")),
        "fees.toml": {
            "fee_schedules": [table(row, FEE_SCHEDULE) for row in authority.fee_schedules.order_by("valid_from")]
        },
    }
    if authority.approved_institutions.exists():
        rows = [table(row, INSTITUTION) for row in authority.approved_institutions.order_by("pk")]
        files["institutions.toml"] = {"institutions": rows}
    for registry in authority.registries.all():
        files[f"registries/{registry.slug}.toml"] = {
            "registry": table(registry, REGISTRY),
            "variables": [table(row, VARIABLE) for row in registry.variables.all()],
        }
    for procedure in authority.procedures.order_by("valid_from"):
        files[version_file(procedure)] = procedure_tables(procedure)
    for form in authority.form_versions.order_by("valid_from"):
        files[version_file(form)] = files.get(version_file(form), {}) | form_tables(form)
    return files


def version_file(version: Procedure | FormVersion) -> str:
    """The name of the file of a procedure or a form; that of a registry's own form ends with the registry."""
    own = getattr(version, "registry_slug", "")
    return f"{version.kind}-{version.valid_from:%Y-%m-%d}{'-' + own if own else ''}.toml"


def procedure_tables(procedure: Procedure) -> dict[str, Any]:
    """What the file of a procedure holds of it."""
    lists = filled(procedure, ("checklist", "reservations", "reasons", "self_check", "duties"))
    return {
        "procedure": table(procedure, PROCEDURE),
        "stages": [table(row, STAGE) for row in procedure.stages.order_by("position")],
    } | lists


def form_tables(form: FormVersion) -> dict[str, Any]:
    """What the file of a form holds of it; nothing is taken over from another file."""
    return {
        "form": {"version": form.version, "source": form.source},
        "sections": form.schema["sections"],
        "attachments": [table(row, ATTACHMENT) for row in form.attachment_rules.order_by("position")],
    }


def filled(row, names: tuple[str, ...]) -> dict[str, Any]:
    """Those lists of a row that hold something."""
    return {name: value for name in names if (value := getattr(row, name))}


def table(row, shape: Shape) -> dict[str, Any]:
    """The keys of `shape` that a row fills, as TOML takes them: what is empty is left out, amounts are text."""
    values = model_to_dict(row, fields=list(shape.items))
    kept = {name: values[name] for name in shape.items if values.get(name) not in (None, "", {}, [])}
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in kept.items()}
