"""Links to files hold for minutes and for one person: an address that is copied, guessed or logged opens nothing."""

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

HOLDS_SECONDS = 5 * 60
PARAMETER = "key"
SALT = "portal.base.signed_links"


def detour(request: HttpRequest) -> HttpResponse | None:
    """What to answer before a file is given out: None where the address carries a signature that holds.

    To be asked when the right to the file is known. The address that stands on pages leads on to the signed one; a
    signature that is old, altered or another person's gets a page with the way to a new one.
    """
    if PARAMETER not in request.GET:
        words = request.GET.copy()
        words[PARAMETER] = _sign(_subject(request))
        answer = redirect(f"{request.path}?{words.urlencode()}")
    elif _holds(request):
        return None
    else:
        answer = render(request, "base/link_expired.html", {"address": _without_key(request)}, status=404)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _without_key(request: HttpRequest) -> str:
    words = request.GET.copy()
    words.pop(PARAMETER, None)
    return f"{request.path}?{words.urlencode()}" if words else request.path


def _subject(request: HttpRequest) -> str:
    """What is signed: who may open which address."""
    return f"{request.user.pk} {_without_key(request)}"


def _sign(subject: str) -> str:
    return signing.TimestampSigner(salt=SALT).sign(subject).removeprefix(f"{subject}:")


def _holds(request: HttpRequest) -> bool:
    try:
        signed = f"{_subject(request)}:{request.GET[PARAMETER]}"
        signing.TimestampSigner(salt=SALT).unsign(signed, max_age=HOLDS_SECONDS)
    except signing.BadSignature:
        return False
    return True
