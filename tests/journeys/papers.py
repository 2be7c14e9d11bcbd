"""Real files for journeys: PDFs as a scanner makes them, a workbook as Excel makes it, and reading what comes back."""

from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from pypdf import PdfReader

from portal.base.pdf import render_pdf


def pdf(folder: Path, name: str) -> Path:
    """A PDF file with its name as its text."""
    path = folder / f"{name}.pdf"
    path.write_bytes(render_pdf(f"<html lang='sv'><title>{name}</title><h1>{name}</h1></html>"))
    return path


def workbook(folder: Path, name: str, rows: list[list[str]]) -> Path:
    """An Excel workbook with these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    path = folder / f"{name}.xlsx"
    book.save(path)
    return path


def program(folder: Path) -> Path:
    """A program that calls itself a PDF."""
    path = folder / "approval.pdf"
    path.write_bytes(b"MZ\x90\x00\x03" + b"\x00" * 2000)
    return path


def words_of(content: bytes) -> str:
    """Every word of a PDF, with single spaces."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())
