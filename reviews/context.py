"""What the bar shows: where a signed-in person can go, and how much waits there."""

from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from registries.roles import is_administrator, is_officer
from reviews.todo import count_for


def _entries(user) -> list[tuple[str, str]]:
    """(address, label) of the entries, by role."""
    registries, todo = (reverse("registry_list"), _("Registries")), (reverse("todo"), _("To do"))
    administers = is_administrator(user)
    if not (is_officer(user) or administers):
        return [registries, (reverse("project_list"), _("My projects")), todo]
    desk = [(reverse("desk"), _("Desk")), registries, todo]
    return [*desk, (reverse("admin:index"), _("Setup"))] if administers and user.is_staff else desk


def _navigation(request) -> list[dict]:
    entries = _entries(request.user)
    here = max((url for url, _label in entries if request.path.startswith(url)), key=len, default="")
    return [{"url": url, "label": label, "current": url == here} for url, label in entries]


def navigation(request) -> dict:
    """`nav` and `todo_count` for every page of a signed-in person; both are read only where a page shows them."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "nav": SimpleLazyObject(lambda: _navigation(request)),
        "todo_count": SimpleLazyObject(lambda: count_for(user)),
    }
