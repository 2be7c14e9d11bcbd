"""The log of the configuration, and the texts of the procedures that hold."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.models import User
from registries.models import Role, SetupEvent
from registries.models.procedure import ApplicationKind
from registries.setup.access import setup_view
from registries.setup.events import KINDS
from registries.setup.views.pages import part_crumbs

PAGE = 50


@require_safe
@setup_view
def setup_log(request, authority):
    """Who changed what, and when; the newest first."""
    page = Paginator(authority.setup_events.select_related("by"), PAGE).get_page(request.GET.get("page"))
    words = {"authority": authority, "page": page, "rows": told(page), "crumbs": part_crumbs(authority, _("Log"), "")}
    return render(request, "registries/setup/log.html", words)


def told(events) -> list[dict]:
    """Each event in words: what was done, to what, by whom, and which fields were changed."""
    events = list(events)
    people = User.objects.in_bulk({event.details.get("person") for event in events} - {None})
    return [
        {
            "event": event,
            "what": KINDS.get(event.kind, event.kind),
            "subject": subject_of(event, people),
            "changed": changed_in(event),
        }
        for event in events
    ]


def subject_of(event: SetupEvent, people: dict) -> str:
    """What an event was done to, as people call it."""
    if event.kind.startswith("role_"):
        role = Role(event.subject).label if event.subject in Role.values else event.subject
        return f"{people.get(event.details.get('person'), '')} · {role}"
    return event.subject


def changed_in(event: SetupEvent) -> list[tuple[str, str, str]]:
    """(field, before, after) of what an event changed, where it says so."""
    changed = event.details.get("changed", {})
    if not isinstance(changed, dict):
        return []
    rows = [(name, pair) for name, pair in changed.items() if isinstance(pair, list) and len(pair) == 2]
    return [(name.replace("_", " "), in_short(before), in_short(after)) for name, (before, after) in rows]


def in_short(value) -> str:
    """A value of an event on a line or two."""
    if value in (None, "", {}, []):
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        value = " · ".join(f"{code}: {text}" for code, text in value.items())
    text = str(value)
    return text if len(text) <= 300 else f"{text[:300]} …"


@require_safe
@setup_view
def setup_paragraphs(request, authority):
    """The texts of the procedures that hold today: what pages, mails and letters say. Forms carry them."""
    found = [authority.procedure_in_force(kind) for kind in ApplicationKind.values]
    rows = [(row, [(key.replace("_", " "), text) for key, text in row.texts.items()]) for row in found if row]
    words = {"authority": authority, "rows": rows, "crumbs": part_crumbs(authority, _("Texts"), "")}
    return render(request, "registries/setup/paragraphs.html", words)
