"""Workbooks that people fetch: written row by row, so that a hundred thousand rows need no more memory than a few."""

from collections.abc import Iterable, Sequence
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

LONGEST = 32_767  # what a cell of a workbook holds
BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_workbook(file: BinaryIO, *, title: str, header: Sequence[tuple[str, int]], rows: Iterable[Sequence]) -> int:
    """Write one sheet into an open file: `header` is (label, width in characters) a column. Gives the number of rows.

    Text stays text: what begins like a formula is kept as it was written, and is never calculated.
    """
    book = Workbook(write_only=True)
    written = add_sheet(book, title=title, header=header, rows=rows)
    book.save(file)
    return written


def add_sheet(book: Workbook, *, title: str, header: Sequence[tuple[str, int]], rows: Iterable[Sequence]) -> int:
    """A further sheet of a workbook that is written only; the rest as in `write_workbook`."""
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for number, (_label, width) in enumerate(header):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    sheet.append([_head(sheet, label) for label, _width in header])
    written = 0
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
        written += 1
    return written


def _head(sheet, label: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, label)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet, value):
    """A value as the sheet takes it. Only text that a formula could hide in needs a cell of its own."""
    if not isinstance(value, str):
        return value
    value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST]
    if not value.startswith(BEGINS_FORMULA):
        return value
    cell = WriteOnlyCell(sheet, value)
    cell.data_type, cell.quotePrefix = "s", True
    return cell
