"""Tables that people send, from Excel, LibreOffice or as text: one header, rows of strings."""

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time

import python_calamine
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.base.files import decode_text

DELIMITERS = ";\t,|"
WORKBOOK_HEADS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
# A workbook is a zip; one that unpacks to more than this is an attack or a mistake.
MAX_UNPACKED_BYTES = 300 * 2**20
LINES_ABOVE = 50


class TableError(ValueError):
    """The file cannot be read as a table; str() is a sentence for the person who sent it."""


@dataclass(frozen=True)
class Table:
    """`rows[n]` stood in row `first_row_number + n` of the file; blank rows in between are kept, so that this holds.

    A row has at least as many cells as the header; cells are stripped strings, whole numbers without ".0", days as ISO.
    """

    header: list[str]
    rows: list[list[str]]
    first_row_number: int


def _as_text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    if isinstance(value, date | datetime | time):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return str(value).strip()


def _refuse_bomb(content: bytes) -> None:
    if not content.startswith(b"PK"):
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED_BYTES:
            raise TableError(
                _("The workbook is far larger than it looks. Copy the rows into a new file and choose that.")
            )


def _too_long(found: int, max_rows: int) -> TableError:
    words = {"found": found, "limit": max_rows}
    return TableError(
        _("The file has %(found)s rows; at most %(limit)s can be read. Nothing was taken over. Split the file.") % words
    )


def _first_visible(book: python_calamine.CalamineWorkbook) -> python_calamine.CalamineSheet:
    visible = (
        sheet.name for sheet in book.sheets_metadata if sheet.visible == python_calamine.SheetVisibleEnum.Visible
    )
    return book.get_sheet_by_name(next(visible, book.sheet_names[0]))


def _refuse_covered(content: bytes) -> None:
    """Merged cells of OpenDocument, which calamine does not report: the cells that they cover are marked in the XML."""
    if not content.startswith(b"PK"):
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "content.xml" in archive.namelist() and b":covered-table-cell" in archive.read("content.xml"):
            raise TableError(_("Cells are merged. Split them, fill in each one and choose the file again."))


def _refuse_merged(sheet: python_calamine.CalamineSheet) -> None:
    """Merged cells leave their neighbours empty: whose value that is cannot be known."""
    merged = sheet.merged_cell_ranges or []
    if not merged:
        return
    (row, _column), _end = merged[0]
    sentence = ngettext(
        "Cells are merged in row %(row)s. Split them, fill in each one and choose the file again.",
        "%(number)s groups of cells are merged, the first in row %(row)s. Split them, fill in each one "
        "and choose the file again.",
        len(merged),
    )
    raise TableError(sentence % {"number": len(merged), "row": row + 1})


def _from_workbook(content: bytes, max_rows: int) -> list[list[str]]:
    try:
        _refuse_bomb(content)
        _refuse_covered(content)
        sheet = _first_visible(python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)))
    except (python_calamine.CalamineError, zipfile.BadZipFile, StopIteration, IndexError) as problem:
        raise TableError(
            _("The file cannot be read as a workbook. Save it anew as .xlsx and choose it again.")
        ) from problem
    last_row = sheet.end[0] if sheet.end else 0
    # Counted before anything is copied; the header, and some lines that may stand above it, are no rows.
    if last_row > max_rows + LINES_ABOVE:
        raise _too_long(last_row, max_rows)
    _refuse_merged(sheet)
    return [[_as_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]


def _delimiter(line: str) -> str:
    """The sign that splits the first line into most cells. csv.Sniffer guesses letters and quotes; this does not."""
    return max(DELIMITERS, key=lambda sign: len(next(csv.reader([line], delimiter=sign), [])))


def _from_text(content: bytes) -> list[list[str]]:
    text = decode_text(content)
    if text is None:
        raise TableError(_("The file is neither a workbook nor text. Save it anew as .xlsx and choose it again."))
    first = next((line for line in text.splitlines() if line.strip()), "")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(first)))
    except csv.Error as problem:
        raise TableError(
            _("The text cannot be split into columns. Save it anew as .csv and choose it again.")
        ) from problem
    return [[cell.strip() for cell in row] for row in rows]


def _trimmed(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row = row[:-1]
    return row


def read_table(uploaded: UploadedFile, max_rows: int = 5000) -> Table:
    """The first visible sheet of a workbook (xlsx, xls, ods), or text (UTF-8, UTF-16, Latin-1), as a Table (S8).

    The header is the first row that is not blank. Raises TableError with a sentence for a file that is empty, cannot be
    read, has merged cells, or has more than `max_rows` rows below the header.
    """
    uploaded.seek(0)
    content = uploaded.read()
    uploaded.seek(0)
    lines = _from_workbook(content, max_rows) if content.startswith(WORKBOOK_HEADS) else _from_text(content)
    lines = [_trimmed(line) for line in lines]
    while lines and not lines[-1]:
        lines.pop()
    top = next((number for number, line in enumerate(lines) if line), None)
    if top is None:
        raise TableError(
            _("The file is empty. Write a header and one row for each variable, save it and choose it again.")
        )
    header, rows = lines[top], lines[top + 1 :]
    if len(rows) > max_rows:
        raise _too_long(len(rows), max_rows)
    padded = [row + [""] * (len(header) - len(row)) for row in rows]
    return Table(header=header, rows=padded, first_row_number=top + 2)
