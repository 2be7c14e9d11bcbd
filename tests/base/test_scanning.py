import io
import socketserver
import struct
import threading

import pytest

from portal.base.scanning import ScanState, _scanner, scan

EICAR = b"the harmless test virus"


class FakeClamd(socketserver.StreamRequestHandler):
    """Speaks clamd's INSTREAM: length-prefixed chunks, then one line of verdict."""

    def handle(self):
        self.rfile.read(len(b"nINSTREAM\n"))
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        verdict = b"stream: Eicar FOUND\n" if content == EICAR else b"stream: OK\n"
        self.wfile.write(b"stream: too odd ERROR\n" if content == b"odd" else verdict)


@pytest.fixture
def clamd(settings):
    with socketserver.TCPServer(("127.0.0.1", 0), FakeClamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMAV_URL = f"tcp://127.0.0.1:{server.server_address[1]}"
        yield
        server.shutdown()


def test_scan_when_no_scanner_is_set_then_unscanned(settings):
    settings.CLAMAV_URL = ""
    assert scan(io.BytesIO(b"words")) is ScanState.UNSCANNED


@pytest.mark.parametrize(
    ("content", "state"),
    [(b"words", ScanState.CLEAN), (EICAR, ScanState.INFECTED), (b"odd", ScanState.UNSCANNED)],
)
def test_scan_when_the_scanner_answers_then_its_verdict(clamd, content, state):
    file = io.BytesIO(content)
    file.read()
    assert scan(file) is state
    assert file.tell() == 0


def test_scan_when_the_scanner_is_gone_then_unscanned_and_a_line_without_content(settings, caplog):
    settings.CLAMAV_URL = "tcp://127.0.0.1:9"
    assert scan(io.BytesIO(b"secret words")) is ScanState.UNSCANNED
    assert "no verdict" in caplog.text
    assert "secret" not in caplog.text


def test_scan_when_the_address_is_a_socket_file_then_that_is_used():
    assert _scanner("unix:///run/clamd.sock").unix_socket == "/run/clamd.sock"
