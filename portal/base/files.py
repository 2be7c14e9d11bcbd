"""Files that people send: what they are by their content, not by their name."""

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

import puremagic
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image

from portal.base.archives import BROKEN, ArchiveProblem, check_content, check_size
from portal.base.filenames import clean_name
from portal.base.pdf_checking import PdfProblem, check_pdf

MEGABYTE = 2**20
HEAD = 8192
TEXT_CONTROLS = frozenset("\t\n\r\f")
# kind: content type. A kind is also the ending of its files' names.
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "xls": "application/vnd.ms-excel",
    "csv": "text/csv",
    "txt": "text/plain",
    "png": "image/png",
    "jpg": "image/jpeg",
}
# puremagic calls every JPEG a .jfif.
SAME_KIND = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg"}
TEXTS = ("csv", "txt")
ZIPPED = ("docx", "xlsx", "odt", "ods")
# Office documents say inside what they are. One with macros says something else; it is told so, and refused.
MAIN_PARTS = {"docx": b"wordprocessingml.document.main+xml", "xlsx": b"spreadsheetml.sheet.main+xml"}
MACRO_PARTS = {"docx": b"ms-word.document.macroEnabled", "xlsx": b"ms-excel.sheet.macroEnabled"}
PICTURES = {"png": "PNG", "jpg": "JPEG"}
MOST_PIXELS = 100_000_000
# Why a file is not taken that is of a kind that can be sent: what it is, and what to do.
SENTENCES = {
    "mismatch": gettext_lazy(
        "‘%(name)s’ is not what its name says: the content is of another kind, or damaged. "
        "Save it anew as %(kind)s; to rename it is not enough."
    ),
    "damaged": gettext_lazy("‘%(name)s’ cannot be read: it is damaged. Save it anew as %(kind)s and choose it again."),
    "bomb": gettext_lazy(
        "‘%(name)s’ is far larger inside than it looks, so it was not opened. "
        "Copy what matters into a new file and choose that."
    ),
    "polyglot": gettext_lazy(
        "‘%(name)s’ is two files in one: a file of another kind is hidden in it. "
        "Save it anew as %(kind)s with the program that it was written in."
    ),
    "encrypted": gettext_lazy(
        "‘%(name)s’ is locked with a password, so the authority could not open it. Save it without one."
    ),
    "macros": gettext_lazy("‘%(name)s’ holds macros, which are programs. Save it as %(kind)s without macros."),
    "links": gettext_lazy(
        "‘%(name)s’ fetches content from elsewhere when it is opened (linked objects, pictures or templates). "
        "Break the links, so that everything stands in the file itself."
    ),
    "scripts": gettext_lazy(
        "‘%(name)s’ holds a script, as some forms to fill in do. "
        "Print it to a new PDF: that keeps what is written, and leaves out the script."
    ),
    "actions": gettext_lazy(
        "‘%(name)s’ starts another program or sends data when it is opened. "
        "Print it to a new PDF, which leaves that out."
    ),
    "embedded": gettext_lazy(
        "‘%(name)s’ carries other files inside of it. Send each of them by itself, and a PDF that holds only its pages."
    ),
}


@dataclass(frozen=True)
class FileRule:
    """What is taken: kinds (keys of CONTENT_TYPES) and the size in bytes."""

    kinds: tuple[str, ...] = ("pdf",)
    max_bytes: int = 20 * MEGABYTE


@dataclass(frozen=True)
class FileFacts:
    """What a file is: its name without folders, size in bytes, SHA-256 in hexadecimal digits, true content type."""

    name: str
    size: int
    sha256: str
    content_type: str


def decode_text(content: bytes) -> str | None:
    """The text in UTF-8, UTF-16 with its mark, or Latin-1 (Windows); None for what is no text."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace") if encoding == "utf-8-sig" else "\0"
    printable = all(sign >= " " or sign in TEXT_CONTROLS for sign in text)
    return text if printable else None


def _zip_kind(uploaded: UploadedFile) -> str:
    try:
        with zipfile.ZipFile(uploaded.file) as archive:
            names = set(archive.namelist())
            member = "mimetype" if "mimetype" in names else "[Content_Types].xml"
            with archive.open(member) as inner:
                inside = inner.read(MEGABYTE)
    except (KeyError, *BROKEN):
        return "zip"
    if member == "mimetype":
        return next((kind for kind in ("odt", "ods") if inside.strip() == CONTENT_TYPES[kind].encode()), "zip")
    with_macros = (kind for kind, mark in MACRO_PARTS.items() if mark in inside)
    return next((kind for kind, part in MAIN_PARTS.items() if part in inside), next(with_macros, "zip"))


def _old_kind(uploaded: UploadedFile) -> str:
    """What an OLE container is: Excel's old workbooks, or what newer ones are locked into."""
    uploaded.seek(0)
    content = uploaded.read()
    if _in_ole("EncryptedPackage") in content:
        return "locked"
    return "xls" if _in_ole("Workbook") in content or _in_ole("Book") in content else "ole"


def _in_ole(name: str) -> bytes:
    """A name as the directory of an OLE container holds it, from its first letter to its end."""
    return name.encode("utf-16-le") + b"\0\0"


def _magic_kind(uploaded: UploadedFile) -> str:
    """What the first bytes say, as an ending without its dot; "" when they say nothing."""
    uploaded.seek(0)
    head = uploaded.read(HEAD)
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(uploaded)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _old_kind(uploaded)
    try:
        kind = puremagic.from_string(head).removeprefix(".")
    except puremagic.PureError:
        return ""
    return SAME_KIND.get(kind, kind)


def _true_kind(uploaded: UploadedFile, claimed: str) -> str:
    if claimed not in TEXTS:
        return _magic_kind(uploaded)
    uploaded.seek(0)
    return claimed if decode_text(uploaded.read()) is not None else ""


def _kinds_in_words(rule: FileRule) -> str:
    return ", ".join(kind.upper() if kind != "txt" else _("plain text") for kind in rule.kinds)


def _check_size(uploaded: UploadedFile, name: str, rule: FileRule) -> None:
    if not uploaded.size:
        raise ValidationError(
            _("‘%(name)s’ is empty. Save it anew on your computer and choose it again.") % {"name": name}, code="empty"
        )
    if uploaded.size > rule.max_bytes:
        words = {"name": name, "size": -(-uploaded.size // MEGABYTE), "limit": rule.max_bytes // MEGABYTE}
        sentence = _("‘%(name)s’ has %(size)s MB; at most %(limit)s MB can be sent. Make it smaller or split it.")
        raise ValidationError(sentence % words, code="too_big")


def _problem_of(uploaded: UploadedFile, kind: str) -> str:
    """What is wrong inside of a file that is of the kind that it says: a key of SENTENCES; "" when nothing is."""
    uploaded.seek(0)
    head = uploaded.read(HEAD)
    if (kind not in ZIPPED and zipfile.is_zipfile(uploaded.file)) or (kind != "pdf" and b"%PDF-" in head[:1024]):
        return "polyglot"
    uploaded.seek(0)
    try:
        if kind in ZIPPED:
            check_size(uploaded.file)
            check_content(uploaded.file)
        elif kind == "pdf":
            check_pdf(uploaded.file)
        elif kind == "xls" and _in_ole("_VBA_PROJECT") in uploaded.read():
            return "macros"
        elif kind in PICTURES:
            return _problem_of_picture(uploaded, kind)
    except (ArchiveProblem, PdfProblem) as problem:
        return problem.code
    return ""


def _problem_of_picture(uploaded: UploadedFile, kind: str) -> str:
    """Only the head is read: a picture of more points than this is one that no screen and no memory holds."""
    try:
        with Image.open(uploaded.file, formats=[PICTURES[kind]]) as picture:
            width, height = picture.size
    except Image.DecompressionBombError:
        return "bomb"
    except Exception:  # Pillow raises what it stumbles over
        return "damaged"
    return "bomb" if width * height > MOST_PIXELS else ""


def inspect(uploaded: UploadedFile, rule: FileRule) -> FileFacts:
    """What the file is, after comparing its name with its content. The file stands at its beginning afterwards.

    Raises ValidationError with one sentence and a code: "empty", "too_big", "kind" (not allowed here), "mismatch" (the
    name says one thing and the content another: a renamed file, an .exe called .pdf), or a key of SENTENCES.
    """
    name = clean_name(uploaded.name)
    _check_size(uploaded, name, rule)
    ending = PurePath(name).suffix.lower().removeprefix(".")
    claimed = SAME_KIND.get(ending, ending)
    words = {"name": name, "kinds": _kinds_in_words(rule), "kind": claimed.upper()}
    if claimed not in rule.kinds:
        raise ValidationError(
            _("‘%(name)s’ is not of a kind that can be sent here. Send %(kinds)s.") % words, code="kind"
        )
    true_kind = _true_kind(uploaded, claimed)
    code = "mismatch" if true_kind != claimed else _problem_of(uploaded, claimed)
    if true_kind == "locked" and claimed in ZIPPED:
        code = "encrypted"
    if code:
        raise ValidationError(str(SENTENCES[code]) % words, code=code)
    digest = hashlib.sha256()
    uploaded.seek(0)
    for chunk in uploaded.chunks():
        digest.update(chunk)
    uploaded.seek(0)
    return FileFacts(name=name, size=uploaded.size, sha256=digest.hexdigest(), content_type=CONTENT_TYPES[claimed])
