"""Files for the tests, made here: real workbooks, PDFs and pictures, and what people send instead of them."""

import io
import zipfile

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def pdf_of(*further: bytes, catalog: bytes = b"", page: bytes = b"") -> bytes:
    """A PDF of one empty page. `further` are objects from number 4 on, the rest is put into catalog and page."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]" + page + b">>",
        *further,
    ]
    content, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj%s endobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    ending = (len(objects) + 1, table, len(objects) + 1, len(content))
    return (
        content
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % ending
    )


def picture(kind: str) -> bytes:
    """A picture of one point."""
    memory = io.BytesIO()
    Image.new("RGB", (1, 1)).save(memory, kind)
    return memory.getvalue()


# The harmless virus that every scanner knows, backwards: in full it would alarm the scanner of whoever reads this.
EICAR = b"*H+H$!ELIF-TSET-SURIVITNA-DRADNATS-RACIE$}7)CC7)^P(45XZP\\4[PA@%P!O5X"[::-1]
PDF = pdf_of()
INFECTED_PDF = pdf_of(b"<</Length %d>>stream\n%s\nendstream" % (len(EICAR), EICAR))
PNG = picture("PNG")
JPEG = picture("JPEG")
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + b"\x00" * 64 + b"PE\x00\x00"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512 + "Workbook\0".encode("utf-16-le")


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def zipped(**members: bytes) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return memory.getvalue()


def office(kind: str) -> bytes:
    return zipped(**{"[Content_Types].xml": f'<Override ContentType="application/x.{kind}"/>'.encode()})


def open_document(kind: str) -> bytes:
    return zipped(mimetype=f"application/vnd.oasis.opendocument.{kind}".encode())


def workbook(rows: list[list], merged: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook(write_only=not merged)
    sheet = book.create_sheet("Variables") if not merged else book.active
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    memory = io.BytesIO()
    book.save(memory)
    return memory.getvalue()


def open_table(cells: str) -> bytes:
    """An OpenDocument sheet with the XML of the cells of its only row."""
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    sheet = f'<table:table table:name="S"><table:table-row>{cells}</table:table-row></table:table>'
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    return zipped(
        mimetype=b"application/vnd.oasis.opendocument.spreadsheet",
        **{
            "content.xml": f"<office:document-content {names}>{body}</office:document-content>".encode(),
            "META-INF__manifest.xml": (
                b'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
                b'<m:file-entry m:full-path="/" m:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
                b"</m:manifest>"
            ),
        },
    )
