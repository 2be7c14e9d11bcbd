"""The catalogue's checks for what is written in the browser: the same tables, without a file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from registries.loading.forms import Form, check_form
from registries.loading.places import Place, Source
from registries.loading.shapes import Reader, named, refuse_twice, rows, words
from registries.loading.tables import CHECK, REASON, RESERVATION, SECTION

LISTS: dict[str, Reader] = {
    "texts": named(words),
    "checklist": rows(CHECK),
    "reservations": rows(RESERVATION),
    "reasons": rows(REASON),
}


def problems_of(value: Any, read: Callable[[Any, Place], Any]) -> list[str]:
    """What `read` reports about a value, each with the place in it: “sections 1 questions 3 kind: …”."""
    source = Source(Path(), "")
    read(value, source.place())
    return [
        f"{problem.where}: {problem.sentence}" if problem.where else problem.sentence for problem in source.problems
    ]


def list_problems(name: str, value: Any) -> list[str]:
    """What is wrong with the texts, the checklist, the reservations or the reasons of a procedure."""

    def read(given: Any, place: Place) -> None:
        clean = LISTS[name](given, place)
        if isinstance(clean, list):
            refuse_twice(clean, "key", place)

    return problems_of(value, read)


def schema_problems(value: Any) -> list[str]:
    """What is wrong with the schema of a form version: {"sections": […]}."""

    def read(given: Any, place: Place) -> None:
        sections = rows(SECTION)(given.get("sections") if isinstance(given, dict) else None, place / "sections")
        refuse_twice(sections, "key", place / "sections")
        keyed = {row["key"]: (row, place / "sections" / number) for number, row in enumerate(sections) if "key" in row}
        check_form(Form(place, sections=keyed), [], place)

    return problems_of(value, read)
