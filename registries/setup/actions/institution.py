"""Approved institutions: each is approved from a day to a day (B2)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.base.numbers import compact_number
from registries.models import ApprovedInstitution, Authority
from registries.setup.access import require_administrator
from registries.setup.actions.legal_reference import ends_in_time, has_begun
from registries.setup.events import note
from registries.setup.problems import Refused, refuse_unless
from registries.setup.rows import change, locked, write
from registries.setup.spans import Span, misfits


def refuse_overlap(authority: Authority, number: str, span: Span, without=None) -> None:
    """Raise Refused where the institution is approved on some of these days already."""
    rows = authority.approved_institutions.filter(number=compact_number(number))
    others = [Span(row.valid_from, row.valid_to) for row in rows.exclude(pk=without.pk if without else None)]
    # One that has no end goes on for ever: whatever begins after it overlaps.
    endless = any(other.end is None and other.begin < span.begin for other in others)
    sentence = _("It is approved without a last day already. Nothing was saved. Give that approval a last day first.")
    if found := [sentence] if endless else misfits(span, others, gaps=False):
        raise Refused(found)


@transaction.atomic
def add_institution(
    *, by, authority: Authority, values: dict[str, Any], at: datetime | None = None
) -> ApprovedInstitution:
    """Approve an institution from a day. Raises NotAllowed, Refused where approvals overlap, or ValidationError."""
    require_administrator(by, authority)
    locked(authority)
    refuse_overlap(authority, values["number"], Span(values["valid_from"], values["valid_to"]))
    row = write(ApprovedInstitution(authority=authority), values)
    note(authority, "institution_added", by=by, subject=row.name, number=row.number, at=at)
    return row


@transaction.atomic
def change_institution(
    *, by, institution: ApprovedInstitution, values: dict[str, Any], known: str | None = None, at=None
) -> ApprovedInstitution:
    """Change an approval: its first day and number only until it begins. Raises as add_institution, and Stale."""
    authority = institution.authority
    require_administrator(by, authority)
    locked(authority)
    stored = locked(institution, known)
    if has_begun(stored):
        sentence = _("This approval holds already: only the name and its last day can be changed.")
        refuse_unless((set(values) <= {"name", "valid_to"}, sentence), ends_in_time(authority, values["valid_to"]))
    span = Span(values.get("valid_from", stored.valid_from), values["valid_to"])
    refuse_overlap(authority, values.get("number", stored.number), span, without=stored)
    stored, changed = change(stored, values, None)
    if changed:
        note(authority, "institution_changed", by=by, subject=stored.name, changed=changed, at=at)
    return stored


@transaction.atomic
def remove_institution(*, by, institution: ApprovedInstitution, at: datetime | None = None) -> None:
    """Take out an approval that has not begun. Raises NotAllowed, or Refused."""
    authority = institution.authority
    require_administrator(by, authority)
    stored = locked(institution)
    refuse_unless((not has_begun(stored), _("This approval holds already, so it stays. Give it a last day instead.")))
    stored.delete()
    note(authority, "institution_removed", by=by, subject=institution.name, number=institution.number, at=at)
