"""A form as its readers see it: sections and questions, read from the JSON of a form version."""

from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

Text = dict[str, str]

# The parts of a specification that are written from answers (S17), and what tells them without being marked so.
SPECIFICATION_PARTS = ("population", "linkage", "delivery_form", "applicant_files")
SPECIFIED_BY_FACT = {
    "project.population": "population",
    "project.population_size": "population",
    "project.linkage_sources": "linkage",
}
SPECIFIED_BY_KIND = {"icd_codes": "population"}


@dataclass(frozen=True)
class Choice:
    """One answer that can be chosen."""

    key: str
    label: Text = field(default_factory=dict)
    help: Text = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """One question. What it may hold is decided by its kind (registries.kinds)."""

    key: str
    kind: str
    label: Text = field(default_factory=dict)
    help: Text = field(default_factory=dict)
    required: bool = False
    required_when: str = ""
    visible_when: str = ""
    because: Text = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    fact: str = ""
    max_length: int | None = None
    min: Any = None
    max: Any = None
    options: dict = field(default_factory=dict)

    @property
    def specifies(self) -> str:
        """The part of a specification that begins with its answer: one of SPECIFICATION_PARTS, "" for none."""
        known = SPECIFIED_BY_FACT.get(self.fact) or SPECIFIED_BY_KIND.get(self.kind, "")
        return self.options.get("specification", known)


@dataclass(frozen=True)
class Section:
    """A page of the form."""

    key: str
    title: Text = field(default_factory=dict)
    intro: Text = field(default_factory=dict)
    questions: tuple[Question, ...] = ()


@cache
def known_keys(cls) -> frozenset[str]:
    """The names that a section, a question or a choice can have in a catalogue file."""
    return frozenset(item.name for item in fields(cls))


def read_question(data: dict) -> Question:
    """A question from its JSON; names that are not known are left out, what is not said has its default."""
    values = {name: value for name, value in data.items() if name in known_keys(Question)}
    values["choices"] = tuple(Choice(**{"key": ""} | choice) for choice in data.get("choices", ()))
    return Question(**values)


def read_section(data: dict) -> Section:
    """A section with its questions from its JSON."""
    values = {name: value for name, value in data.items() if name in known_keys(Section)}
    values["questions"] = tuple(read_question(question) for question in data.get("questions", ()))
    return Section(**values)


def read_sections(schema: dict) -> list[Section]:
    """The sections of a form version's `schema` ({"sections": […]})."""
    return [read_section(section) for section in schema.get("sections", ())]
