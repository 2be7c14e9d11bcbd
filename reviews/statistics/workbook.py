"""The tables of a page of statistics as a workbook: a sheet for each, with the same figures."""

import io
from collections.abc import Iterable

from django.utils.translation import gettext as _
from openpyxl import Workbook

from portal.base.workbook import add_sheet
from reviews.statistics.hiding import HIDDEN
from reviews.statistics.sections import Cell, Section

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_statistics(said: Iterable[tuple[str, str]], sections: Iterable[Section]) -> bytes:
    """The workbook. `said` is what was chosen and when it was counted, as pairs of words for the first sheet."""
    book = Workbook(write_only=True)
    add_sheet(book, title=_("About"), header=[(_("Statistics"), 24), ("", 60)], rows=said)
    for section in sections:
        header = [(column, min(max(len(column) + 2, 12), 40)) for column in section.columns]
        rows = ([plain(cell) for cell in row] for row in section.rows)
        add_sheet(book, title=section.title, header=header, rows=rows)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def plain(cell: Cell) -> Cell:
    """A cell as the sheet takes it: words that are translated when they are read become text."""
    return str(cell) if cell is HIDDEN else cell
