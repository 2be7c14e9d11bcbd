"""Legal references: a paragraph in the words that hold from a day to a day. What has held stays as it is (S20, T11)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from registries.models import Authority, LegalReference
from registries.setup.access import require_administrator
from registries.setup.events import note
from registries.setup.problems import Refused, refuse_unless
from registries.setup.rows import change, locked, write
from registries.setup.spans import DAY, Span, misfits, neighbours, past


def has_begun(row) -> bool:
    """Whether a row has held on any day until today: then only its last day can be changed."""
    return row.valid_from <= row.authority.today()


def others_of(authority: Authority, key: str, without: LegalReference | None = None):
    """The other versions of a paragraph."""
    return authority.legal_references.filter(key=key).exclude(pk=without.pk if without else None)


def refuse_misfit(authority: Authority, key: str, span: Span, without: LegalReference | None = None) -> None:
    """Raise Refused where a version would leave a gap between versions, overlap, or change what has held."""
    spans = [Span(row.valid_from, row.valid_to) for row in others_of(authority, key, without)]
    found = misfits(span, spans)
    before, _after = neighbours(span, spans)
    if not found and (without is None or not has_begun(without)) and (late := past(span, before, authority.today())):
        found = [late]
    if found:
        raise Refused(found)


@transaction.atomic
def add_reference(*, by, authority: Authority, values: dict[str, Any], at: datetime | None = None) -> LegalReference:
    """A paragraph, or a new version of one: the version before ends the day before.

    Raises NotAllowed; Refused where it would leave a gap or overlap; ValidationError for what a field does not take.
    """
    require_administrator(by, authority)
    locked(authority)
    refuse_misfit(authority, values["key"], Span(values["valid_from"], values["valid_to"]))
    end_before(authority, values["key"], values["valid_from"])
    row = write(LegalReference(authority=authority), values)
    note(authority, "reference_added", by=by, subject=row.key, valid_from=row.valid_from, at=at)
    return row


def end_before(authority: Authority, key: str, begin: date) -> None:
    """Let the version that has no end, where there is one, end the day before another one begins."""
    before = others_of(authority, key).filter(valid_from__lt=begin, valid_to=None).first()
    if before:
        write(before, {"valid_to": begin - DAY})


@transaction.atomic
def change_reference(
    *, by, reference: LegalReference, values: dict[str, Any], known: str | None = None, at: datetime | None = None
) -> LegalReference:
    """Change a version that has not begun, or the last day of one that has. Raises as add_reference, and Stale."""
    authority = reference.authority
    require_administrator(by, authority)
    locked(authority)
    stored = locked(reference, known)
    if has_begun(stored):
        sentence = _("This has held already, so its words stay as they are. Add a new version from a later day.")
        refuse_unless((set(values) == {"valid_to"}, sentence))
        refuse_unless(ends_in_time(authority, values["valid_to"]))
    span = Span(values.get("valid_from", stored.valid_from), values.get("valid_to", stored.valid_to))
    refuse_misfit(authority, stored.key, span, without=stored)
    stored, changed = change(stored, values, None)
    if changed:
        note(authority, "reference_changed", by=by, subject=stored.key, changed=changed, at=at)
    return stored


def ends_in_time(authority: Authority, end: date | None) -> tuple[bool, str]:
    """The rule that what has begun holds today at least."""
    sentence = _("What has held until today stays as it is. Nothing was saved. Write today or a later day as the last.")
    return end is None or end >= authority.today(), sentence


@transaction.atomic
def remove_reference(*, by, reference: LegalReference, at: datetime | None = None) -> None:
    """Take out a version that has not begun; the one before it takes over its days. Raises NotAllowed, or Refused."""
    authority = reference.authority
    require_administrator(by, authority)
    locked(authority)
    stored = locked(reference)
    refuse_unless((not has_begun(stored), _("This has held already, so it stays. Give it a last day instead.")))
    before = others_of(authority, stored.key, stored).filter(valid_to=stored.valid_from - DAY).first()
    subject, end = stored.key, stored.valid_to
    stored.delete()
    if before:
        write(before, {"valid_to": end})
    note(authority, "reference_removed", by=by, subject=subject, at=at)
