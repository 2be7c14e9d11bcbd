"""Tables that people send, from Excel, LibreOffice or as text: one header, rows of strings."""

import csv
import io
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.base.archives import ArchiveProblem, check_size
from portal.base.files import decode_text

DELIMITERS = ";\t,|"
WORKBOOK_HEADS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
LINES_ABOVE = 50
READER = Path(__file__).with_name("workbook_reader.py")
SECONDS = 30


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


def _refuse_bomb(content: bytes) -> None:
    if not content.startswith(b"PK"):
        return
    try:
        check_size(io.BytesIO(content))
    except ArchiveProblem as problem:
        if problem.code == "bomb":
            raise _bomb() from problem


def _bomb() -> TableError:
    return TableError(_("The workbook is far larger than it looks. Copy the rows into a new file and choose that."))


def _too_long(found: int, max_rows: int) -> TableError:
    words = {"found": found, "limit": max_rows}
    return TableError(
        _("The file has %(found)s rows; at most %(limit)s can be read. Nothing was taken over. Split the file.") % words
    )


def _merged(number: int, row: int) -> TableError:
    """Merged cells leave their neighbours empty: whose value that is cannot be known. `row` is the first, if known."""
    if not row:
        return TableError(_("Cells are merged. Split them, fill in each one and choose the file again."))
    sentence = ngettext(
        "Cells are merged in row %(row)s. Split them, fill in each one and choose the file again.",
        "%(number)s groups of cells are merged, the first in row %(row)s. Split them, fill in each one "
        "and choose the file again.",
        number,
    )
    return TableError(sentence % {"number": number, "row": row})


def _from_workbook(content: bytes, max_rows: int) -> list[list[str]]:
    """The rows of a workbook, which is opened by a process of its own with little memory and time to spend.

    A sheet of two cells can say that it has seventeen thousand million: no list of what to look for is ever complete.
    """
    _refuse_bomb(content)
    # The header, and some lines that may stand above it, are no rows.
    command = [sys.executable, "-I", str(READER), str(max_rows + LINES_ABOVE)]
    try:
        read = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as problem:
        raise _bomb() from problem
    if read.returncode:
        raise _bomb()
    found = json.loads(read.stdout)
    if "unreadable" in found:
        raise TableError(_("The file cannot be read as a workbook. Save it anew as .xlsx and choose it again."))
    if "too_long" in found:
        raise _too_long(found["too_long"], max_rows)
    if "merged" in found:
        raise _merged(*found["merged"])
    return found["rows"]


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
