"""How a file leaves the portal: as a download, or in a frame that nothing in it can get out of."""

from typing import BinaryIO

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from portal.base.filenames import clean_name

# What a browser shows by means of its own, without running anything that the file holds.
SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg"})
SANDBOX = "sandbox; default-src 'none'"
IN_A_FRAME = f"{SANDBOX}; frame-ancestors 'self'"


def guarded(response: HttpResponseBase, *, policy: str = SANDBOX) -> HttpResponseBase:
    """A response with what keeps a file out of caches, its kind from being guessed, and its content from acting."""
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = policy
    response["X-Frame-Options"] = "SAMEORIGIN" if policy == IN_A_FRAME else "DENY"
    return response


def download(file: BinaryIO, *, name: str, content_type: str) -> HttpResponseBase:
    """An open file to be kept by whoever asked for it, never opened in the portal's name."""
    response = FileResponse(file, as_attachment=True, filename=clean_name(name), content_type=content_type)
    return guarded(response)


def shown(file: BinaryIO, *, name: str, content_type: str) -> HttpResponseBase:
    """An open PDF or picture for the browser's own viewer, in a sandbox; a download where it is anything else."""
    if content_type not in SHOWN:
        return download(file, name=name, content_type=content_type)
    response = FileResponse(file, filename=clean_name(name), content_type=content_type)
    return guarded(response, policy=IN_A_FRAME)


def download_of(content: bytes, *, name: str, content_type: str) -> HttpResponse:
    """Likewise for a file that was made this moment."""
    headers = {"Content-Disposition": content_disposition_header(True, clean_name(name))}
    return guarded(HttpResponse(content, content_type=content_type, headers=headers))


def shown_of(content: bytes, *, name: str, content_type: str = "application/pdf") -> HttpResponse:
    """A PDF or a picture that the portal made this moment, for the browser's own viewer."""
    headers = {"Content-Disposition": content_disposition_header(False, clean_name(name))}
    return guarded(HttpResponse(content, content_type=content_type, headers=headers), policy=IN_A_FRAME)
