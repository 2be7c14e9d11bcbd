"""Where something stands in a catalogue file, so that every problem names its file and line."""

import re
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

Steps = tuple[str | int, ...]

HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
KEY = re.compile(r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")
PART = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")
MANY_LINES = ('"""', "'''")
AT_LINE = re.compile(r"\(at line (\d+)")


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where."""

    path: Path
    line: int
    sentence: str
    steps: Steps = ()

    @property
    def where(self) -> str:
        """The way to it in what was read; rows are counted from 1."""
        return " ".join(str(step + 1) if isinstance(step, int) else step for step in self.steps)

    def __str__(self) -> str:
        key = f"{self.where}: " if self.steps else ""
        return f"{self.path}:{self.line}: {key}{self.sentence}"


class CatalogueProblems(Exception):
    """Raised when a catalogue cannot be loaded: nothing of it was. `problems` holds all of them."""

    def __init__(self, problems: list[Problem]):
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass
class Source:
    """One file of the catalogue, and what was found wrong in it."""

    path: Path
    text: str
    problems: list[Problem] = field(default_factory=list)
    languages: frozenset[str] = frozenset()  # those that every text in it must have

    @cached_property
    def data(self) -> dict[str, Any]:
        """What the file holds; {} where it is no TOML, which is a problem then."""
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            found = AT_LINE.search(str(error))
            line = int(found.group(1)) if found else self.text.count("\n") + 1
            sentence = _("This is no TOML: %(why)s.") % {"why": str(error).split(" (at")[0]}
            self.problems.append(Problem(self.path, line, sentence))
            return {}

    @cached_property
    def lines(self) -> dict[Steps, int]:
        """The line of every table and key."""
        return locate(self.text)

    def place(self, *steps: str | int) -> "Place":
        """The place of a key in this file."""
        return Place(self, steps)


@dataclass(frozen=True)
class Place:
    """A key of a file. What is wrong there is reported with its line."""

    source: Source
    steps: Steps

    def __truediv__(self, step: str | int) -> "Place":
        return Place(self.source, (*self.steps, step))

    @property
    def line(self) -> int:
        """The line of the key, or of the nearest table around it."""
        lines = self.source.lines
        near = (self.steps[:end] for end in range(len(self.steps), 0, -1))
        return next((lines[steps] for steps in near if steps in lines), 1)

    def problem(self, sentence: str) -> None:
        """Report what is wrong here."""
        self.source.problems.append(Problem(self.source.path, self.line, str(sentence), self.steps))


def locate(text: str) -> dict[Steps, int]:
    """{steps: line} of every table and every key at the beginning of a line of a TOML text."""
    found: dict[Steps, int] = {}
    counts: dict[Steps, int] = {}
    table: Steps = ()
    for number, line in enumerate(_outside(text), start=1):
        if header := HEADER.match(line):
            table = _enter(header, counts)
            found.setdefault(table, number)
            if isinstance(table[-1], int):
                found.setdefault(table[:-1], number)
        elif key := KEY.match(line):
            steps = table + tuple(_names(key.group(1)))
            for end in range(len(table) + 1, len(steps) + 1):
                found.setdefault(steps[:end], number)
    return found


def _enter(header: re.Match, counts: dict[Steps, int]) -> Steps:
    """The steps of a table header: each name that is a list of tables goes on to its newest row."""
    names = _names(header.group(2))
    steps: Steps = ()
    for position, name in enumerate(names):
        steps = (*steps, name)
        if header.group(1) == "[[" and position == len(names) - 1:
            counts[steps] = counts.get(steps, -1) + 1
        if steps in counts:
            steps = (*steps, counts[steps])
    return steps


def _names(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in PART.findall(dotted)]


def _outside(text: str):
    """The lines of a text, those inside a string of several lines empty, so that its words are not taken for keys."""
    closing = ""
    for line in text.split("\n"):
        if closing:
            yield ""
            closing = "" if closing in line else closing
            continue
        yield line
        opened = next((mark for mark in MANY_LINES if line.count(mark) % 2), "")
        closing = opened
