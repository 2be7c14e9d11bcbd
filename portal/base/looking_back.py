"""Where a page can be fetched again: not every address that answers a form takes a GET as well."""

import inspect
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme


def page_to_fetch(request: HttpRequest) -> str:
    """The address at which whoever looks at an answer can look again, for example in another language.

    A page that was fetched is fetched anew. What answers a form that was sent is left for the page that the form stood
    on, which the browser names; where that cannot be fetched (a form that was refused twice stands on its own answer),
    or is none of the portal's, for the start page.
    """
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    named = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(named, {request.get_host()}, require_https=request.is_secure())
    parts = urlsplit(named) if is_ours else None
    if parts is None or not _can_be_fetched(parts.path):
        return reverse("home")
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _can_be_fetched(path: str) -> bool:
    """Whether an address of the portal takes a GET. Django's decorators keep inside which methods they let through."""
    try:
        view = resolve(path).func
    except Resolver404:
        return False
    if hasattr(view, "view_class"):
        return hasattr(view.view_class, "get")
    while inspect.isfunction(view):
        taken = inspect.getclosurevars(view).nonlocals.get("request_method_list", ["GET"])
        if "GET" not in taken:
            return False
        view = getattr(view, "__wrapped__", None)
    return True
