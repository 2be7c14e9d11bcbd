import io
import threading

import pypdf
import pytest

from portal.base.pdf import LetterError, _fonts, render_pdf

LETTER = """<!doctype html><html lang="sv"><head><title>Beslut 12/2026</title>{head}</head>
<body><h1>Beslut</h1><p>Vi lämnar ut uppgifterna.</p>{body}</body></html>"""


def letter(head="", body=""):
    return LETTER.format(head=head, body=body)


def test_render_pdf_when_drawn_then_a_tagged_archivable_pdf_with_its_text():
    pdf = pypdf.PdfReader(io.BytesIO(render_pdf(letter())))
    metadata = pdf.trailer["/Root"]["/Metadata"].get_data().decode()
    assert 'part="3"' in metadata or "<pdfaid:part>3<" in metadata
    assert 'conformance="A"' in metadata or "<pdfaid:conformance>A<" in metadata
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.trailer["/Root"]["/Lang"] == "sv"
    assert pdf.metadata.title == "Beslut 12/2026"
    assert "Vi lämnar ut uppgifterna." in pdf.pages[0].extract_text()


@pytest.mark.parametrize("as_url", [False, True])
def test_render_pdf_when_the_style_sheet_lies_beside_then_it_is_used(tmp_path, as_url):
    (tmp_path / "letter.css").write_text("@page { size: A5 landscape }")
    html = letter(head='<link rel="stylesheet" href="letter.css">')
    base = tmp_path / "letter.html"
    base.write_text(html)
    pdf = pypdf.PdfReader(io.BytesIO(render_pdf(html, base.as_uri() if as_url else str(base))))
    assert round(float(pdf.pages[0].mediabox.width)) == 595


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x.png", "file:///etc/hostname", "missing.png"])
def test_render_pdf_when_it_asks_for_what_it_may_not_have_then_no_letter(tmp_path, address):
    with pytest.raises(LetterError):
        render_pdf(letter(body=f'<img src="{address}" alt="">'), f"{tmp_path}/")


def test_render_pdf_when_the_picture_is_in_the_text_then_drawn():
    picture = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>"
    assert render_pdf(letter(body=f'<img alt="" src="data:image/svg+xml,{picture}">')).startswith(b"%PDF-")


def test_fonts_when_asked_twice_then_the_same_in_a_thread_and_another_in_the_next():
    seen = []
    thread = threading.Thread(target=lambda: seen.append(_fonts()))
    thread.start()
    thread.join()
    assert _fonts() is _fonts()
    assert seen[0] is not _fonts()
