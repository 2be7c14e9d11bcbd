"""What differs between two versions of a specification, for the officer and for the applicant (S17)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.models import ESTIMATED_WORK, Specification
from applications.specifying import Row, rows_of
from applications.templatetags.letter_tags import number
from portal.base.money import format_money
from portal.base.templatetags.portal_tags import plaindate


@dataclass(frozen=True)
class Changed:
    """A part that differs: what it is called, what the earlier version said, and what this one says."""

    label: str
    before: str
    now: str

    @property
    def mark(self) -> str:
        """What became of the part: "new", "changed" or "gone"."""
        return "new" if not self.before else "changed" if self.now else "gone"


@dataclass(frozen=True)
class ChangedVariable(Changed):
    """A variable of which something else becomes."""

    registry_name: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """Everything that differs from the version before."""

    earlier: int
    parts: list[Changed]
    variables: list[ChangedVariable]

    @property
    def is_empty(self) -> bool:
        """Whether both say the same."""
        return not (self.parts or self.variables)


def difference(now: Specification, before: Specification) -> Difference:
    """What a version says otherwise than an earlier one, in the reader's language."""
    old = dict(_parts(before))
    parts = [Changed(label, old.get(label, ""), text) for label, text in _parts(now)]
    differing = [part for part in parts if part.before.split() != part.now.split()]
    return Difference(before.version, differing, _variables(now, before))


def _parts(version: Specification) -> Iterable[tuple[str, str]]:
    yield _("Population and selection"), version.population
    yield _("Period"), period_in_words(version)
    yield _("Linkage"), version.linkage
    yield _("Files from the applicant"), version.applicant_files
    yield _("Form of delivery"), version.delivery_form
    yield _("Time of delivery"), delivery_in_words(version)
    yield _("Introduction and other terms"), version.content
    if version.amount is None:
        yield _("Hours"), hours_in_words(version)
    price = version.price
    yield _("Price without VAT"), format_money(price.net, price.currency)


def period_in_words(version: Specification) -> str:
    """From when until when; "" where a version does not say it."""
    if not version.has_period:
        return ""
    return " – ".join(plaindate(day) if day else "" for day in (version.period_from, version.period_to))


def delivery_in_words(version: Specification) -> str:
    """When the data come; "" where a version does not say it."""
    if version.delivery_on:
        return _("by %(day)s") % {"day": plaindate(version.delivery_on)}
    days = version.delivery_days
    if not days:
        return ""
    words = ngettext("%(days)s working day after the decision", "%(days)s working days after the decision", days)
    return words % {"days": days}


def hours_in_words(version: Specification) -> str:
    """The hours in all, with those of each activity where they are split."""
    hours = version.activities
    split = ", ".join(f"{work.label} {number(hours[work])}" for work in ESTIMATED_WORK if work in hours)
    whole = f"{number(version.hours)} h"
    return f"{whole} ({split})" if split else whole


def _variables(now: Specification, before: Specification) -> list[ChangedVariable]:
    """Variables of which something else becomes, and those that only one of the versions speaks of."""
    if now.submission_id == before.submission_id and now.variables == before.variables:
        return []
    rows, old = ({row.key: row for row in rows_of(version)} for version in (now, before))
    found = [(rows.get(key), old.get(key)) for key in rows | old]
    return [
        ChangedVariable((new or gone).name, _words(gone), _words(new), (new or gone).registry_name)
        for new, gone in found
        if _words(new) != _words(gone)
    ]


def _words(row: Row | None) -> str:
    """What becomes of a variable; "" for one that a version does not speak of."""
    return row.words if row else ""
