"""What the bar shows: where a signed-in person can go, and how much waits there."""

from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from registries.roles import is_administrator, is_officer, is_registry_holder, roles_by_authority
from reviews.counting import LIMIT_IN_THE_BAR, capped
from reviews.standing import Standing, standing_of
from reviews.statistics.choosing import STATISTICS_ROLES


def _entries(user, standing: Standing) -> list[tuple[str, str]]:
    """(address, label) of the entries, by role. Enquiries are there for whoever has some or holds a registry.

    Officials have projects only where they are in a team.
    """
    registries, todo = (reverse("registry_list"), _("Registries")), (reverse("todo"), _("To do"))
    holds = is_registry_holder(user)
    enquiries = [(reverse("enquiry_list"), _("Enquiries"))] if holds or standing.has_enquiries else []
    administers = is_administrator(user)
    projects = (reverse("project_list"), _("My projects"))
    if not (is_officer(user) or administers):
        # Whoever holds a registry begins with the questions, whoever applies with the projects.
        return [*enquiries, registries, projects, todo] if holds else [registries, projects, *enquiries, todo]
    own = [projects] if standing.has_projects else []
    agenda = [(reverse("desk_agenda"), _("Agenda"))] if standing.has_agenda else []
    counts = set().union(*roles_by_authority(user).values()) & set(STATISTICS_ROLES)
    figures = [(reverse("desk_statistics"), _("Statistics"))] if counts else []
    desk = [(reverse("desk"), _("Desk")), *agenda, registries, *own, *enquiries, todo, *figures]
    return [*desk, (reverse("setup_home"), _("Setup"))] if administers else desk


def _navigation(request, standing: Standing) -> list[dict]:
    entries = _entries(request.user, standing)
    here = max((url for url, _label in entries if request.path.startswith(url)), key=len, default="")
    return [{"url": url, "label": label, "current": url == here} for url, label in entries]


def _count(standing: Standing) -> str:
    return capped(standing.waiting, LIMIT_IN_THE_BAR) if standing.waiting else ""


def navigation(request) -> dict:
    """`nav` and `todo_count` for every page of a signed-in person; both are read only where a page shows them."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    standing = SimpleLazyObject(lambda: standing_of(user))
    return {
        "nav": SimpleLazyObject(lambda: _navigation(request, standing)),
        "todo_count": SimpleLazyObject(lambda: _count(standing)),
    }
