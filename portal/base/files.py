"""Files that people send: what they are by their content, not by their name."""

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

import puremagic
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

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
# Office documents say inside what they are. A document with macros says something else, and is refused.
MAIN_PARTS = {"docx": b"wordprocessingml.document.main+xml", "xlsx": b"spreadsheetml.sheet.main+xml"}


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
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError, EOFError):
        return "zip"
    if member == "mimetype":
        return next((kind for kind in ("odt", "ods") if inside.strip() == CONTENT_TYPES[kind].encode()), "zip")
    return next((kind for kind, part in MAIN_PARTS.items() if part in inside), "zip")


def _magic_kind(uploaded: UploadedFile) -> str:
    """What the first bytes say, as an ending without its dot; "" when they say nothing."""
    uploaded.seek(0)
    head = uploaded.read(HEAD)
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(uploaded)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "xls"
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


def inspect(uploaded: UploadedFile, rule: FileRule) -> FileFacts:
    """What the file is, after comparing its name with its content. The file stands at its beginning afterwards.

    Raises ValidationError with one sentence and a code: "empty", "too_big", "kind" (not allowed here), "mismatch" (the
    name says one thing and the content another: a renamed file, an .exe called .pdf).
    """
    name = PurePath((uploaded.name or "").replace("\\", "/")).name
    _check_size(uploaded, name, rule)
    ending = PurePath(name).suffix.lower().removeprefix(".")
    claimed = SAME_KIND.get(ending, ending)
    words = {"name": name, "kinds": _kinds_in_words(rule), "kind": claimed.upper()}
    if claimed not in rule.kinds:
        raise ValidationError(
            _("‘%(name)s’ is not of a kind that can be sent here. Send %(kinds)s.") % words, code="kind"
        )
    if _true_kind(uploaded, claimed) != claimed:
        sentence = _(
            "‘%(name)s’ is not what its name says: the content is of another kind, or damaged. "
            "Save it anew as %(kind)s; to rename it is not enough."
        )
        raise ValidationError(sentence % words, code="mismatch")
    digest = hashlib.sha256()
    uploaded.seek(0)
    for chunk in uploaded.chunks():
        digest.update(chunk)
    uploaded.seek(0)
    return FileFacts(name=name, size=uploaded.size, sha256=digest.hexdigest(), content_type=CONTENT_TYPES[claimed])
