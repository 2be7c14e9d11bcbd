"""A variable list from a file: what can be taken over, and what is wrong, by row and column (S8)."""

from collections.abc import Iterable
from dataclasses import replace
from typing import BinaryIO, NamedTuple

from django.utils.translation import gettext as _
from openpyxl import Workbook

from applications.actions.answers import Row
from applications.closed_registries import why_closed
from applications.models import Application
from applications.table_import import MOST_ROWS, Preview, Reading, TableError, Taken, fill, plain
from portal.base.spreadsheet import Table, read_table
from registries.models import Registry, Variable

# What a column may be called, in any of the portal's languages.
HEADERS = {
    "registry": {"registry", "register", "registret", "registre", "registeret"},
    "variable": {"variable", "variabel", "variables", "variabler", "variabelnamn", "variabelnavn"},
    "level": {"level", "level of detail", "nivå", "detaljnivå", "detaljnivåer", "detaljeringsgrad"},
    "reason": {"reason", "reasons", "motivering", "begrunnelse", "skäl", "why", "varför", "hvorfor"},
}


def asks_for_level(case: Application) -> bool:
    """Whether the form asks for the level of detail of each variable (U8)."""
    return any(
        question.options.get("level")
        for question in case.form_version.questions.values()
        if question.kind == "variables"
    )


def read_variables(uploaded: BinaryIO, case: Application, max_rows: int = MOST_ROWS) -> Preview:
    """Read a file against the registries of a case. Raises TableError with a sentence where it is no table at all."""
    return VariablesReading(case, read_table(uploaded, max_rows=max_rows)).preview()


class Known(NamedTuple):
    """A variable that can be asked for."""

    pk: int
    registry_id: int
    name: str
    label: dict[str, str]


class VariablesReading(Reading):
    """A file with variables: which registry, which variable, why, and in what detail where the form asks for it."""

    def __init__(self, case: Application, table: Table):
        self.case, self.asks_for_level = case, asks_for_level(case)
        level = [_("Level of detail")] if self.asks_for_level else []
        super().__init__(table, HEADERS, [_("Registry"), _("Variable"), *level, _("Why it is needed")])
        registries = list(case.authority.registries.all())
        self.chosen = {registry.pk: registry for registry in case.registries.all()}
        self.by_name = {name: registry for registry in registries for name in _names(registry)}
        self.called = {pk: case.authority.text(registry.name) for pk, registry in self.chosen.items()}
        # Plain rows: a registry may have a hundred thousand variables, and nothing else is asked of them.
        fields = Variable.objects.filter(registry__in=self.chosen).values_list("pk", "registry_id", "name", "label")
        self.variables = {(one.registry_id, one.name.casefold()): one for one in map(Known._make, fields.iterator())}
        listed = case.requested_variables.values_list("variable_id", "reason", "level")
        self.listed = {pk: (reason, level) for pk, reason, level in listed}
        self.seen: dict[int, int] = {}
        self.on = case.authority.today()

    def needed(self):
        words = {"variable": _("variable"), "reason": _("reason"), "registry": _("registry")}
        if len(self.chosen) <= 1:
            del words["registry"]
        return list(words.items())

    def read(self, number, cells):
        name = self.cell(cells, "variable")
        if not name:
            self.fault(number, self.header("variable"), _("The name of the variable is missing."))
            return
        registry = self._registry(number, self.cell(cells, "registry"), name)
        if registry is None:
            return
        variable = self.variables.get((registry.pk, name.casefold()))
        if variable is None:
            sentence = _("%(registry)s has no variable “%(name)s”.")
            words = {"registry": self.case.authority.text(registry.name), "name": name}
            self.fault(number, self.header("variable"), sentence % words)
            return
        if registry.is_closed(self.on) and variable.pk not in self.listed:
            self.fault(number, self.header("registry", _("registry")), why_closed(registry))
            return
        level = self.cell(cells, "level") if self.asks_for_level else ""
        self._take(number, variable, self.cell(cells, "reason"), level)

    def _registry(self, number: int, said: str, name: str) -> Registry | None:
        """The registry of a row: as the row says; where it says nothing, the only one that can be meant."""
        if not said:
            having = [registry for pk, registry in self.chosen.items() if (pk, name.casefold()) in self.variables]
            if len(self.chosen) == 1:
                having = list(self.chosen.values())
            if len(having) == 1:
                return having[0]
            sentence = _("Say which registry the variable is to be taken from.")
            self.fault(number, self.header("registry", _("registry")), sentence)
            return None
        registry = self.by_name.get(plain(said))
        if registry is None:
            sentence = _("%(authority)s has no registry “%(name)s”.")
            words = {"authority": self.case.authority.short_name, "name": said}
            self.fault(number, self.header("registry"), sentence % words)
        elif registry.pk not in self.chosen:
            sentence = _(
                "“%(name)s” is none of the registries that you have chosen. Choose it there, then read the file again."
            )
            self.fault(number, self.header("registry"), sentence % {"name": said})
            return None
        return registry

    def _take(self, number: int, variable: Known, reason: str, level: str) -> None:
        if variable.pk in self.seen:
            sentence = _("“%(name)s” stands already in row %(row)s. That row counts.")
            words = {"name": variable.name, "row": self.seen[variable.pk]}
            self.fault(number, self.header("variable"), sentence % words)
            return
        self.seen[variable.pk] = number
        there = self.listed.get(variable.pk)
        if there is None:
            self._add(number, variable, reason, level)
            return
        if reason and there[0].strip() and reason != there[0]:
            sentence = _("“%(name)s” is in your list with another reason, which is kept. Change it in the list.")
            self.fault(number, self.header("reason"), sentence % {"name": variable.name})
        elif level and there[1].strip() and level != there[1]:
            sentence = _("“%(name)s” is in your list with another level, which is kept. Change it in the list.")
            self.fault(number, self.header("level"), sentence % {"name": variable.name})
        elif (reason and not there[0].strip()) or (level and not there[1].strip()):
            reason, level = there[0].strip() or reason, there[1].strip() or level
            self._add(number, variable, reason, level, note=_("fills in what is missing in your list"))
        else:
            self.result.already += 1

    def _add(self, number: int, variable: Known, reason: str, level: str, note: str = "") -> None:
        text = self.case.authority.text
        cells = [(self.called[variable.registry_id], ""), (variable.name, text(variable.label))]
        cells += [(level, "")] if self.asks_for_level else []
        lacks = [_("no level of detail yet")] if self.asks_for_level and not level else []
        lacks += [] if reason else [_("no reason yet")]
        value = [variable.pk, reason[:1000], level[:200]]
        note = ", ".join(lacks) or note
        self.result.taken.append(Taken(number, [*cells, (reason, "")], value, note, is_whole=not lacks))


def _names(registry: Registry) -> set[str]:
    """What a registry may be called in a file: its name in any language, or its address on the portal."""
    return {plain(name) for name in (registry.slug, *registry.name.values()) if name}


def merged(stored: list[Row], taken: Iterable[tuple[int, int, str, str]]) -> list[Row]:
    """The list with (variable, registry, reason, level) added. What is there is never written over."""
    rows = {row.variable_id: row for row in stored}
    for variable_id, registry_id, reason, level in taken:
        there = rows.get(variable_id) or Row(variable_id, registry_id, "")
        rows[variable_id] = replace(there, reason=there.reason.strip() or reason, level=there.level.strip() or level)
    return list(rows.values())


def template_for(case: Application) -> Workbook:
    """A workbook to fill in: the list as it stands, and on a second sheet every variable that can be chosen."""
    book = Workbook()
    sheet = book.active
    sheet.title = _("Variable list")
    rows = case.requested_variables.select_related("registry", "variable")
    text, with_level = case.authority.text, asks_for_level(case)
    header, widths = [_("registry"), _("variable"), _("reason")], [36, 24, 80]
    cells = [[text(row.registry.name), row.variable.name, row.reason] for row in rows]
    if with_level:
        header.insert(2, _("level of detail"))
        widths.insert(2, 36)
        cells = [[*row[:2], stored.level, row[2]] for row, stored in zip(cells, rows, strict=True)]
    fill(sheet, header, cells, widths)
    on = case.authority.today()
    chosen = [registry for registry in case.registries.all() if not registry.is_closed(on)]
    every = Variable.objects.filter(registry__in=chosen).select_related("registry")
    fill(
        book.create_sheet(_("To choose from")),
        [_("registry"), _("variable"), _("what it is")],
        ([text(one.registry.name), one.name, text(one.label)] for one in every),
        [36, 24, 60],
    )
    return book


__all__ = ["Preview", "TableError", "merged", "read_variables", "template_for"]
