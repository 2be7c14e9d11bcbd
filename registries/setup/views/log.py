"""The log of the configuration, and the texts of the procedures that hold."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.models import User
from portal.base.texts import pick
from registries.models import Role, SetupEvent
from registries.models.procedure import ApplicationKind
from registries.setup.access import setup_view
from registries.setup.comparison import differences_of
from registries.setup.drafts.entries import TEXT_WORDS
from registries.setup.drafts.finding import part_at
from registries.setup.drafts.parts import PROCEDURE, SELF_CHECK, TEXT
from registries.setup.events import KINDS
from registries.setup.views.comparing import HOW, in_words, said
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
            "part": part_of(event),
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
    if event.kind == "form_changed":
        return changed_in_draft(event)
    changed = event.details.get("changed", {})
    if not isinstance(changed, dict):
        return []
    rows = [(name, pair) for name, pair in changed.items() if isinstance(pair, list) and len(pair) == 2]
    return [(name.replace("_", " "), in_short(before), in_short(after)) for name, (before, after) in rows]


def part_of(event: SetupEvent) -> str:
    """Which part of a draft an event changed, and what was done to it: “Section Study – moved”; "" elsewhere."""
    where = event.details.get("part") if event.kind == "form_changed" else None
    if where is None:
        return ""
    words = [part_at(where).title, name_of_part(event, where)] if part_at(where) else [_("Name of the version")]
    done = HOW.get(event.details.get("done"), ("",))[0]
    return " – ".join([" ".join(str(word) for word in words if word), str(done)])


def name_of_part(event: SetupEvent, where: str) -> str:
    """What people called the part then; its key where it had no words, and nothing where its sort says it all."""
    part, key = part_at(where), where.rpartition("/")[2]
    if part in (PROCEDURE, SELF_CHECK):
        return ""
    if part is TEXT:
        return f"“{TEXT_WORDS.get(key, key)}”"
    row = event.details.get("after") or event.details.get("before") or {}
    return f"“{in_short(pick(row.get(part.head), fallback=event.authority.language) or row.get('key', key))}”"


def changed_in_draft(event: SetupEvent) -> list[tuple[str, str, str]]:
    """(entry, before, after) of what a part of a draft said; nothing for one that was only moved."""
    if event.details.get("done") == "moved":
        return []
    before, after = event.details.get("before") or {}, event.details.get("after") or {}
    found = [said(one) for one in differences_of(before, after)]
    return [(in_words(one.path), in_short(one.before), in_short(one.after)) for one in found]


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
