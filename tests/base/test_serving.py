import io

import pytest

from portal.base.serving import download, download_of, shown, shown_of


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "text/plain", "application/xhtml+xml"])
def test_shown_when_a_browser_could_run_it_then_is_a_download(content_type):
    answer = shown(io.BytesIO(b"<script>"), name="x.html", content_type=content_type)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_shown_when_it_is_a_pdf_then_stands_in_a_frame_of_ours_and_in_no_other():
    for answer in (
        shown(io.BytesIO(b"%PDF-"), name="a.pdf", content_type="application/pdf"),
        shown_of(b"%PDF-", name="a.pdf"),
    ):
        assert answer["Content-Disposition"] == 'inline; filename="a.pdf"'
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'self'"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "private, no-store"


def test_download_when_the_name_is_odd_then_the_head_of_the_answer_stays_whole():
    name = 'a"b\r\nSet-Cookie: x=1\u202e.pdf'
    for answer in (
        download(io.BytesIO(b"x"), name=name, content_type="text/csv"),
        download_of(b"x", name=name, content_type="text/csv"),
    ):
        assert answer["Content-Disposition"] == 'attachment; filename="a_b Set-Cookie_ x=1.pdf"'
        assert "Set-Cookie" not in answer.headers
