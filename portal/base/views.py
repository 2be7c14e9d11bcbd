"""Pages that belong to the portal itself: its health, its statements, its errors."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.base import cookies as cookie_list
from portal.base import health, retention

METRICS = """# HELP registerportal_up Whether the web process answers.
# TYPE registerportal_up gauge
registerportal_up 1
# HELP registerportal_info The version that runs.
# TYPE registerportal_info gauge
registerportal_info{{version="{version}"}} 1
"""


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: the process answers. Asks nobody else."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Ready: database and broker answer. 503 names the part that does not."""
    parts = {"database": health.database_answers(), "broker": health.broker_answers()}
    words = {name: "ok" if answers else "does not answer" for name, answers in parts.items()}
    return JsonResponse(words, status=200 if all(parts.values()) else 503)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus; nothing personal."""
    return HttpResponse(METRICS.format(version=settings.PORTAL_VERSION), content_type="text/plain; version=0.0.4")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "base/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What the portal keeps about people, why, and for how long."""
    return render(request, "base/privacy.html", {"kinds": retention.kinds()})


@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    """What a browser is asked to keep, and what for."""
    words = {"cookies": cookie_list.cookies(), "kept_by_the_browser": cookie_list.kept_by_the_browser()}
    return render(request, "base/cookies.html", words)


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Whom to ask about what."""
    return render(request, "base/contact.html")


def _bare(template: str, status: int) -> HttpResponse:
    """A page that asks neither session nor database: they may be what has failed."""
    words = {
        "PORTAL_NAME": settings.PORTAL_NAME,
        "PORTAL_VERSION": settings.PORTAL_VERSION,
        "LANGUAGE_CODE": get_language(),
    }
    return HttpResponse(render_to_string(template, words), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what came cannot be understood."""
    return _bare("400.html", 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, with the sentence of the exception where it has one, and what to do (`advice`)."""
    words = {"sentence": str(exception or ""), "advice": getattr(exception, "advice", "")}
    return render(request, "403.html", words, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing there, or nothing that this person may know of."""
    return render(request, "404.html", status=404)


def conflict(request: HttpRequest, sentences: Sequence[str] = (), back: str = "") -> HttpResponse:
    """409: the step cannot be taken now. `sentences` say why, `back` is the address of the page to look at again."""
    return render(
        request, "409.html", {"sentences": [str(sentence) for sentence in sentences], "back": back}, status=409
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault."""
    return _bare("500.html", 500)
