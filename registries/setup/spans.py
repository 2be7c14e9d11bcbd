"""Whether what holds from a day to a day fits between what holds before and after it: neither gap nor overlap."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from portal.base.templatetags.portal_tags import plaindate

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Days from `begin` to `end`, both of them; without an end as long as nothing follows."""

    begin: date
    end: date | None = None


def neighbours(span: Span, others: Iterable[Span]) -> tuple[Span | None, Span | None]:
    """The one that begins last before the span does, and the one that begins first after it."""
    ordered = sorted(others, key=lambda other: other.begin)
    before = [other for other in ordered if other.begin < span.begin]
    after = [other for other in ordered if other.begin > span.begin]
    return before[-1] if before else None, after[0] if after else None


def misfits(span: Span, others: list[Span], *, gaps: bool = True) -> list[str]:
    """Why a span does not fit between `others`; nothing where it does. With `gaps` it has to follow on them closely.

    One before it that has no end is no misfit: it ends the day before.
    """
    if span.end and span.end < span.begin:
        return [_("The last day lies before the first one. Nothing was saved. Change one of them.")]
    if any(other.begin == span.begin for other in others):
        said = {"day": plaindate(span.begin)}
        return [
            _("Another one begins on %(day)s already. Nothing was saved. Choose another day, or change that.") % said
        ]
    before, after = neighbours(span, others)
    found = [overlap_before(span, before), overlap_after(span, after)]
    if gaps:
        found += [gap(before.end, span.begin) if before else "", gap(span.end, after.begin) if after else ""]
    return [sentence for sentence in found if sentence]


def overlap_before(span: Span, before: Span | None) -> str:
    """That another one has not ended yet on the first day."""
    if before is None or before.end is None or before.end < span.begin:
        return ""
    said = {"day": plaindate(before.end), "first": plaindate(before.end + DAY)}
    return (
        _("It overlaps with the one that holds until %(day)s. Nothing was saved. Let it begin on %(first)s, or later.")
        % said
    )


def overlap_after(span: Span, after: Span | None) -> str:
    """That another one begins before the last day."""
    if after is None or (span.end is not None and span.end < after.begin):
        return ""
    said = {"day": plaindate(after.begin), "last": plaindate(after.begin - DAY)}
    return (
        _("It overlaps with the one that begins on %(day)s. Nothing was saved. Write %(last)s as its last day.") % said
    )


def gap(end: date | None, begin: date) -> str:
    """That nothing holds between a last day and the next first one."""
    if end is None or end + DAY >= begin:
        return ""
    said = {"first": plaindate(end + DAY), "last": plaindate(begin - DAY)}
    return (
        _(
            "It leaves a gap: from %(first)s to %(last)s nothing would hold. Nothing was saved. Let one follow closely "
            "on the other."
        )
        % said
    )


def past(span: Span, before: Span | None, today: date) -> str:
    """That it would change what has held until today."""
    if before is None or span.begin > today:
        return ""
    said = {"day": plaindate(today + DAY)}
    return _("What has held until today stays as it is. Nothing was saved. Let it begin on %(day)s, or later.") % said
