from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.core import signing
from gunicorn.config import Config

from portal.base.accesslog import AccessLog, without_keys

CASE = UUID("a5f901c9-cc4c-4535-9e9d-f8f67948ec97")


def line_for(path: str) -> str:
    """What gunicorn writes about a request: method, path, status."""
    answer = SimpleNamespace(status="200 OK", sent=10, headers=[])
    environ = {"REQUEST_METHOD": "GET", "RAW_URI": path, "SERVER_PROTOCOL": "HTTP/1.1", "PATH_INFO": path}
    return "{m} {U} {s}".format_map(AccessLog(Config()).atoms(answer, {}, environ, timedelta(milliseconds=5)))


def test_access_log_when_an_address_holds_a_signed_key_then_it_is_left_out():
    assert line_for(f"/r/{signing.dumps(str(CASE), salt='any')}/") == "GET /r/…/ 200"


@pytest.mark.parametrize("path", ["/", "/registries/patients/", f"/cases/{CASE}/documents/{CASE}/"])
def test_access_log_when_an_address_holds_no_key_then_it_is_written_whole(path):
    assert without_keys(path) == path
