"""Zipped files, as documents and workbooks are: how large they really are, and what they bring along."""

import re
import struct
import zipfile
import zlib
from typing import BinaryIO

MEGABYTE = 2**20
MOST_UNPACKED = 300 * MEGABYTE
MOST_MEMBERS = 5_000
# A sheet of equal numbers shrinks to a fiftieth; what shrinks to less than this, and is not small, was made to.
MOST_RATIO = 200
SMALL = 10 * MEGABYTE
CHUNK = 256 * 1024
LOCAL_HEAD = struct.Struct("<4s22xHH")
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
)
RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>", re.IGNORECASE)
ELSEWHERE = re.compile(rb"""Target\s*=\s*["'](?!file:///[a-z]:)(?:[a-z][a-z0-9+.-]+:|\\\\|//)""", re.IGNORECASE)
# A linked object, or a field that asks another program for its text: what it shows is run, not read.
LINKED = re.compile(rb"<(?:\w+:)?(?:ddeLink|oleLink)\b|>[^<]*\bDDE(?:AUTO)?\b[^<]*</(?:\w+:)?instrText", re.IGNORECASE)
OPEN_LINKED = re.compile(rb"<(?:\w+:)?dde-(?:source|connection)\b", re.IGNORECASE)
MACROS = re.compile(r"(^|/)(vbaProject\.bin|vbaData\.xml|Basic/.+|Scripts/.+)$", re.IGNORECASE)
MACRO_TYPE = re.compile(rb"macroEnabled|ms-office\.vbaProject", re.IGNORECASE)


class ArchiveProblem(ValueError):
    """Why a zipped file is refused: `code` is "damaged", "bomb", "encrypted", "macros" or "links"."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def check_size(file: BinaryIO) -> None:
    """Raise ArchiveProblem for a zip that unpacks to far more than it looks, or to something else than it says.

    The list of contents is believed first, and then every member is unpacked, with no more kept than a moment needs.
    """
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _check_list(members)
            for member in members:
                _unpack(file, member)
    except BROKEN as problem:
        if isinstance(problem, ArchiveProblem):
            raise
        raise ArchiveProblem("damaged") from problem
    finally:
        file.seek(0)


def _check_list(members: list[zipfile.ZipInfo]) -> None:
    if any(member.flag_bits & 1 for member in members):
        raise ArchiveProblem("encrypted")
    too_much = sum(member.file_size for member in members) > MOST_UNPACKED
    if too_much or len(members) > MOST_MEMBERS or any(_is_too_dense(m.file_size, m.compress_size) for m in members):
        raise ArchiveProblem("bomb")


def _is_too_dense(unpacked: int, packed: int) -> bool:
    return unpacked > SMALL and unpacked > packed * MOST_RATIO


def _unpack(file: BinaryIO, member: zipfile.ZipInfo) -> None:
    """Unpack a member by its own bytes: Python's reader stops where the list says, other readers go on."""
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ArchiveProblem("damaged")
    file.seek(member.header_offset)
    mark, names, extras = LOCAL_HEAD.unpack(file.read(LOCAL_HEAD.size))
    if mark != b"PK\x03\x04":
        raise ArchiveProblem("damaged")
    file.seek(names + extras, 1)
    unpacked = member.compress_size if member.compress_type == zipfile.ZIP_STORED else _inflated(file, member)
    if unpacked != member.file_size:
        raise ArchiveProblem("bomb" if unpacked > member.file_size else "damaged")


def _inflated(file: BinaryIO, member: zipfile.ZipInfo) -> int:
    """How many bytes the member unpacks to; stops soon after there are more than it says."""
    inflater, left, unpacked = zlib.decompressobj(-zlib.MAX_WBITS), member.compress_size, 0
    while not inflater.eof and unpacked <= member.file_size:
        waiting = inflater.unconsumed_tail
        if not waiting:
            waiting = file.read(min(left, CHUNK))
            left -= len(waiting)
        found = inflater.decompress(waiting, CHUNK)
        unpacked += len(found)
        if not found and not waiting:
            break
    return unpacked


def check_content(file: BinaryIO) -> None:
    """Raise ArchiveProblem for a document or workbook with macros, or with links that fetch or run something.

    Links for a reader to press are welcome, and so are those to a file on the writer's own disk.
    """
    file.seek(0)
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if MACROS.search(name):
                raise ArchiveProblem("macros")
            if name.lower().endswith((".xml", ".rels")):
                _check_part(name, archive.read(name))
    file.seek(0)


def _check_part(name: str, content: bytes) -> None:
    if name == "[Content_Types].xml" and MACRO_TYPE.search(content):
        raise ArchiveProblem("macros")
    if name.endswith(".rels") and any(_reaches_out(relation) for relation in RELATION.findall(content)):
        raise ArchiveProblem("links")
    if LINKED.search(content) or OPEN_LINKED.search(content):
        raise ArchiveProblem("links")


def _reaches_out(relation: bytes) -> bool:
    if b"external" not in relation.lower() or b"/hyperlink" in relation.lower():
        return False
    return b"/oleObject" in relation or ELSEWHERE.search(relation) is not None
