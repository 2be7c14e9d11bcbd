"""The catalogue's checks for what is written in the browser: the same tables, without a file."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.base.texts import LAST_RESORT
from registries.loading.forms import Form, build_form, check_attachments, check_form
from registries.loading.places import Place, Problem, Source
from registries.loading.procedures import check_duties, check_procedure, check_self_check
from registries.loading.shapes import Reader, refuse_twice, rows
from registries.loading.tables import (
    CHECK,
    CONTACT,
    DUTY,
    LINK,
    OWN_FORM_FILE,
    PROCEDURE_FILE,
    REASON,
    RESERVATION,
    SECTION,
    SELF_CHECK,
    TEXTS,
)
from registries.loading.writing import PROCEDURE_LISTS, report
from registries.models import AttachmentRule, Authority, FormDraft, FormVersion, Procedure, Stage

LISTS: dict[str, Reader] = {
    "texts": TEXTS,
    "checklist": rows(CHECK),
    "reservations": rows(RESERVATION),
    "reasons": rows(REASON),
    "self_check": SELF_CHECK,
    "duties": rows(DUTY),
}
AUTHORITY_LISTS: dict[str, Reader] = {"contacts": rows(CONTACT), "links": rows(LINK)}
# The order in which the tables of a draft are read.
TABLES = ("form", "sections", "attachments", "procedure", "stages", "checklist", "reservations", "reasons")


def languages_of(authority: Authority | None) -> frozenset[str]:
    """The languages that every text of an authority must have; none in particular where it is not known yet."""
    return frozenset({authority.language, LAST_RESORT}) if authority else frozenset()


def problems_of(value: Any, read: Callable[[Any, Place], Any], languages: frozenset[str] = frozenset()) -> list[str]:
    """What `read` reports about a value, each with the place in it: “sections 1 questions 3 kind: …”."""
    source = Source(Path(), "", languages=languages)
    read(value, source.place())
    return [
        f"{problem.where}: {problem.sentence}" if problem.where else problem.sentence for problem in source.problems
    ]


def list_problems(name: str, value: Any, languages: frozenset[str] = frozenset()) -> list[str]:
    """What is wrong with a list of a procedure (its texts, checklist, duties …) or of an authority (its contacts …)."""

    def read(given: Any, place: Place) -> None:
        clean = (LISTS | AUTHORITY_LISTS)[name](given, place)
        if name == "self_check":
            check_self_check(clean, place)
        elif isinstance(clean, list) and name in LISTS:
            refuse_twice(clean, "key", place)

    return problems_of(value, read, languages)


def schema_problems(value: Any, attachments: Iterable[str] = (), languages: frozenset[str] = frozenset()) -> list[str]:
    """What is wrong with the schema of a form version: {"sections": […]}. `attachments` are the keys of its rules."""

    def read(given: Any, place: Place) -> None:
        sections = rows(SECTION)(given.get("sections") if isinstance(given, dict) else None, place / "sections")
        refuse_twice(sections, "key", place / "sections")
        keyed = {row["key"]: (row, place / "sections" / number) for number, row in enumerate(sections) if "key" in row}
        check_form(Form(place, keyed, {key: ({}, place) for key in attachments}), [], place)

    return problems_of(value, read, languages)


@dataclass
class DraftVersions:
    """The rows that a draft would be published as, none of them stored. `problems` is what stands against it."""

    form: FormVersion
    rules: list[AttachmentRule]
    procedure: Procedure | None  # a registry's own form has none
    stages: list[Stage]
    problems: list[Problem]


def draft_problems(draft: FormDraft) -> list[Problem]:
    """Everything that is wrong with a draft. `steps` of each leads to its place in `draft.content`."""
    return read_draft(draft).problems


def read_draft(draft: FormDraft) -> DraftVersions:
    """The rows that a draft would be published as, and everything that is wrong with it.

    Where there are problems, what cannot be read is left out. A draft without a day gets the first one that it could
    have.
    """
    place = Source(Path(), "", languages=languages_of(draft.authority)).place()
    data = _content(draft, place)
    form = build_form(data, place, None)
    check_form(form, data.get("checklist", []), place / "checklist")
    check_attachments(form)
    if not form.sections:
        (place / "sections").problem(_("The form has no sections."))
    dated = {"authority": draft.authority, "kind": draft.kind, "version": draft.version_name}
    dated["valid_from"] = draft.valid_from or draft.authority.today() + timedelta(days=1)
    said = data.get("form", {}) if draft.registry_slug else data.get("procedure", {})
    version = FormVersion(schema=form.schema, registry_slug=draft.registry_slug, source=said.get("source", ""), **dated)
    rules = [AttachmentRule(position=number, **row) for number, row in enumerate(data["attachments"], start=1)]
    _check_row(version, place / "form")
    _check_parts(rules, place / "attachments")
    procedure, stages = (None, []) if draft.registry_slug else _procedure(data, dated, form, place)
    return DraftVersions(version, rules, procedure, stages, sorted(set(place.source.problems), key=_in_order))


def _content(draft: FormDraft, place: Place) -> dict[str, Any]:
    """The tables of a draft as clean values; what does not fit is reported."""
    table, shape = ("form", OWN_FORM_FILE) if draft.registry_slug else ("procedure", PROCEDURE_FILE)
    said = draft.content.get(table, {}) | {"version": draft.version_name}
    data = shape(draft.content | {table: said}, place)
    if not draft.registry_slug:
        check_procedure(data, place)
    return data


def _procedure(data: dict[str, Any], dated: dict[str, Any], form: Form, place: Place) -> tuple[Procedure, list[Stage]]:
    """The procedure of a draft with its stages, checked."""
    check_duties(data["duties"], place / "duties", form)
    lists = {name: data[name] for name in PROCEDURE_LISTS}
    procedure = Procedure(**data.get("procedure", {}) | lists | dated)
    stages = [Stage(position=number, **row) for number, row in enumerate(data["stages"], start=1)]
    _check_row(procedure, place / "procedure")
    _check_parts(stages, place / "stages")
    return procedure, stages


def _check_parts(parts: list, place: Place) -> None:
    """Report what the database would not take of the rows of a list."""
    for number, row in enumerate(parts):
        _check_row(row, place / number, row.part_of)


def _check_row(row: Any, place: Place, *without: str) -> None:
    """Report what the database would not take, once nothing else is wrong there.

    Whether the day is free is asked when the draft is published.
    """
    if any(problem.steps[: len(place.steps)] == place.steps for problem in place.source.problems):
        return
    try:
        row.full_clean(exclude={"valid_from", *without}, validate_unique=False)
    except ValidationError as error:
        report(error, place)


def _in_order(problem: Problem) -> tuple:
    """As a draft is read: by table, then by row."""
    table = str(problem.steps[0]) if problem.steps else ""
    rank = TABLES.index(table) if table in TABLES else len(TABLES)
    return rank, table, [str(step).zfill(6) for step in problem.steps]
