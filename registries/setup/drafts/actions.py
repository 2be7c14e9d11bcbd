"""What an administrator does with the draft of a form: begin it, change it part by part, discard it."""

import hashlib
import json
from copy import deepcopy
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registries.models import ApplicationKind, Authority, FormDraft, StageKey
from registries.setup.access import require_administrator
from registries.setup.actions.publishing import locked_draft
from registries.setup.drafts.beginning import first_content, first_name, newest_form
from registries.setup.drafts.finding import NotThere, Spot, find
from registries.setup.drafts.parts import QUESTION, STAGE, TEXT
from registries.setup.events import note
from registries.setup.problems import Refused, Stale, refuse_unless

BEGUN_ALREADY = gettext_lazy(
    "Somebody has begun the next version of this form already, so nothing was begun. Go on with that draft."
)
PROPOSED = gettext_lazy(
    "The draft is proposed for publishing, so it cannot be changed. Nothing was changed. Withdraw the proposal first."
)
GONE = gettext_lazy("Somebody has removed this since you opened the page. Nothing of yours was changed.")


@transaction.atomic
def begin(*, by, authority: Authority, kind: str, registry_slug: str = "", at: datetime | None = None) -> FormDraft:
    """Begin the next version of a form as a copy of the newest one, with its procedure.

    `registry_slug` is for the form that a registry has for itself, or gets (Q5). Raises NotAllowed, or Refused where
    the next version is begun already or there is no such form.
    """
    require_administrator(by, authority)
    known = not registry_slug or authority.registries.filter(slug=registry_slug).exists()
    refuse_unless((kind in ApplicationKind.values and known, _("There is no such form. Nothing was begun.")))
    at = at or timezone.now()
    draft = FormDraft(
        authority=authority,
        kind=kind,
        registry_slug=registry_slug,
        based_on=newest_form(authority, kind, registry_slug),
        version_name=first_name(authority, kind, registry_slug),
        content=first_content(authority, kind, registry_slug),
        **{"created_by": by, "created_at": at, "changed_by": by, "changed_at": at},
    )
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError as error:
        raise Refused([BEGUN_ALREADY]) from error
    note(authority, "form_begun", by=by, at=at, subject=draft, draft=str(draft.public_id))
    return draft


@transaction.atomic
def change_part(*, by, draft_id: int, where: str, values: dict[str, Any], known: str | None = None) -> FormDraft:
    """Give a part of a draft other values; the lists inside it stay. `known` is the fingerprint that the page had.

    Raises NotAllowed, Stale (with the row as it stands now, or None where it is gone), or Refused: the draft cannot be
    changed, or another row has the key.
    """
    draft, content, spot = _open(by, draft_id, where)
    if known is not None and known != fingerprint(spot):
        raise Stale(spot)
    before = said_by(spot)
    if spot.part is TEXT:
        _write_text(content["procedure"], where.rpartition("/")[2], values.get("text"))
    else:
        _refuse_key(content, spot, values.get("key"))
        # A self-check that is begun has no table of its own yet.
        row = content.setdefault("self_check", {}) if spot.steps == ("self_check",) else spot.row
        written = {entry.name for entry in spot.part.entries}
        kept = {name: value for name, value in row.items() if name not in written}
        row.clear()
        row.update(values | kept)
    _in_order(spot)
    return _store(draft, by, content, where, "changed", before=before, after=values)


@transaction.atomic
def add_part(*, by, draft_id: int, where: str, values: dict[str, Any]) -> FormDraft:
    """Add a row at the end of the list at `where`. Raises NotAllowed, Stale (the list is gone), or Refused."""
    draft, content, spot = _open(by, draft_id, where)
    _refuse_key(content, spot, values.get("key"))
    rows = _list_of(content, spot)
    rows.append(dict(values))
    _in_order(find(content, where))
    return _store(draft, by, content, f"{where}/{values['key']}", "added", after=values)


@transaction.atomic
def move_part(*, by, draft_id: int, where: str, up: bool) -> FormDraft:
    """Move a row one place up or down in its list; the first and the last stay. Raises as add_part."""
    draft, content, spot = _open(by, draft_id, where)
    to = spot.index + (-1 if up else 1)
    if 0 <= to < len(spot.rows) and spot.part.ordered:
        spot.rows.insert(to, spot.rows.pop(spot.index))
        _store(draft, by, content, where, "moved", to=to + 1, before=said_by(spot))
    return draft


@transaction.atomic
def move_question(*, by, draft_id: int, where: str, section: str) -> FormDraft:
    """Move a question to the end of another section. Raises NotAllowed, Stale where either is gone, or Refused."""
    draft, content, spot = _open(by, draft_id, where)
    target = f"sections/{section}/questions"
    try:
        there = find(content, target)
    except NotThere as error:
        raise Refused([GONE]) from error
    refuse_unless((spot.part is there.part is QUESTION and spot.is_row and there.is_list, GONE))
    rows = _list_of(content, there)
    rows.append(spot.rows.pop(spot.index))
    return _store(draft, by, content, where, "moved", to=section, before=said_by(spot))


@transaction.atomic
def remove_part(*, by, draft_id: int, where: str, known: str | None = None) -> FormDraft:
    """Remove a row with everything in it. Raises as change_part."""
    draft, content, spot = _open(by, draft_id, where)
    if known is not None and known != fingerprint(spot):
        raise Stale(spot)
    spot.rows.pop(spot.index)
    return _store(draft, by, content, where, "removed", before=said_by(spot))


@transaction.atomic
def rename(*, by, draft_id: int, version_name: str, source: str = "", known: int | None = None) -> FormDraft:
    """Give a draft another name, and a registry's own form another source. Raises NotAllowed, Stale, or Refused."""
    draft = _changeable(by, draft_id)
    if known is not None and known != draft.version:
        raise Stale(draft)
    name = version_name.strip()
    refuse_unless((name, _("The version has no name. The name of before is kept: write one, then save again.")))
    before, draft.version_name = draft.version_name, name
    content = deepcopy(draft.content)
    if draft.registry_slug:
        content["form"] = {"source": source.strip()}
    return _store(draft, by, content, "", "changed", before={"version": before}, after={"version": name})


@transaction.atomic
def discard(*, by, draft_id: int, at: datetime | None = None) -> FormDraft:
    """Give a draft up. It stays readable, and the next version can be begun anew. Raises NotAllowed or Refused."""
    draft = _changeable(by, draft_id)
    draft.discarded_at = at or timezone.now()
    draft.version += 1
    draft.save()
    note(draft.authority, "form_discarded", by=by, at=at, subject=draft, draft=str(draft.public_id))
    return draft


def fingerprint(spot: Spot) -> str:
    """A short text that differs as soon as the part does; a page keeps it to know whether it is stale."""
    said = json.dumps(said_by(spot), sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:20]


def said_by(spot: Spot) -> dict[str, Any]:
    """What a part says itself, without the lists inside it."""
    written = {entry.name for entry in spot.part.entries}
    return {name: value for name, value in spot.row.items() if name in written}


def _changeable(by, draft_id: int) -> FormDraft:
    draft = locked_draft(by, draft_id)
    refuse_unless((draft.proposed_at is None, PROPOSED))
    return draft


def _open(by, draft_id: int, where: str) -> tuple[FormDraft, dict[str, Any], Spot]:
    """The draft, locked, a copy of its content, and the part of the copy at `where`."""
    draft = _changeable(by, draft_id)
    content = deepcopy(draft.content)
    try:
        return draft, content, find(content, where)
    except NotThere as error:
        raise Stale(None) from error


def _list_of(content: dict[str, Any], spot: Spot) -> list:
    """The list at a spot as it lies in `content`, begun where it is not there yet."""
    *way, name = spot.steps
    node: Any = content
    for step in way:
        node = node.setdefault(step, {}) if isinstance(node, dict) else node[step]
    return node.setdefault(name, [])


def _write_text(procedure: dict[str, Any], name: str, text: dict[str, str] | None) -> None:
    texts = procedure.setdefault("texts", {})
    if text:
        texts[name] = text
    else:
        texts.pop(name, None)


def _refuse_key(content: dict[str, Any], spot: Spot, key: str | None) -> None:
    """Refuse a key that another row of the list has, or another question of the form."""
    if spot.rows is None:
        return
    rows = spot.rows
    if spot.part is QUESTION:
        rows = [row for section in content["sections"] for row in section.get("questions", [])]
    others = {row.get("key") for row in rows if row is not spot.row}
    sentence = _("“%(key)s” is there already. What you typed is still here: choose another key, then save again.")
    refuse_unless((key and key not in others, sentence % {"key": key or ""}))


def _in_order(spot: Spot) -> None:
    """Put stages into the order in which a case goes through them."""
    if spot.part is STAGE:
        spot.rows.sort(key=lambda row: list(StageKey.values).index(row["key"]))


def _store(draft: FormDraft, by, content: dict[str, Any], where: str, done: str, **said) -> FormDraft:
    """Keep the content, with who changed it, and write the event."""
    if not any(content.get("self_check", {}).values()):
        content.pop("self_check", None)  # a self-check that is there must be whole
    draft.content, draft.changed_by, draft.changed_at = content, by, timezone.now()
    draft.version += 1
    draft.save()
    note(
        draft.authority, "form_changed", by=by, subject=draft, draft=str(draft.public_id), part=where, done=done, **said
    )
    return draft
