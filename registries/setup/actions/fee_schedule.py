"""Fee schedules: each holds from a day until the next one begins. What has held or is used stays as it is (S5, S9)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.base.templatetags.portal_tags import plaindate
from registries.models import Authority, FeeSchedule
from registries.setup.access import require_administrator
from registries.setup.events import note
from registries.setup.problems import Refused, refuse_unless
from registries.setup.rows import change, locked, write
from registries.setup.spans import DAY, Span, gap, misfits, neighbours


def spans_of(authority: Authority, without: FeeSchedule | None = None) -> list[Span]:
    """The days that each schedule holds; the newest has no end."""
    rows = authority.fee_schedules.exclude(pk=without.pk if without else None)
    begins = sorted(rows.values_list("valid_from", flat=True))
    ends = [*(begin - DAY for begin in begins[1:]), None]
    return [Span(begin, end) for begin, end in zip(begins, ends, strict=False)]


def is_fixed(schedule: FeeSchedule) -> bool:
    """Whether a schedule can no longer be changed: it holds or has held, or a case uses it."""
    return schedule.valid_from <= schedule.authority.today() or schedule.is_used


def refuse_fixed(schedule: FeeSchedule) -> None:
    """Raise Refused for a schedule that can no longer be changed."""
    sentence = _("These fees hold already, or a case uses them: they stay as they are. Add new ones from a later day.")
    refuse_unless((not is_fixed(schedule), sentence))


def refuse_past(authority: Authority, begin: date, without: FeeSchedule | None = None) -> None:
    """Raise Refused for fees that begin when others have held already: what was asked for then stays as it is."""
    today = authority.today()
    sentence = _(
        "Fees cannot begin today or in the past: what has held until now stays as it is. Nothing was saved. Let them "
        "begin on %(day)s, or later."
    )
    has_held = any(other.begin <= today for other in spans_of(authority, without))
    refuse_unless((begin > today or not has_held, sentence % {"day": plaindate(today + DAY)}))


def refuse_misfit(authority: Authority, begin: date, until: date | None, without: FeeSchedule | None = None) -> None:
    """Raise Refused where a schedule from `begin` to `until` would leave a gap, overlap, or change what has held."""
    refuse_past(authority, begin, without)
    # Whatever holds before ends the day before this one begins, so it is given no end here.
    others = spans_of(authority, without)
    before, after = neighbours(Span(begin), others)
    open_ended = [Span(other.begin) if other == before else other for other in others]
    found = misfits(Span(begin, until), open_ended)
    if until is not None and after is None and not found:
        said = {"day": plaindate(until + DAY)}
        found.append(
            _("It leaves a gap: from %(day)s on no fees would hold. Nothing was saved. Leave the last day empty.")
            % said
        )
    if found:
        raise Refused(found)


@transaction.atomic
def add_fees(
    *, by, authority: Authority, values: dict[str, Any], until: date | None = None, at: datetime | None = None
) -> FeeSchedule:
    """A new schedule from `values["valid_from"]`, to the day `until` where another one follows.

    Raises NotAllowed; Refused where it would leave a gap or overlap; ValidationError for what a field does not take.
    """
    require_administrator(by, authority)
    locked(authority)
    refuse_misfit(authority, values["valid_from"], until)
    schedule = write(FeeSchedule(authority=authority, currency=authority.currency), values)
    note(authority, "fees_added", by=by, subject=schedule.valid_from.isoformat(), at=at)
    return schedule


@transaction.atomic
def change_fees(
    *,
    by,
    schedule: FeeSchedule,
    values: dict[str, Any],
    until: date | None = None,
    known: str | None = None,
    at: datetime | None = None,
) -> FeeSchedule:
    """Change a schedule that has not begun and that no case uses. Raises as add_fees, and Stale."""
    authority = schedule.authority
    require_administrator(by, authority)
    locked(authority)
    stored = locked(schedule, known)
    refuse_fixed(stored)
    refuse_misfit(authority, values["valid_from"], until, without=stored)
    stored, changed = change(stored, values, None)
    if changed:
        note(authority, "fees_changed", by=by, subject=stored.valid_from.isoformat(), changed=changed, at=at)
    return stored


@transaction.atomic
def remove_fees(*, by, schedule: FeeSchedule, at: datetime | None = None) -> None:
    """Take out a schedule that has not begun; those before it go on. Raises NotAllowed, or Refused."""
    authority = schedule.authority
    require_administrator(by, authority)
    locked(authority)
    stored = locked(schedule)
    refuse_fixed(stored)
    before, after = neighbours(Span(stored.valid_from), spans_of(authority, without=stored))
    if before is None and after is not None:
        raise Refused([gap(stored.valid_from - DAY, after.begin)])
    subject = stored.valid_from.isoformat()
    stored.delete()
    note(authority, "fees_removed", by=by, subject=subject, at=at)
