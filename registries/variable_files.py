"""The variables of a registry as a workbook or as text: written for everybody, read for administrators.

What is written can be read again, and then changes nothing. A file may leave columns out: what they say stays as it is.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from portal.base.spreadsheet import Table, TableError, read_table
from portal.base.texts import LAST_RESORT
from registries.models import Registry, Variable
from registries.variable_cells import COLUMNS, CellProblem, Column, plain

MOST_ROWS = 50_000
TEXTS = ("label", "description")
LENGTHS = {name: Variable._meta.get_field(name).max_length for name in ("name", "code_system", "web")}
# A text cell that begins like this would be taken for a formula. Behind an apostrophe it is text.
FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True)
class FileProblem:
    """Something wrong in a file: the line as the file counts its rows, what it calls the column, and a sentence."""

    line: int
    column: str
    sentence: str


@dataclass(frozen=True)
class VariableRow:
    """One variable of a file. `values` are fields of the model; those for which the file has no column are not there.

    `variable` is the one of that name that the registry has, in whatever case it is written; None for a new one.
    """

    line: int
    values: dict[str, Any]
    variable: Variable | None = None

    @property
    def changes(self) -> dict[str, Any]:
        """{field: new value} of what differs from the variable that is there; everything for a new one."""
        if self.variable is None:
            return self.values
        return {name: value for name, value in self.values.items() if getattr(self.variable, name) != value}


@dataclass
class VariableFile:
    """What a file says: the rows without a fault, what is wrong, and the variables that it does not name."""

    rows: list[VariableRow] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)
    gone: list[Variable] = field(default_factory=list)

    def __iter__(self):
        """For `rows, problems = read_variables(…)`."""
        return iter((self.rows, self.problems))


def read_variables(uploaded: BinaryIO, registry: Registry) -> VariableFile:
    """Read a workbook or a text file against a registry. Nothing is written.

    Raises TableError, with a sentence, for a file that is no table, is empty or has more than MOST_ROWS rows.
    """
    return Reading(read_table(uploaded, max_rows=MOST_ROWS), registry).file()


class Reading:
    """A file being read, against the variables that the registry has."""

    def __init__(self, table: Table, registry: Registry):
        self.table, self.registry, self.found = table, registry, VariableFile()
        self.there = {variable.name.casefold(): variable for variable in registry.variables.all()}
        self.places = places_of(table.header)
        self.owed = sorted({registry.authority.language, LAST_RESORT})  # the languages that each text has
        self.named: dict[str, int] = {}
        self.names: set[str] = set()

    def file(self) -> VariableFile:
        """Everything that the file says."""
        self._check_header()
        if self.found.problems:
            return self.found
        for line, cells in enumerate(self.table.rows, start=self.table.first_row_number):
            if any(cells):
                self._read(line, cells)
        self._check_less_detail()
        self.found.gone = [variable for name, variable in self.there.items() if name not in self.named]
        return self.found

    def _problem(self, line: int, key: str, sentence: str) -> None:
        column = next(column for column in COLUMNS if column.key == key)
        called = self.table.header[self.places[key]] if key in self.places else column.heading
        self.found.problems.append(FileProblem(line, called, str(sentence)))

    def _check_header(self) -> None:
        line = self.table.first_row_number - 1
        for key in ("name", *(f"label_{code}" for code in self.owed)):
            if key not in self.places:
                column = next(column for column in COLUMNS if column.key == key)
                sentence = _("The column “%(column)s” is missing. Its name has to stand in the first row.")
                self._problem(line, key, sentence % {"column": column.heading})
        known = set(self.places.values())
        for place, cell in enumerate(self.table.header):
            if cell and place not in known:
                sentence = _("No column is called so, or it is there twice. Rename it, or take it out.")
                self.found.problems.append(FileProblem(line, cell, sentence))

    def _read(self, line: int, cells: list[str]) -> None:
        said = self._cells(line, cells)
        if "name" not in said:
            return  # there is one, which cannot be read, and that is reported already
        name = said["name"]
        if not name:
            self._problem(line, "name", _("The name of the variable is missing."))
            return
        if name.casefold() in self.named:
            sentence = _("“%(name)s” stands already in row %(row)s.")
            self._problem(line, "name", sentence % {"name": name, "row": self.named[name.casefold()]})
            return
        self.named[name.casefold()] = line
        self.names.add(name)
        before = len(self.found.problems)
        variable = self.there.get(name.casefold())
        values = self._values(line, said, variable)
        if len(self.found.problems) == before and said.keys() == self.places.keys():
            self.found.rows.append(VariableRow(line, values, variable))

    def _cells(self, line: int, cells: list[str]) -> dict[str, Any]:
        """{key of the column: value} of the cells that can be read; what cannot is reported."""
        said = {}
        for column in COLUMNS:
            if column.key not in self.places:
                continue
            try:
                value = column.read(unguarded(cells[self.places[column.key]]))
                most = LENGTHS.get(column.field)
                if most and len(value) > most:
                    raise CellProblem(_("At most %(most)d characters fit here.") % {"most": most})
                said[column.key] = value
            except CellProblem as problem:
                self._problem(line, column.key, str(problem))
        return said

    def _values(self, line: int, said: dict[str, Any], variable: Variable | None) -> dict[str, Any]:
        """The fields of a row, its texts with the languages that the file leaves out as they are."""
        values = {column.field: said[column.key] for column in COLUMNS if not column.language and column.key in said}
        for name in TEXTS:
            told = told_in(name, said)
            if told:
                values[name] = self._text(line, name, told, getattr(variable, name) if variable else {})
        if told := told_in("values", said):
            values["values"] = self._code_list(line, told, variable.values if variable else [])
        first, last = (values.get(key, getattr(variable, key, None)) for key in ("from_year", "to_year"))
        if first and last and last < first:
            self._problem(line, "to_year", _("The last year cannot be before the first."))
        return values

    def _text(self, line: int, name: str, told: dict[str, str], there: dict[str, str]) -> dict[str, str]:
        text = {code: words for code, words in (there | told).items() if words}
        missing = [code for code in self.owed if code not in text]
        if missing and (text or name == "label"):
            sentence = _("The text is missing in %(codes)s: each has the authority's own language and English.")
            self._problem(line, f"{name}_{missing[0]}", sentence % {"codes": ", ".join(missing)})
        return text

    def _code_list(self, line: int, told: dict[str, dict[str, str]], there: list[dict]) -> list[dict]:
        """The codes in the order of the file, each with what it means in every language that says something."""
        labels: dict[str, dict[str, str]] = {code: {} for meanings in told.values() for code in meanings}
        for row in there:
            kept = {code: words for code, words in row["label"].items() if code not in told}
            labels.get(row["code"], {}).update(kept)
        for language, meanings in told.items():
            for code, words in meanings.items():
                labels[code][language] = words
        for code, label in labels.items():
            if missing := [language for language in self.owed if language not in label]:
                sentence = _("The code “%(code)s” has no meaning in %(codes)s.")
                self._problem(line, f"values_{missing[0]}", sentence % {"code": code, "codes": ", ".join(missing)})
        return [{"code": code, "label": label} for code, label in labels.items()]

    def _check_less_detail(self) -> None:
        """Report variables that are to stand in for another one, but are not in the file, or are that one itself."""
        kept = []
        for row in self.found.rows:
            wrong = [
                one for one in row.values.get("less_detail", []) if one not in self.names or one == row.values["name"]
            ]
            for one in wrong:
                sentence = _("“%(name)s” is no other variable of this file.")
                self._problem(row.line, "less_detail", sentence % {"name": one})
            kept += [] if wrong else [row]
        self.found.rows = kept


def told_in(name: str, said: dict[str, Any]) -> dict[str, Any]:
    """{language: what the row says} of a field that has a column for each language."""
    columns = [column for column in COLUMNS if column.field == name and column.key in said]
    return {column.language: said[column.key] for column in columns}


def places_of(header: list[str]) -> dict[str, int]:
    """{key of a column: its place} for the columns that the file has; one that it has twice counts once."""
    names = {name: column.key for column in COLUMNS for name in column.names}
    found: dict[str, int] = {}
    for place, cell in enumerate(header):
        if key := names.get(plain(cell)):
            found.setdefault(key, place)
    return found


def guarded(value: str | int) -> str | int:
    """A cell of a text file as no program takes it for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def unguarded(text: str) -> str:
    """A cell as it was before `guarded`."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def cells_of(registry: Registry) -> Iterable[list[str | int]]:
    """The row of each variable, in the order of the registry."""
    for variable in registry.variables.order_by("position", "name").iterator():
        yield [column.cell(variable) for column in COLUMNS]


def write_csv(registry: Registry) -> bytes:
    """The variables of a registry as text: UTF-8 with its mark and “;” between the cells, as Excel expects it here."""
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";", lineterminator="\r\n")
    rows.writerow([column.heading for column in COLUMNS])
    rows.writerows([guarded(cell) for cell in cells] for cells in cells_of(registry))
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(registry: Registry) -> bytes:
    """The variables of a registry as a workbook with one sheet. What somebody wrote is never a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Variables"))
    sheet.freeze_panes = "B2"
    for number, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.append([heading(sheet, column) for column in COLUMNS])
    for cells in cells_of(registry):
        sheet.append([text_cell(sheet, cell) for cell in cells])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def heading(sheet, column: Column) -> Cell:
    """The first cell of a column."""
    cell = WriteOnlyCell(sheet, column.heading)
    cell.font = Font(bold=True)
    return cell


def text_cell(sheet, value: str | int) -> Cell | int | None:
    """A cell that no program takes for a formula; lines of their own stay so."""
    if value == "" or isinstance(value, int):
        return value if value != "" else None
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    if "\n" in value:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


__all__ = ["FileProblem", "TableError", "VariableFile", "VariableRow", "read_variables", "write_csv", "write_xlsx"]
