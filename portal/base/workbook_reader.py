"""Reads a workbook from standard input and writes its first visible sheet to standard output, as JSON.

Run as a program of its own (portal/base/spreadsheet.py starts it), so that a workbook made to eat all memory ends this
process and no other. Written is one of: {"rows": …}, {"unreadable": true}, {"too_long": rows},
{"merged": [groups, row]}.
"""

import io
import json
import resource
import sys
import zipfile
from datetime import date, datetime, time

MOST_MEMORY = 1_500 * 2**20
MOST_SECONDS = 20


def as_text(value: object) -> str:
    """A cell as people read it: whole numbers without ".0", days as ISO."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    if isinstance(value, date | datetime | time):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return str(value).strip()


def first_visible(book):
    """The first sheet that is not hidden."""
    import python_calamine  # noqa: PLC0415 - when the limits hold

    visible = (
        sheet.name for sheet in book.sheets_metadata if sheet.visible == python_calamine.SheetVisibleEnum.Visible
    )
    return book.get_sheet_by_name(next(visible, book.sheet_names[0]))


def covers_cells(content: bytes) -> bool:
    """Merged cells of OpenDocument, which calamine does not report: the cells that they cover are marked in the XML."""
    if not content.startswith(b"PK"):
        return False
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "content.xml" in archive.namelist() and b":covered-table-cell" in archive.read("content.xml")


def read(content: bytes, most_rows: int) -> dict:
    """What is written to standard output."""
    import python_calamine  # noqa: PLC0415

    try:
        if covers_cells(content):
            return {"merged": [1, 0]}
        sheet = first_visible(python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)))
    except (python_calamine.CalamineError, zipfile.BadZipFile, StopIteration, IndexError):
        return {"unreadable": True}
    last_row = sheet.end[0] if sheet.end else 0
    if last_row > most_rows:  # counted before anything is copied
        return {"too_long": last_row}
    merged = sheet.merged_cell_ranges or []
    if merged:
        return {"merged": [len(merged), merged[0][0][0] + 1]}
    return {"rows": [[as_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]}


def main() -> None:
    """Read within the limits."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(read(sys.stdin.buffer.read(), int(sys.argv[1])), sys.stdout)


if __name__ == "__main__":
    main()
