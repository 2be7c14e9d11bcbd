"""A variable list from a file: what can be taken over, and what is wrong, by row and column (S8)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font

from applications.actions.answers import Row
from applications.models import Application
from portal.base.spreadsheet import Table, TableError, read_table
from registries.models import Registry, Variable

MOST_ROWS = 5000
# What a column may be called, in any of the portal's languages.
HEADERS = {
    "registry": {"registry", "register", "registret", "registre", "registeret"},
    "variable": {"variable", "variabel", "variables", "variabler", "variabelnamn", "variabelnavn"},
    "reason": {"reason", "reasons", "motivering", "begrunnelse", "skäl", "why", "varför", "hvorfor"},
}


@dataclass(frozen=True)
class Fault:
    """Something wrong in the file: the row as the file counts it, the column's name, and a sentence."""

    row: int
    column: str
    sentence: str


@dataclass(frozen=True)
class Taken:
    """A row that can be taken over. `fills` is True where it gives a reason to a variable that is in the list."""

    number: int
    registry: Registry
    variable: Variable
    reason: str
    fills: bool = False


@dataclass
class Preview:
    """What a file would add. Nothing is written until the applicant says so."""

    taken: list[Taken] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    already: int = 0  # rows that say what the list says

    @property
    def without_reason(self) -> int:
        """How many rows still need a reason once they are in the list."""
        return sum(1 for row in self.taken if not row.reason)


def read_variables(uploaded: BinaryIO, case: Application) -> Preview:
    """Read a file against the registries of a case. Raises TableError with a sentence where it is no table at all."""
    table = read_table(uploaded, max_rows=MOST_ROWS)
    return Reading(case, table).preview()


class Reading:
    """One table being read."""

    def __init__(self, case: Application, table: Table):
        self.case, self.table, self.result = case, table, Preview()
        self.columns = _columns(table.header)
        registries = list(case.authority.registries.all())
        self.chosen = {registry.pk: registry for registry in case.registries.all()}
        self.by_name = {name: registry for registry in registries for name in _names(registry)}
        variables = Variable.objects.filter(registry__in=self.chosen)
        self.variables = {(one.registry_id, one.name.casefold()): one for one in variables}
        self.listed = dict(case.requested_variables.values_list("variable_id", "reason"))
        self.seen: dict[int, int] = {}

    def preview(self) -> Preview:
        """Every row of the table, taken or with what is wrong."""
        if not self._has_columns():
            return self.result
        for number, cells in enumerate(self.table.rows, start=self.table.first_row_number):
            if any(cells):
                self._read(number, cells)
        return self.result

    def _has_columns(self) -> bool:
        needed = ["variable", "reason"] + (["registry"] if len(self.chosen) > 1 else [])
        words = {"variable": _("variable"), "reason": _("reason"), "registry": _("registry")}
        for column in needed:
            if column not in self.columns:
                sentence = _("The column “%(column)s” is missing. Its name has to stand in the first row.")
                self._fault(self.table.first_row_number - 1, words[column], sentence % {"column": words[column]})
        return not self.result.faults

    def _fault(self, row: int, column: str, sentence: str) -> None:
        self.result.faults.append(Fault(row, column, sentence))

    def _cell(self, cells: list[str], column: str) -> str:
        place = self.columns.get(column)
        return " ".join(cells[place].split()) if place is not None else ""

    def _header(self, column: str) -> str:
        return self.table.header[self.columns[column]] if column in self.columns else _("registry")

    def _read(self, number: int, cells: list[str]) -> None:
        name = self._cell(cells, "variable")
        if not name:
            self._fault(number, self._header("variable"), _("The name of the variable is missing."))
            return
        registry = self._registry(number, self._cell(cells, "registry"), name)
        if registry is None:
            return
        variable = self.variables.get((registry.pk, name.casefold()))
        if variable is None:
            sentence = _("%(registry)s has no variable “%(name)s”.")
            words = {"registry": self.case.authority.text(registry.name), "name": name}
            self._fault(number, self._header("variable"), sentence % words)
            return
        self._take(number, registry, variable, self._cell(cells, "reason"))

    def _registry(self, number: int, said: str, name: str) -> Registry | None:
        """The registry of a row: as the row says; where it says nothing, the only one that can be meant."""
        if not said:
            having = [registry for pk, registry in self.chosen.items() if (pk, name.casefold()) in self.variables]
            if len(self.chosen) == 1:
                having = list(self.chosen.values())
            if len(having) == 1:
                return having[0]
            self._fault(number, self._header("registry"), _("Say which registry the variable is to be taken from."))
            return None
        registry = self.by_name.get(_plain(said))
        if registry is None:
            sentence = _("%(authority)s has no registry “%(name)s”.")
            words = {"authority": self.case.authority.short_name, "name": said}
            self._fault(number, self._header("registry"), sentence % words)
        elif registry.pk not in self.chosen:
            sentence = _(
                "“%(name)s” is none of the registries that you have chosen. Choose it there, then read the file again."
            )
            self._fault(number, self._header("registry"), sentence % {"name": said})
            return None
        return registry

    def _take(self, number: int, registry: Registry, variable: Variable, reason: str) -> None:
        if variable.pk in self.seen:
            sentence = _("“%(name)s” stands already in row %(row)s. That row counts.")
            words = {"name": variable.name, "row": self.seen[variable.pk]}
            self._fault(number, self._header("variable"), sentence % words)
            return
        self.seen[variable.pk] = number
        listed = self.listed.get(variable.pk)
        if listed is None or (reason and not listed.strip()):
            fills = listed is not None
            self.result.taken.append(Taken(number, registry, variable, reason[:1000], fills))
        elif reason and reason != listed:
            sentence = _("“%(name)s” is in your list with another reason, which is kept. Change it in the list.")
            self._fault(number, self._header("reason"), sentence % {"name": variable.name})
        else:
            self.result.already += 1


def _plain(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", text).strip().casefold()


def _names(registry: Registry) -> set[str]:
    """What a registry may be called in a file: its name in any language, or its address on the portal."""
    return {_plain(name) for name in (registry.slug, *registry.name.values()) if name}


def _columns(header: list[str]) -> dict[str, int]:
    """{column: place} for the columns that are known."""
    found = {}
    for place, cell in enumerate(header):
        for column, names in HEADERS.items():
            if _plain(cell).strip(" *:") in names and column not in found:
                found[column] = place
    return found


def merged(stored: list[Row], taken: Iterable[tuple[int, int, str]]) -> list[Row]:
    """The list with (variable, registry, reason) added. A reason that is there is never written over."""
    rows = {row.variable_id: row for row in stored}
    for variable_id, registry_id, reason in taken:
        there = rows.get(variable_id)
        if there is None or not there.reason.strip():
            rows[variable_id] = Row(variable_id=variable_id, registry_id=registry_id, reason=reason)
    return list(rows.values())


def template_for(case: Application) -> Workbook:
    """A workbook to fill in: the list as it stands, and on a second sheet every variable that can be chosen."""
    book = Workbook()
    sheet = book.active
    sheet.title = _("Variable list")
    rows = case.requested_variables.select_related("registry", "variable")
    text = case.authority.text
    _fill(
        sheet,
        [_("registry"), _("variable"), _("reason")],
        ([text(row.registry.name), row.variable.name, row.reason] for row in rows),
        (36, 24, 80),
    )
    every = Variable.objects.filter(registry__in=case.registries.all()).select_related("registry")
    _fill(
        book.create_sheet(_("To choose from")),
        [_("registry"), _("variable"), _("what it is")],
        ([text(one.registry.name), one.name, text(one.label)] for one in every),
        (36, 24, 60),
    )
    return book


def _fill(sheet, header: list[str], rows: Iterable[list[str]], widths: tuple[int, ...]) -> None:
    for column, name in enumerate(header, start=1):
        sheet.cell(1, column, name).font = Font(bold=True)
        sheet.column_dimensions["ABC"[column - 1]].width = widths[column - 1]
    for number, values in enumerate(rows, start=2):
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(number, column, value)
            cell.data_type = "s"  # what somebody wrote is never a formula
    sheet.freeze_panes = "A2"


__all__ = ["Fault", "Preview", "TableError", "Taken", "merged", "read_variables", "template_for"]
