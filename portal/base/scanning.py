"""Viruses: every file is shown to ClamAV where there is one."""

import logging
from typing import BinaryIO
from urllib.parse import urlsplit

import clamd
from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)
TIMEOUT_SECONDS = 30
DEFAULT_PORT = 3310


class ScanState(TextChoices):
    CLEAN = "clean", _("no virus found")
    INFECTED = "infected", _("holds a virus")
    UNSCANNED = "unscanned", _("not scanned")


def _scanner(url: str) -> clamd.ClamdNetworkSocket:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return clamd.ClamdUnixSocket(path=parts.path, timeout=TIMEOUT_SECONDS)
    return clamd.ClamdNetworkSocket(parts.hostname, parts.port or DEFAULT_PORT, timeout=TIMEOUT_SECONDS)


def scan(file: BinaryIO) -> ScanState:
    """What ClamAV says of the file, read from its beginning; it stands there again afterwards.

    UNSCANNED without settings.CLAMAV_URL (tcp://host:port or unix:///path), and when the scanner does not answer: the
    caller decides whether that is good enough, nobody takes it for clean.
    """
    if not settings.CLAMAV_URL:
        return ScanState.UNSCANNED
    file.seek(0)
    try:
        verdict, _name = _scanner(settings.CLAMAV_URL).instream(file)["stream"]
    except (clamd.ClamdError, OSError, KeyError, ValueError) as problem:
        logger.warning("The virus scanner gave no verdict: %s", type(problem).__name__)
        return ScanState.UNSCANNED
    finally:
        file.seek(0)
    return {"OK": ScanState.CLEAN, "FOUND": ScanState.INFECTED}.get(verdict, ScanState.UNSCANNED)
