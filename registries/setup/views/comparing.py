"""A draft of a form beside what is published: what was added, removed, changed and moved."""

from collections.abc import Iterable
from dataclasses import replace

from django.conf import settings
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from portal.base.texts import pick
from registries.models import FormDraft
from registries.setup.comparison import Change, Difference, compare
from registries.setup.drafted import form_before, tables_before
from registries.setup.drafts import entries as editor
from registries.setup.drafts.access import draft_view
from registries.setup.views.draft_pages import draft_context, part_address

ALL_ENTRIES = (
    editor.QUESTION_ENTRIES,
    editor.SECTION_ENTRIES,
    editor.ATTACHMENT_ENTRIES,
    editor.STAGE_ENTRIES,
    editor.CHECK_ENTRIES,
    editor.DUTY_ENTRIES,
    editor.OUTCOME_ENTRIES,
    editor.PROCEDURE_ENTRIES,
    editor.TEXT_ENTRIES,
)
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
# What the ends of a row are called: as in the editor. What it does not know is shown as the catalogue calls it.
WORDS = {entry.name: entry.label for entries in reversed(ALL_ENTRIES) for entry in entries} | {
    "label": _("Label"),
    "choices": _("Choice"),
    "order": _("order"),
    "section": _("Section"),
    "texts": _("Texts"),
}
VALUES = {entry.name: dict(entry.choices) | {"yes": _("yes")} for entries in ALL_ENTRIES for entry in entries}


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
        "differences": [{"name": in_words(one.path), "one": said(one)} for one in change.differences],
    }


def in_words(path: tuple[str, ...]) -> str:
    """The name of an end of a row: ("choices", "yes", "label", "sv") → Choice · yes · Label · Svenska."""
    languages = dict(settings.LANGUAGES)
    return " · ".join(str(WORDS.get(name) or languages.get(name) or name) for name in path)


def said(one: Difference) -> Difference:
    """A difference with its values as the editor calls them: a kind of question, a role, yes."""
    words = VALUES.get(one.path[-1], {})
    before, after = (str(words.get(text, text)) for text in (one.before, one.after))
    return replace(one, before=before, after=after)
