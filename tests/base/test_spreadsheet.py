import io
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest

from portal.base import spreadsheet
from portal.base.spreadsheet import TableError, read_table
from tests.base.papers import OLE, open_table, sent, workbook, zipped

ROWS = [["Variable", "Reason"], ["INDATUM", "age at event"], ["KON", "sex"]]


def test_read_table_when_workbook_then_header_rows_and_their_numbers():
    table = read_table(sent("v.xlsx", workbook(ROWS)))
    assert table.header == ROWS[0]
    assert table.rows == ROWS[1:]
    assert table.first_row_number == 2


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_read_table_when_text_then_delimiter_and_encoding_are_found(delimiter, encoding):
    text = "\r\n".join(delimiter.join(row) for row in [["Variabel", "Skäl"], ["KÖN", "för jämförelse"]])
    table = read_table(sent("v.csv", text.encode(encoding)))
    assert table.header == ["Variabel", "Skäl"]
    assert table.rows == [["KÖN", "för jämförelse"]]


def test_read_table_when_cells_are_quoted_then_delimiters_inside_do_not_split():
    table = read_table(sent("v.csv", b'"Variable, name";Reason\n"IN;DATUM";"two\nlines"\n'))
    assert table.header == ["Variable, name", "Reason"]
    assert table.rows == [["IN;DATUM", "two\nlines"]]


def test_read_table_when_there_is_one_column_then_it_is_read():
    assert read_table(sent("v.txt", b"Variable\nKON\n")).rows == [["KON"]]


def test_read_table_when_blank_rows_stand_around_then_row_numbers_hold():
    table = read_table(sent("v.csv", b"\n;;\nVariable;Reason\nKON\n;\nAR;year;;\n;\n\n"))
    assert table.header == ["Variable", "Reason"]
    assert table.rows == [["KON", ""], ["", ""], ["AR", "year"]]
    assert table.first_row_number == 4


def test_read_table_when_cells_are_no_text_then_written_as_people_read_them():
    cells = [3.0, 2.5, True, date(2026, 11, 3), datetime(2026, 11, 3, 14, 2), time(9, 30), None, "  x "]
    table = read_table(sent("v.xlsx", workbook([list("abcdefgh"), cells])))
    assert table.rows == [["3", "2.5", "True", "2026-11-03", "2026-11-03 14:02:00", "09:30:00", "", "x"]]


def test_read_table_when_the_first_sheet_is_hidden_then_the_first_visible_one():
    book = openpyxl.Workbook()
    book.active.append(["hidden"])
    book.active.sheet_state = "hidden"
    book.create_sheet("Shown").append(["shown"])
    memory = io.BytesIO()
    book.save(memory)
    assert read_table(sent("v.xlsx", memory.getvalue())).header == ["shown"]


@pytest.mark.parametrize(
    ("merged", "says"),
    [
        (("A2:A3",), "Cells are merged in row 2"),
        (("A2:A3", "B2:B3"), "2 groups of cells are merged, the first in row 2"),
    ],
)
def test_read_table_when_cells_are_merged_then_refused_with_the_row(merged, says):
    with pytest.raises(TableError, match=says):
        read_table(sent("v.xlsx", workbook(ROWS, merged)))


CELL = '<table:table-cell office:value-type="string"><text:p>Variable</text:p></table:table-cell>'


def test_read_table_when_open_document_then_read():
    assert read_table(sent("v.ods", open_table(CELL))).header == ["Variable"]


def test_read_table_when_open_document_has_merged_cells_then_refused():
    with pytest.raises(TableError, match="Cells are merged"):
        read_table(sent("v.ods", open_table(f"{CELL}<table:covered-table-cell/>")))


def test_read_table_when_text_has_100_000_rows_then_refused_with_both_numbers():
    with pytest.raises(TableError, match="has 100000 rows; at most 5000"):
        read_table(sent("v.csv", b"Variable;Reason\n" + b"KON;sex\n" * 100_000))


def test_read_table_when_workbook_has_100_000_rows_then_refused_without_reading_them():
    content = workbook([["Variable", "Reason"], *([["KON", "sex"]] * 100_000)])
    with pytest.raises(TableError, match="has 100000 rows; at most 5000"):
        read_table(sent("v.xlsx", content))


@pytest.mark.parametrize(("rows", "fits"), [(3, True), (4, False)])
def test_read_table_when_exactly_as_many_rows_as_allowed_then_taken(rows, fits):
    uploaded = sent("v.xlsx", workbook([["Variable"], *([["KON"]] * rows)]))
    if fits:
        assert len(read_table(uploaded, max_rows=3).rows) == 3
        return
    with pytest.raises(TableError, match="has 4 rows; at most 3"):
        read_table(uploaded, max_rows=3)


@pytest.mark.parametrize("content", [b"", b"\n ; ;\n", workbook([[""]]), workbook([[]])])
def test_read_table_when_nothing_is_in_it_then_refused(content):
    with pytest.raises(TableError, match="empty"):
        read_table(sent("v.csv", content))


@pytest.mark.parametrize("content", [zipped(readme=b"no workbook"), OLE, b"PK\x03\x04 cut off", workbook(ROWS)[:-200]])
def test_read_table_when_workbook_is_damaged_then_refused(content):
    with pytest.raises(TableError, match="cannot be read as a workbook"):
        read_table(sent("v.xlsx", content))


def test_read_table_when_it_is_neither_text_nor_workbook_then_refused():
    with pytest.raises(TableError, match="neither"):
        read_table(sent("v.csv", b"MZ\x90\x00"))


def test_read_table_when_a_cell_is_endless_then_refused():
    with pytest.raises(TableError, match="cannot be split"):
        read_table(sent("v.csv", b'a;b\n"' + b"x" * 200_000))


def far_apart() -> bytes:
    """A workbook of one kilobyte with two cells, the first and the last one that a sheet can have."""
    with zipfile.ZipFile(io.BytesIO(workbook(ROWS))) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    cells = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    sheet = next(name for name in parts if name.startswith("xl/worksheets/"))
    parts[sheet] = parts[sheet].split(b"<row")[0] + cells + parts[sheet].split(b"</sheetData>")[1]
    return zipped(**{name.replace("/", "__"): content for name, content in parts.items()})


BOMBS = {
    "xlsx that unpacks to a thousandfold": zipped(**{"xl__worksheets__sheet1.xml": b" " * 30_000_000}),
    "xlsx with cells far apart": far_apart(),
}


@pytest.mark.parametrize("content", BOMBS.values(), ids=BOMBS.keys())
def test_read_table_when_a_workbook_is_a_bomb_then_refused_and_the_portal_goes_on(content):
    assert len(content) < 100_000
    with pytest.raises(TableError, match="far larger"):
        read_table(sent("v.xlsx", content))


def test_read_table_when_a_cell_says_that_it_is_repeated_without_end_then_refused():
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p>'
    rows = f'{cell}</table:table-cell></table:table-row><table:table-row table:number-rows-repeated="1048575">{cell}'
    with pytest.raises(TableError, match=r"far larger|at most|cannot be read"):
        read_table(sent("v.ods", open_table(f"{rows}</table:table-cell>")))


def test_read_table_when_reading_takes_too_long_then_refused(monkeypatch):
    monkeypatch.setattr(spreadsheet, "SECONDS", 0.001)
    with pytest.raises(TableError, match="far larger"):
        read_table(sent("v.xlsx", workbook(ROWS)))


def test_read_table_when_done_then_the_file_stands_at_its_beginning():
    uploaded = sent("v.csv", b"a;b\n")
    read_table(uploaded)
    assert uploaded.tell() == 0
