"""A form that was sent before the person could prove who it is: kept in the session, and sent on afterwards."""

from datetime import timedelta

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone

KEPT = "kept_form"
HOLDS = timedelta(hours=1)
NOT_KEPT = ("csrfmiddlewaretoken",)


def keep(request: HttpRequest) -> None:
    """Keep what the form of this request holds, and where it goes."""
    typed = request.POST.copy()
    for name in NOT_KEPT:
        typed.pop(name, None)
    now = timezone.now().timestamp()
    request.session[KEPT] = {
        "to": request.get_full_path(),
        "typed": typed.urlencode(),
        "at": now,
        "by": request.user.pk,
    }


def kept(request: HttpRequest) -> tuple[str, list[tuple[str, str]]] | None:
    """(address, [(name, value)]) of the person's kept form; None where there is none, or it is too old."""
    form = request.session.get(KEPT)
    if not form or form["by"] != request.user.pk:
        return None
    if timezone.now().timestamp() - form["at"] > HOLDS.total_seconds():
        return None
    typed = QueryDict(form["typed"])
    return form["to"], [(name, value) for name, values in typed.lists() for value in values]


def drop(request: HttpRequest) -> None:
    """Forget the kept form: it has been sent."""
    request.session.pop(KEPT, None)


def address() -> str:
    """The page that sends it on."""
    return reverse("account_go_on")
