"""A draft of a form beside what is published: what was added, removed, changed and moved."""

from collections.abc import Iterable

from django.conf import settings
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from portal.base.texts import pick
from registries.models import FormDraft
from registries.setup.comparison import Change, compare
from registries.setup.drafted import form_before, tables_before
from registries.setup.views.draft_pages import draft_context, draft_view, part_address

PARTS = {
    "sections": _("Sections"),
    "questions": _("Questions"),
    "attachments": _("Attachments"),
    "stages": _("Stages"),
    "checklist": _("Checklist"),
    "reservations": _("Reservations"),
    "reasons": _("Reasons"),
    "duties": _("Duties"),
    "self_check_questions": _("Questions of the self-check"),
    "self_check_outcomes": _("Outcomes of the self-check"),
    "procedure": _("Procedure"),
    "texts": _("Texts"),
    "self_check": _("Self-check"),
}
HOW = {
    "added": (_("added"), "tag-done"),
    "removed": (_("removed"), "tag-trouble"),
    "changed": (_("changed"), "tag-turn"),
    "moved": (_("moved"), ""),
}
# What the ends of a row are called; others are shown as the catalogue calls them.
WORDS = {
    "label": _("Label"),
    "title": _("Title"),
    "name": _("Name"),
    "text": _("Text"),
    "help": _("Help"),
    "intro": _("Introduction"),
    "because": _("Why it is needed"),
    "kind": _("Kind"),
    "required": _("Required"),
    "required_when": _("Required when"),
    "visible_when": _("Asked when"),
    "when": _("Counts when"),
    "choices": _("Choice"),
    "order": _("order"),
    "section": _("Section"),
    "options": _("Setting"),
    "fact": _("Fact of the project"),
    "limit_days": _("Working days at most"),
    "is_on": _("Cases pass through it"),
    "role": _("Who acts"),
    "statement": _("What is attested"),
    "months": _("Months until it is due"),
}


@require_safe
@draft_view
def draft_compare(request, draft: FormDraft):
    """Every difference, list by list, each with a link to its place."""
    changes = compare(tables_before(draft), draft.content)
    context = {
        "before": form_before(draft),
        "groups": groups_of(draft, changes),
        "counts": counts_of(changes),
        "is_behind": draft.is_open and draft.based_on_id != getattr(form_before(draft), "pk", None),
    }
    return render(request, "registries/setup/version_compare.html", draft_context(draft, "draft_compare", **context))


def counts_of(changes: Iterable[Change]) -> list[dict]:
    """How many rows were added, removed, changed and moved; those alone of which there are any."""
    found = [change.how for change in changes]
    return [
        {"words": words, "look": look, "number": found.count(how)} for how, (words, look) in HOW.items() if how in found
    ]


def groups_of(draft: FormDraft, changes: Iterable[Change]) -> list[dict]:
    """The changes of each list, as the page shows them."""
    groups: dict[str, dict] = {}
    for change in changes:
        group = groups.setdefault(change.part, {"title": PARTS[change.part], "key": change.part, "changes": []})
        group["changes"].append(shown(draft, change))
    return list(groups.values())


def shown(draft: FormDraft, change: Change) -> dict:
    """One change in words."""
    words, look = HOW[change.how]
    return {
        "title": pick(change.title, fallback=draft.authority.language) or change.key or PARTS[change.part],
        "key": change.key,
        "words": words,
        "look": look,
        "url": part_address(draft, change.steps) if change.steps else "",
        "differences": [{"name": in_words(one.path), "one": one} for one in change.differences],
    }


def in_words(path: tuple[str, ...]) -> str:
    """The name of an end of a row: ("choices", "yes", "label", "sv") → Choice · yes · Label · Svenska."""
    languages = dict(settings.LANGUAGES)
    return " · ".join(str(WORDS.get(name) or languages.get(name) or name) for name in path)
