import hashlib

import pytest
from django.core.exceptions import ValidationError

from portal.base.files import CONTENT_TYPES, FileRule, decode_text, inspect
from tests.base.papers import EXE, JPEG, OLE, PDF, PNG, office, open_document, sent, workbook, zipped

EVERYTHING = FileRule(kinds=tuple(CONTENT_TYPES))
WORD = "wordprocessingml.document.main+xml"
EXCEL = "spreadsheetml.sheet.main+xml"
GOOD = [
    ("plan.pdf", PDF, "pdf"),
    ("PLAN.PDF", PDF, "pdf"),
    ("plan.docx", office(WORD), "docx"),
    ("variables.xlsx", workbook([["name"], ["INDATUM"]]), "xlsx"),
    ("variables.xls", OLE, "xls"),
    ("plan.odt", open_document("text"), "odt"),
    ("variables.ods", open_document("spreadsheet"), "ods"),
    ("scan.png", PNG, "png"),
    ("scan.jpeg", JPEG, "jpg"),
    ("variables.csv", "namn;skäl\nINDATUM;för ålder\n".encode("latin-1"), "csv"),
    ("variables.txt", "name\treason\n".encode("utf-16"), "txt"),
]
BAD = [
    ("plan.pdf", EXE),  # an .exe called .pdf
    ("plan.pdf", workbook([["name"]])),  # a renamed workbook
    ("plan.pdf", b"just some words"),
    ("variables.xlsx", PDF),
    ("variables.xlsx", office(WORD)),
    ("variables.xlsx", zipped(readme=b"a zip of something else")),
    ("variables.xlsx", b"PK\x03\x04 cut off"),
    ("variables.ods", open_document("text")),
    ("variables.ods", open_document("spreadsheet-template")),
    ("variables.csv", EXE),
    ("variables.csv", PNG),
    ("variables.txt", b"\xff\xfe\x41"),
    ("scan.png", JPEG),
]


@pytest.mark.parametrize(("name", "content", "kind"), GOOD)
def test_inspect_when_name_and_content_agree_then_the_facts(name, content, kind):
    uploaded = sent(name, content)
    facts = inspect(uploaded, EVERYTHING)
    assert (facts.name, facts.size) == (name, len(content))
    assert facts.sha256 == hashlib.sha256(content).hexdigest()
    assert facts.content_type == CONTENT_TYPES[kind]
    assert uploaded.read() == content


@pytest.mark.parametrize(("name", "content"), BAD)
def test_inspect_when_name_and_content_disagree_then_refused(name, content):
    with pytest.raises(ValidationError) as caught:
        inspect(sent(name, content), EVERYTHING)
    assert caught.value.code == "mismatch"
    assert name in caught.value.messages[0]


def test_inspect_when_empty_then_refused():
    with pytest.raises(ValidationError) as caught:
        inspect(sent("plan.pdf", b""), FileRule())
    assert caught.value.code == "empty"


@pytest.mark.parametrize(("extra", "refused"), [(0, False), (1, True)])
def test_inspect_when_over_the_limit_then_refused_with_both_sizes(extra, refused):
    rule = FileRule(max_bytes=2**20)
    uploaded = sent("plan.pdf", PDF.ljust(2**20 + extra, b" "))
    if not refused:
        assert inspect(uploaded, rule).size == 2**20
        return
    with pytest.raises(ValidationError) as caught:
        inspect(uploaded, rule)
    assert caught.value.code == "too_big"
    assert "2 MB" in caught.value.messages[0]
    assert "at most 1 MB" in caught.value.messages[0]


@pytest.mark.parametrize("name", ["virus.exe", "plan", "plan.pdf.exe", ""])
def test_inspect_when_kind_is_not_taken_then_the_kinds_that_are(name):
    uploaded = sent("x", EXE)
    uploaded._name = name
    with pytest.raises(ValidationError) as caught:
        inspect(uploaded, FileRule(kinds=("pdf", "txt")))
    assert caught.value.code == "kind"
    assert "PDF, plain text" in caught.value.messages[0]


def test_inspect_when_name_holds_folders_then_only_the_last_part_is_kept():
    uploaded = sent("plan.pdf", PDF)
    uploaded._name = "C:\\Users\\me\\plan.pdf"
    assert inspect(uploaded, FileRule()).name == "plan.pdf"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("å".encode(), "å"),
        ("å".encode("utf-8-sig"), "å"),
        ("å".encode("latin-1"), "å"),
        ("å".encode("utf-16"), "å"),
        (b"a\0b", None),
        (b"\x01", None),
        (b"\xff\xfe\x41", None),
    ],
)
def test_decode_text_when_it_is_text_then_read_in_its_encoding(content, text):
    assert decode_text(content) == text
