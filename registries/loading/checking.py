"""The catalogue's checks for what is written in the browser: the same tables, without a file."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from portal.base.texts import LAST_RESORT
from registries.loading.forms import Form, check_form
from registries.loading.places import Place, Source
from registries.loading.procedures import check_self_check
from registries.loading.shapes import Reader, refuse_twice, rows
from registries.loading.tables import CHECK, CONTACT, DUTY, LINK, REASON, RESERVATION, SECTION, SELF_CHECK, TEXTS
from registries.models import Authority

LISTS: dict[str, Reader] = {
    "texts": TEXTS,
    "checklist": rows(CHECK),
    "reservations": rows(RESERVATION),
    "reasons": rows(REASON),
    "self_check": SELF_CHECK,
    "duties": rows(DUTY),
}
AUTHORITY_LISTS: dict[str, Reader] = {"contacts": rows(CONTACT), "links": rows(LINK)}


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
