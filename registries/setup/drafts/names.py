"""What a condition can name at a place of a draft: the help beside the box in which it is written."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from rule_engine import DataType

from portal.base.texts import pick
from registries.kinds import KINDS, kind_of, names_of
from registries.loading.circles import known_as
from registries.schema import Question, read_question
from registries.setup.drafts.finding import Spot

COMMON = (
    ("registries", _("the registries that are chosen"), "'patients' in registries"),
    ("variables_count", _("how many variables are asked for"), "variables_count > 100"),
    ("has_identifying_variables", _("whether a variable points out a person"), "has_identifying_variables"),
    ("variable_tags", _("the tags of the variables"), "'postcode' in variable_tags"),
    ("principal_is_approved", _("whether the principal is an approved institution"), "not principal_is_approved"),
)


@dataclass(frozen=True)
class Name:
    """A name that a condition can read, what it stands for, and a condition with it."""

    name: str
    words: Any
    example: str


def names_at(content: dict[str, Any], spot: Spot, language: str) -> list[Name]:
    """The names for the conditions of a part; [] where it has none."""
    if not any(entry.how == "condition" for entry in spot.part.entries):
        return []
    if spot.steps[:1] == ("self_check",):
        rows = content.get("self_check", {}).get("questions", [])
        # A question of a self-check reads those above it, an outcome all of them.
        return _of_rows(rows[: spot.index] if spot.steps[1] == "questions" else rows, spot, language)
    rows = [row for section in content["sections"] for row in section.get("questions", [])]
    found = _of_rows(rows, spot, language)
    known = {name.name for name in found} | _own_names(spot)
    return found + [Name(*row) for row in COMMON if row[0] not in known]


def _own_names(spot: Spot) -> set[str]:
    """The names that stand for the row itself, where it is a question: its condition cannot read them."""
    return set(known_as([read_question(spot.row)])) if "kind" in spot.row else set()


def _of_rows(rows: list[dict], spot: Spot, language: str) -> list[Name]:
    questions = [read_question(row) for row in rows if row is not spot.row and row.get("kind") in KINDS]
    return [
        Name(name, pick(question.label, fallback=language) or question.key, example(question, name))
        for question in questions
        if kind_of(question).rule_type is not None
        for name in dict.fromkeys(names_of(question))
    ]


def example(question: Question, name: str) -> str:
    """A condition that reads the question by one of its names."""
    choice = question.choices[0].key if question.choices else "…"
    rule_type = kind_of(question).rule_type
    if rule_type == DataType.BOOLEAN:
        return name
    if rule_type == DataType.FLOAT:
        return f"{name} > 5"
    if rule_type == DataType.DATETIME:
        return f"{name} >= d'2026-01-31'"
    if rule_type == DataType.STRING:
        return f"{name} == '{choice}'"
    return f"'{choice}' in {name}"
