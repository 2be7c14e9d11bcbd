import io
import socketserver
import threading

import pytest

from portal.base.scanning import ScanState, _scanner, scan
from tests.base.papers import EICAR, PDF


class OddClamd(socketserver.StreamRequestHandler):
    """A scanner that has no verdict, as clamd has none of a stream beyond its limit."""

    def handle(self):
        self.rfile.read(len(b"nINSTREAM\n"))
        self.wfile.write(b"INSTREAM size limit exceeded. ERROR\n")


def test_scan_when_no_scanner_is_set_then_unscanned(settings):
    settings.CLAMAV_URL = ""
    assert scan(io.BytesIO(b"words")) is ScanState.UNSCANNED


@pytest.mark.clamav
@pytest.mark.parametrize(
    ("content", "state"),
    [
        (b"words", ScanState.CLEAN),
        (PDF, ScanState.CLEAN),
        (b"", ScanState.CLEAN),
        (EICAR, ScanState.INFECTED),
        (PDF + b" " * 5_000_000 + EICAR, ScanState.INFECTED),
    ],
)
def test_scan_when_the_scanner_answers_then_its_verdict(settings, clamav_url, content, state):
    settings.CLAMAV_URL = clamav_url
    file = io.BytesIO(content)
    file.read()
    assert scan(file) is state
    assert file.tell() == 0


def test_scan_when_the_scanner_has_no_verdict_then_unscanned(settings):
    with socketserver.TCPServer(("127.0.0.1", 0), OddClamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMAV_URL = f"tcp://127.0.0.1:{server.server_address[1]}"
        assert scan(io.BytesIO(b"odd")) is ScanState.UNSCANNED
        server.shutdown()


def test_scan_when_the_scanner_is_gone_then_unscanned_and_a_line_without_content(settings, caplog):
    settings.CLAMAV_URL = "tcp://127.0.0.1:9"
    assert scan(io.BytesIO(b"secret words")) is ScanState.UNSCANNED
    assert "no verdict" in caplog.text
    assert "secret" not in caplog.text


def test_scan_when_the_address_is_a_socket_file_then_that_is_used():
    assert _scanner("unix:///run/clamd.sock").unix_socket == "/run/clamd.sock"
