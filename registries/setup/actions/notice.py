"""Notices on the public pages: an open house, or how far the handling has come (S3, S4)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from registries.models import Authority, Notice
from registries.setup.access import require_administrator
from registries.setup.events import note
from registries.setup.rows import change, locked, write


@transaction.atomic
def add_notice(*, by, authority: Authority, values: dict[str, Any], at: datetime | None = None) -> Notice:
    """A notice from a day on. Raises NotAllowed, or ValidationError for what a field does not take."""
    require_administrator(by, authority)
    notice = write(Notice(authority=authority), values)
    note(authority, "notice_added", by=by, subject=notice, text=notice.text, at=at)
    return notice


@transaction.atomic
def change_notice(
    *, by, notice: Notice, values: dict[str, Any], known: str | None = None, at: datetime | None = None
) -> Notice:
    """Change a notice. It is the administrators' from then on. Raises NotAllowed, Stale, or ValidationError."""
    require_administrator(by, notice.authority)
    told = announced(locked(notice, known))
    # What the catalogue announced would go with the next loading of a catalogue that no longer names it.
    stored, changed = change(notice, values | {"from_catalogue": False}, known)
    if changed:
        note(notice.authority, "notice_changed", by=by, subject=stored, changed=changed, at=at, **told)
    return stored


def announced(notice: Notice) -> dict[str, Any]:
    """For the event: what the catalogue said, so that it is not announced again with the next loading."""
    said = {"text": notice.text, "shown_from": notice.shown_from}
    return {"catalogue": said} if notice.from_catalogue else {}


@transaction.atomic
def remove_notice(*, by, notice: Notice, at: datetime | None = None) -> None:
    """Take a notice off the public pages. Raises NotAllowed, or Stale where somebody else did."""
    require_administrator(by, notice.authority)
    stored = locked(notice)
    note(notice.authority, "notice_removed", by=by, subject=stored, text=stored.text, at=at, **announced(stored))
    stored.delete()
