"""Rows from a file: what can be taken over, and what is wrong, by row and column (S8, U8)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from portal.base.spreadsheet import Table, TableError, read_table
from registries.kinds import kind_of
from registries.kinds.cells import Column
from registries.schema import Question

MOST_ROWS = 5000
# What a column may be called beside its key and its label in any of the portal's languages.
ALSO_CALLED = {
    "email": {"e-mail", "e-post", "epost", "mail"},
    "from": {"from", "från", "fra"},
    "to": {"to", "till", "til"},
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in the file: the row as the file counts it, the column's name, and a sentence."""

    row: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that can be taken over: how it reads, and `value`, what is handed on. `note` says what it still lacks."""

    number: int
    cells: list[tuple[str, str]]  # (what is written, what explains it)
    value: Any
    note: str = ""
    is_whole: bool = True


@dataclass
class Preview:
    """What a file would add. Nothing is written until the applicant says so."""

    headers: list[str]
    taken: list[Taken] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    already: int = 0  # rows that say what the list says

    @property
    def lines(self) -> list[tuple[Taken, list[tuple[str, tuple[str, str]]]]]:
        """Each row that can be taken over, with its cells beside their headers."""
        return [(row, list(zip(self.headers, row.cells, strict=True))) for row in self.taken]

    @property
    def incomplete(self) -> int:
        """How many rows still lack something once they are in the list."""
        return sum(1 for row in self.taken if not row.is_whole)


class Reading:
    """One table being read. `names` says what each column may be called, in plain words."""

    def __init__(self, table: Table, names: dict[str, set[str]], headers: list[str]):
        self.table, self.result = table, Preview(headers)
        self.columns = columns_of(table.header, names)

    def preview(self) -> Preview:
        """Every row of the table, taken or with what is wrong."""
        for column, word in self.needed():
            if column not in self.columns:
                sentence = _("The column “%(column)s” is missing. Its name has to stand in the first row.")
                self.fault(self.table.first_row_number - 1, word, sentence % {"column": word})
        if self.result.faults:
            return self.result
        for number, cells in enumerate(self.table.rows, start=self.table.first_row_number):
            if any(cells):
                self.read(number, cells)
        return self.result

    def needed(self) -> list[tuple[str, str]]:
        """(column, what it is called) for the columns that have to be there."""
        raise NotImplementedError

    def read(self, number: int, cells: list[str]) -> None:
        """Take one row, or say what is wrong with it."""
        raise NotImplementedError

    def fault(self, row: int, column: str, sentence: str) -> None:
        """Keep what is wrong."""
        self.result.faults.append(Fault(row, column, sentence))

    def cell(self, cells: list[str], column: str) -> str:
        """What a row says in a column; "" where the file has no such column."""
        place = self.columns.get(column)
        return " ".join(cells[place].split()) if place is not None else ""

    def header(self, column: str, otherwise: str = "") -> str:
        """What the file calls a column."""
        return self.table.header[self.columns[column]] if column in self.columns else otherwise or column


class RowsReading(Reading):
    """A file for a question whose kind is a table."""

    def __init__(self, table: Table, question: Question, stored: list[dict], authority):
        self.kind, self.question, self.authority = kind_of(question), question, authority
        asked = self.kind.columns_of(question)
        super().__init__(table, {column.key: names_of(column) for column in asked}, [str(one.label) for one in asked])
        self.room = self.kind.most_rows - len(stored)
        self.there = self.kind.plain(stored)

    def needed(self):
        return [(one.key, str(one.label)) for one in self.kind.columns_of(self.question) if self.needs(one)]

    def needs(self, column: Column) -> bool:
        """Whether the file must have the column."""
        return self.kind.needs(column.key, self.question)

    def read(self, number, cells):
        row = {one.key: self._typed(one, self.cell(cells, one.key)) for one in self.kind.columns_of(self.question)}
        if self.kind.plain([row]) and self.kind.plain([row])[0] in self.there:
            self.result.already += 1
            return
        problems = self.kind.problems_of_row(self.question, row, self.authority)
        wrong = [problem for problem in problems if row[problem.part]]
        for problem in wrong:
            self.fault(number, self.header(problem.part), what_happened(problem.sentence))
        if wrong:
            return
        if len(self.result.taken) >= self.room:
            sentence = _("The table on the page holds %(most)d rows at most. This one does not fit.")
            self.fault(number, "", sentence % {"most": self.kind.most_rows})
            return
        self.there += self.kind.plain([row])
        written = [(text, "") for _label, text in self.kind.written(self.question, row, None)]
        note = _("something is still missing") if problems else ""
        self.result.taken.append(Taken(number, written, row, note, is_whole=not problems))

    def _typed(self, column: Column, text: str) -> str:
        """A cell as the form keeps it: a choice by its key, whichever language the file says it in."""
        if column.sort != "choice":
            return text
        for choice in self.question.choices:
            if plain(text) in {plain(name) for name in (choice.key, *choice.label.values())}:
                return choice.key
        return text


def what_happened(sentence: str) -> str:
    """The first part of a kind's sentence: what is wrong. The second one speaks of the page, where all is kept."""
    first, stop, _rest = sentence.rpartition(". ")
    return f"{first}." if stop else sentence


def read_rows(uploaded: BinaryIO, question: Question, stored: list[dict], authority) -> Preview:
    """Read a file for a table. Raises TableError with a sentence where it is no table at all."""
    return RowsReading(read_table(uploaded, max_rows=MOST_ROWS), question, stored, authority).preview()


def with_rows(question: Question, stored: list[dict], added: Iterable[dict]) -> list[dict]:
    """The rows of a table with those that are added. Empty ones go, what is there already is not added again."""
    kind = kind_of(question)
    rows = [row for _number, row in kind.written_rows(stored)]
    for row in added:
        if kind.plain([row]) and kind.plain([row])[0] not in kind.plain(rows):
            rows.append(row)
    return rows


def rows_workbook(question: Question, stored: list[dict]) -> Workbook:
    """A workbook to fill in: the table as it stands, and on a second sheet what can be chosen."""
    kind, book = kind_of(question), Workbook()
    columns = kind.columns_of(question)
    sheet = book.active
    sheet.title = _("Rows")
    rows = [
        [column.cell.to_file(column, question, row.get(column.key, "")) for column in columns]
        for _number, row in kind.written_rows(stored)
    ]
    fill(sheet, [str(one.label) for one in columns], rows, [40 if one.sort == "long_text" else 24 for one in columns])
    if any(column.sort == "choice" for column in columns):
        chosen = next(column for column in columns if column.sort == "choice")
        choices = [[chosen.cell.written(chosen, question, choice.key, None)] for choice in question.choices]
        fill(book.create_sheet(_("To choose from")), [str(chosen.label)], choices, [60])
    return book


def fill(sheet, header: list[str], rows: Iterable[list[str]], widths: Iterable[int]) -> None:
    """Write a header and rows of text. What somebody wrote is never a formula."""
    for column, (name, width) in enumerate(zip(header, widths, strict=True), start=1):
        sheet.cell(1, column, name).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, values in enumerate(rows, start=2):
        for column, value in enumerate(values, start=1):
            sheet.cell(number, column, value).data_type = "s"
    sheet.freeze_panes = "A2"


def names_of(column: Column) -> set[str]:
    """What a column may be called in a file: its key, or its label in any language."""
    names = {column.key} | ALSO_CALLED.get(column.key, set())
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            names.add(str(column.label))
    return {plain(name) for name in names}


def plain(text: str) -> str:
    """A name without what people write differently."""
    return re.sub(r"[\s_-]+", " ", text).strip().casefold()


def columns_of(header: list[str], names: dict[str, set[str]]) -> dict[str, int]:
    """{column: place} for the columns that are known."""
    found = {}
    for place, cell in enumerate(header):
        for column, called in names.items():
            if plain(cell).strip(" *:") in called and column not in found:
                found[column] = place
    return found


__all__ = ["Fault", "Preview", "TableError", "Taken", "read_rows", "rows_workbook", "with_rows"]
