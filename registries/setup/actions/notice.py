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
    # What the catalogue announced would come back, or go, with the next loading of the catalogue.
    stored, changed = change(notice, values | {"from_catalogue": False}, known)
    if changed:
        note(notice.authority, "notice_changed", by=by, subject=stored, changed=changed, at=at)
    return stored


@transaction.atomic
def remove_notice(*, by, notice: Notice, at: datetime | None = None) -> None:
    """Take a notice off the public pages. Raises NotAllowed, or Stale where somebody else did."""
    require_administrator(by, notice.authority)
    stored = locked(notice)
    note(notice.authority, "notice_removed", by=by, subject=stored, text=stored.text, at=at)
    stored.delete()
