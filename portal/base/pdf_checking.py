"""PDFs that people send: whether they can be read, and whether anything in them runs, starts or travels along."""

import logging
import re
import time
from collections.abc import Iterator
from typing import BinaryIO

from pypdf import PdfReader
from pypdf.errors import DependencyError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NullObject, PdfObject

MOST_OBJECTS = 300_000
MOST_SECONDS = 20  # of work, not of waiting for others: a file that takes as long was made to
# What an action may not be: the words behind /S.
SCRIPTS = frozenset({"/JavaScript", "/Rendition"})
ACTIONS = frozenset({"/Launch", "/ImportData", "/SubmitForm", "/GoToE"})
KEYS = {"/JS": "scripts", "/XFA": "scripts", "/RichMediaContent": "scripts", "/EF": "embedded"}
# For what a reader that mends a broken list of objects would find, and pypdf does not.
PLAIN = {rb"/JavaScript\b": "scripts", rb"/Launch\b": "actions", rb"/EmbeddedFile\b": "embedded"}
ESCAPED = re.compile(rb"#([0-9a-fA-F]{2})")

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its lines repeat what stands in the file


class PdfProblem(ValueError):
    """Why a PDF is refused: `code` is "damaged", "bomb", "encrypted", "scripts", "actions" or "embedded"."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def check_pdf(file: BinaryIO) -> None:
    """Raise PdfProblem for a PDF that cannot be read, needs a password, or holds what is no text or picture.

    Every object is looked at, wherever in the file it hides, and not only those that lead from page to page.
    """
    file.seek(0)
    content = file.read()
    file.seek(0)
    try:
        for value in _objects(_opened(file)):
            _check(value)
    except PdfProblem:
        raise
    except MemoryError as problem:
        raise PdfProblem("bomb") from problem
    except Exception as problem:  # whatever pypdf stumbles over, other readers may not: the file is not let in
        raise PdfProblem("damaged") from problem
    finally:
        file.seek(0)
    _check_plain(content)


def _opened(file: BinaryIO) -> PdfReader:
    reader = PdfReader(file)
    try:
        if reader.is_encrypted and not reader.decrypt(""):
            raise PdfProblem("encrypted")
    except (DependencyError, NotImplementedError) as problem:
        raise PdfProblem("encrypted") from problem
    if not isinstance(reader.root_object, DictionaryObject) or not reader.pages:
        raise PdfProblem("damaged")
    return reader


def _objects(reader: PdfReader) -> Iterator[PdfObject]:
    """Every object of the file, with all that stands directly in it."""
    end = time.thread_time() + MOST_SECONDS
    keys = {(generation, number) for generation, numbers in reader.xref.items() for number in numbers}
    keys |= {(0, number) for number in reader.xref_objStm}
    if len(keys) > MOST_OBJECTS:
        raise PdfProblem("bomb")
    yield from _inside(reader.trailer)
    for generation, number in keys:
        if time.thread_time() > end:
            raise PdfProblem("bomb")
        value = reader.get_object(IndirectObject(number, generation, reader))
        yield from _inside(value if value is not None else NullObject())


def _inside(value: PdfObject) -> Iterator[PdfObject]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        yield one
        if isinstance(one, DictionaryObject):
            waiting.extend(one.raw_get(key) for key in one)
        elif isinstance(one, ArrayObject):
            waiting.extend(list.__iter__(one))


def _check(value: PdfObject) -> None:
    if not isinstance(value, DictionaryObject):
        return
    for key, code in KEYS.items():
        if key in value:
            raise PdfProblem(code)
    if value.get("/Type") == "/EmbeddedFile":
        raise PdfProblem("embedded")
    sort = value.get("/S")
    sort = sort.get_object() if isinstance(sort, IndirectObject) else sort
    if isinstance(sort, str) and sort in SCRIPTS:
        raise PdfProblem("scripts")
    if isinstance(sort, str) and sort in ACTIONS:
        raise PdfProblem("actions")


def _check_plain(content: bytes) -> None:
    plain = ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)
    for words, code in PLAIN.items():
        if re.search(words, content) or re.search(words, plain):
            raise PdfProblem(code)
