"""Answers that are tables. A kind of table is a list of columns; the value is a row of {column: text}, as typed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rule_engine import DataType

from registries.kinds.base import Kind, Problem, posted
from registries.kinds.cells import Column
from registries.kinds.dates import order_problem
from registries.schema import Question


@dataclass(frozen=True)
class Grid:
    """A table for reading: the headers of the columns that hold anything, and each row as (header, text)."""

    headers: list[str]
    rows: list[list[tuple[str, str]]]


class TableKind(Kind):
    """Rows of columns. Another kind of table needs a name, `columns`, what a row is called, and a line in KINDS.

    Names on a page are `key__row__column`, rows counted from 0. Rows in which nothing is written are kept where they
    stand, since the page may show them, but count for nothing else. In conditions a table is its number of rows.
    """

    is_composite = is_table = True
    rule_type = DataType.FLOAT
    empty: list = []
    columns: tuple[Column, ...] = ()
    row_label = gettext_lazy("Row %(number)s")
    add_label = gettext_lazy("Add a row")
    most_rows = 500

    def columns_of(self, question: Question) -> list[Column]:
        """The columns that this question has: all, but for those that its option `without` leaves out."""
        return [column for column in self.columns if column.key not in question.options.get("without", ())]

    def needs(self, part, question):
        """Whether a cell must be filled in once any of its row is; the option `needed` names further columns."""
        named = part in question.options.get("needed", ())
        return named or any(column.required for column in self.columns if column.key == part)

    def row_name(self, number: int) -> str:
        """What a row is called in sentences and for screen readers; `number` counts from 1."""
        return str(self.row_label) % {"number": number}

    def fields(self, question, language, authority, value=None):
        """The fields of every row of `value`; of one empty row where there is none."""
        built = {}
        with translation.override(language or translation.get_language()):
            for number in range(max(len(value or []), 1)):
                for column in self.columns_of(question):
                    field = column.cell.field(column, question, authority)
                    field.is_optional = not self.needs(column.key, question)
                    built[f"{question.key}__{number}__{column.key}"] = field
        return built

    def gather(self, question, data):
        pattern = re.compile(rf"{re.escape(question.key)}__(\d{{1,6}})__\w+")
        numbers = sorted({int(found[1]) for name in data if (found := pattern.fullmatch(name))})
        return [self._row(question, data, number) for number in numbers]

    def _row(self, question: Question, data: Mapping, number: int) -> dict[str, str]:
        row = {
            column.key: posted(data, f"{question.key}__{number}__{column.key}") for column in self.columns_of(question)
        }
        return {key: text.replace("\r\n", "\n") for key, text in row.items()}

    def spread(self, question, value):
        return {
            f"{question.key}__{number}__{column.key}": row.get(column.key, "")
            for number, row in enumerate(value or [])
            for column in self.columns_of(question)
        }

    def written_rows(self, value: Any) -> list[tuple[int, dict[str, str]]]:
        """(number from 1, row) for the rows in which something is written."""
        return [(number, row) for number, row in enumerate(value or [], start=1) if any(row.values())]

    def is_answered(self, value):
        return bool(self.written_rows(value))

    def problems(self, question, value, authority):
        found = []
        if len(value) > self.most_rows:
            sentence = _("There are %(found)d rows, and %(most)d fit. All are kept: take some away, or send a file.")
            found.append(Problem(sentence % {"found": len(value), "most": self.most_rows}))
        for number, row in self.written_rows(value):
            for problem in self.problems_of_row(question, row, authority):
                said = {"row": self.row_name(number), "sentence": problem.sentence}
                found.append(Problem(_("%(row)s: %(sentence)s") % said, f"{number - 1}__{problem.part}"))
        return found

    def problems_of_row(self, question: Question, row: dict[str, str], authority) -> list[Problem]:
        """What is wrong with one row, each in the part that is the column's key."""
        return [*self.cell_problems(question, row, authority), *self.row_problems(question, row)]

    def cell_problems(self, question: Question, row: dict[str, str], authority) -> list[Problem]:
        """What is wrong with the cells of one row, each by itself."""
        found = []
        for column in self.columns_of(question):
            text = row.get(column.key, "")
            if text:
                sentence = column.cell.problem(column, question, text, authority)
            else:
                empty = _("“%(part)s” is empty. The rest is kept: fill it in and save again.")
                sentence = empty % {"part": column.label} if self.needs(column.key, question) else ""
            if sentence:
                found.append(Problem(sentence, column.key))
        return found

    def row_problems(self, question: Question, row: dict[str, str]) -> list[Problem]:
        """What is wrong between the cells of one row."""
        return []

    def written(self, question: Question, row: dict[str, str], language: str | None) -> list[tuple[str, str]]:
        """(label, text) for every cell of a row, "" where nothing is written."""
        with translation.override(language or translation.get_language()):
            return [
                (str(column.label), column.cell.written(column, question, row.get(column.key, ""), language))
                for column in self.columns_of(question)
            ]

    def show(self, question, value, language):
        """A line for each row: the first cell, then the others with their labels."""
        shown = []
        for number, row in self.written_rows(value):
            (_label, first), *others = self.written(question, row, language)
            with translation.override(language or translation.get_language()):
                name = first or self.row_name(number)
            words = " · ".join(f"{label}: {text}" for label, text in others if text)
            shown.append((name, words) if words else (None, name))
        return shown

    def grid(self, question: Question, value: Any, language: str | None) -> Grid:
        """The answer as a table for reading, without columns that are empty in every row."""
        rows = [self.written(question, row, language) for _number, row in self.written_rows(value)]
        used = [place for place in range(len(self.columns_of(question))) if any(row[place][1] for row in rows)]
        headers = [rows[0][place][0] for place in used] if rows else []
        return Grid(headers, [[row[place] for place in used] for row in rows])

    def plain(self, value):
        return [
            {key: " ".join(text.split()) for key, text in row.items() if text}
            for _number, row in self.written_rows(value)
        ]

    def from_common(self, question, common):
        columns = [column.key for column in self.columns_of(question)]
        return [{key: row.get(key, "") for key in columns} for row in common or []]

    def to_fact(self, value):
        return float(len(self.written_rows(value))) or None

    def faults(self, question):
        names = {column.key for column in self.columns}
        found = [
            _("There is no column “%(column)s” to leave out.") % {"column": name}
            for name in sorted(set(question.options.get("without", ())) - names)
        ]
        found += [
            _("There is no column “%(column)s” that could be needed.") % {"column": name}
            for name in sorted(set(question.options.get("needed", ())) - {c.key for c in self.columns_of(question)})
        ]
        if self.columns[0].key in question.options.get("without", ()):
            found.append(_("The first column names the row: it cannot be left out."))
        return found


class PeopleKind(TableKind):
    """Those who get access to the data (U8)."""

    name = "people"
    row_label = gettext_lazy("Person %(number)s")
    add_label = gettext_lazy("Add a person")
    columns = (
        Column("name", gettext_lazy("Name"), required=True),
        Column("title", gettext_lazy("Title")),
        Column("affiliation", gettext_lazy("Affiliation"), required=True),
        Column("email", gettext_lazy("E-mail"), "email"),
    )


class DocumentsKind(TableKind):
    """Documents that are asked for, each with its reason (U8)."""

    name = "documents"
    row_label = gettext_lazy("Document %(number)s")
    add_label = gettext_lazy("Add a document")
    columns = (
        Column("document", gettext_lazy("Document"), required=True),
        Column("level", gettext_lazy("Level of detail")),
        Column("reason", gettext_lazy("Why it is needed"), "long_text", required=True),
    )


class ApprovalsKind(TableKind):
    """What allows the project: each approval with the period and the variables that it covers (B4, B7).

    `min` and `max` of the question limit the day of the decision.
    """

    name = "approvals"
    row_label = gettext_lazy("Approval %(number)s")
    add_label = gettext_lazy("Add an approval")
    columns = (
        Column("what", gettext_lazy("What it is"), "choice", required=True),
        Column("reference", gettext_lazy("Reference number"), required=True),
        Column("decided_on", gettext_lazy("Decided on"), "date", limited=True),
        Column("from", gettext_lazy("Covers data from"), "date", required=True),
        Column("to", gettext_lazy("Covers data to"), "date", required=True),
        Column(
            "variables",
            gettext_lazy("Variables that it covers"),
            "long_text",
            help=gettext_lazy("The names, separated by commas. Empty: it covers all of them."),
        ),
    )

    def row_problems(self, question, row):
        sentence = order_problem(row.get("from"), row.get("to"))
        return [Problem(sentence, "to")] if sentence else []

    def faults(self, question):
        found = super().faults(question)
        if not question.choices:
            found.append(_("A question of this kind needs “choices”."))
        return found
