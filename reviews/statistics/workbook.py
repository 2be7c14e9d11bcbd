"""The tables of a page of statistics as a workbook: a sheet for each, with the same figures."""

import io
from collections.abc import Iterable

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from registries.variable_files import text_cell
from reviews.statistics.sections import Section

MOST_LETTERS = 31  # of the name of a sheet
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_workbook(said: Iterable[tuple[str, str]], sections: Iterable[Section]) -> bytes:
    """The workbook. `said` is what was chosen and when it was counted, as pairs of words for the first sheet."""
    book = Workbook(write_only=True)
    front = book.create_sheet(_("About")[:MOST_LETTERS])
    front.column_dimensions["A"].width, front.column_dimensions["B"].width = 24, 60
    for pair in said:
        front.append([text_cell(front, words) for words in pair])
    for section in sections:
        add_sheet(book, section)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def add_sheet(book: Workbook, section: Section) -> None:
    """One table, below the names of its columns."""
    sheet = book.create_sheet(section.title[:MOST_LETTERS])
    sheet.freeze_panes = "B2"
    for number, column in enumerate(section.columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = min(max(len(column) + 2, 12), 40)
    heads = [WriteOnlyCell(sheet, column) for column in section.columns]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for row in section.rows:
        sheet.append([value if value is None or not is_words(value) else text_cell(sheet, str(value)) for value in row])


def is_words(value) -> bool:
    """Whether a cell holds words and no number."""
    return not hasattr(value, "real")
