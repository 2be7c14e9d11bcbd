"""Do the approvals cover what is asked for (B4, B7)? Pure functions over rows, names and days."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from django.utils import formats
from django.utils.translation import gettext as _

from registries.kinds.dates import read_date

Span = tuple[date, date]  # both days included
SHOWN = 5  # how many names a sentence gives
DAY = timedelta(days=1)


class Why(StrEnum):
    """Why an approval does not cover a variable."""

    ENDED = "ended"  # it does not hold any more
    REGISTRY = "registry"  # it names registries, and not this one
    NAME = "name"  # it names variables, and not this one
    YEARS = "years"  # it leaves out days of the period


class Asked(NamedTuple):
    """A variable that is asked for: its name, and the address of its registry."""

    name: str
    registry: str = ""


class Verdict(NamedTuple):
    """Whether approvals of one sort cover a variable: `why` not (None: they do), and the days that are missing."""

    why: Why | None = None
    missing: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Uncovered:
    """What the approvals of one sort leave out, and why: the variables `names`, or the period `missing` of them.

    `what` is the key of the sort; `row` the place (from 0) where it can be mended. Empty `names` are all variables.
    """

    what: str
    row: int
    names: tuple[str, ...] = ()
    missing: tuple[Span, ...] = ()
    why: Why = Why.NAME

    @property
    def part(self) -> str:
        """The cell of the table that mends it."""
        return f"{self.row}__{'to' if self.missing else 'variables'}"


@dataclass(frozen=True)
class _Covers:
    """One row: which variables, which registries and which days (None: all of them), and until when it holds."""

    names: frozenset[str] | None
    registries: frozenset[str] | None
    span: Span | None
    ends: date | None

    def holds(self, name: str) -> bool:
        return self.names is None or _plain(name) in self.names

    def reaches(self, registry: str) -> bool:
        return self.registries is None or registry in self.registries


@dataclass(frozen=True)
class _Wanted:
    """What approvals have to cover, and on which day."""

    asked: tuple[Asked, ...]
    period: Span | None
    on: date


def uncovered(rows: Iterable[dict], asked: Iterable[Asked], period: dict | None, on: date) -> list[Uncovered]:
    """What is not covered, for each sort of approval by itself: every one has to cover all the data (B4).

    `rows` as the kind `approvals` keeps them, with `registries` (addresses) and `valid_to` where they are known.
    `asked`: the requested variables; `period` {"from", "to"} that the data cover; `on` the day on which approvals hold.
    Several approvals of one sort (a decision and its extension) count together. Ends that are no days, and a period
    that is not known, are left to the kinds to mend: nothing is said about them here.
    """
    wanted = _Wanted(tuple(dict.fromkeys(asked)), _span(period), on)
    return [found for what, covering in by_sort(rows).items() for found in _of_sort(what, covering, wanted)]


def by_sort(rows: Iterable[dict]) -> dict[str, list[tuple[int, _Covers]]]:
    """The rows of each sort, with their places."""
    found: dict[str, list[tuple[int, _Covers]]] = {}
    for place, row in enumerate(rows):
        if row.get("what"):
            found.setdefault(row["what"], []).append((place, _covers(row)))
    return found


def verdicts(rows: Iterable[dict], asked: Iterable[Asked], period: dict | None, on: date) -> list[dict[str, Verdict]]:
    """For each variable and each sort of approval whether it is covered; the arguments are those of `uncovered`."""
    sorts = {what: [covers for _place, covers in covering] for what, covering in by_sort(rows).items()}
    span = _span(period)
    return [{what: _verdict(covering, one, span, on) for what, covering in sorts.items()} for one in asked]


def _verdict(covering: list[_Covers], asked: Asked, period: Span | None, on: date) -> Verdict:
    holding = [covers for covers in covering if covers.ends is None or covers.ends >= on]
    if not holding:
        return Verdict(Why.ENDED)
    reaching = [covers for covers in holding if covers.reaches(asked.registry)]
    if not reaching:
        return Verdict(Why.REGISTRY)
    naming = [covers for covers in reaching if covers.holds(asked.name)]
    if not naming:
        return Verdict(Why.NAME)
    missing = _gaps(period, [covers.span for covers in naming]) if period else ()
    return Verdict(Why.YEARS, missing) if missing else Verdict()


def _of_sort(what: str, covering: list[tuple[int, _Covers]], wanted: _Wanted) -> list[Uncovered]:
    rows, place = [covers for _place, covers in covering], covering[-1][0]
    if not wanted.asked:
        missing = _gaps(wanted.period, [covers.span for covers in rows]) if wanted.period else ()
        return [Uncovered(what, place, missing=missing, why=Why.YEARS)] if missing else []
    left_out: dict[Verdict, list[str]] = {}
    for asked in wanted.asked:
        verdict = _verdict(rows, asked, wanted.period, wanted.on)
        if verdict.why:
            left_out.setdefault(verdict, []).append(asked.name)
    found = []
    for verdict in sorted(left_out, key=lambda verdict: list(Why).index(verdict.why)):
        names = left_out[verdict]
        is_all = verdict.why in (Why.YEARS, Why.ENDED) and len(names) == len(wanted.asked)
        named = () if is_all else tuple(dict.fromkeys(names))  # registries may have variables of the same name
        found.append(Uncovered(what, place, named, verdict.missing, verdict.why))
    return found


def _covers(row: dict) -> _Covers:
    registries = row.get("registries")
    reached = None if registries is None else frozenset(registries)
    return _Covers(_names(row.get("variables", "")), reached, _span(row), read_date(row.get("valid_to")))


def _names(text: str) -> frozenset[str] | None:
    """The names of a list that somebody wrote, separated by commas, lines or blanks; None where it says nothing."""
    pieces = [_plain(piece) for piece in re.split(r"[,;\n]", text)]
    names = {name for piece in pieces for name in (piece, *piece.split()) if name}
    return frozenset(names) or None


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _span(ends: dict | None) -> Span | None:
    """The days from and to; None where one of them is none, or they stand the wrong way round."""
    first, last = (read_date((ends or {}).get(end)) for end in ("from", "to"))
    return (first, last) if first and last and first <= last else None


def _gaps(period: Span, spans: list[Span | None]) -> tuple[Span, ...]:
    """The days of a period that lie in no span; a span that is not known covers all, for the kind to ask about."""
    if None in spans:
        return ()
    first, last = period
    gaps = []
    for start, end in sorted(spans):
        if start > first:
            gaps.append((first, min(start - DAY, last)))
        if end >= last:  # also spares the day after the last that a calendar has
            return tuple(gaps)
        first = max(first, end + DAY)
    return (*gaps, (first, last))


def sentence(found: Uncovered, name: str) -> str:
    """What is not covered, for people; `name` is what the form calls the sort of approval."""
    said = {"approval": name, "names": _some(found.names), "years": years_of(found.missing)}
    if found.why == Why.ENDED:
        return _("“%(approval)s” does not hold any more.") % said
    if found.why == Why.REGISTRY:
        return _("“%(approval)s” does not name the registry of %(names)s.") % said
    if found.why == Why.NAME:
        return _("“%(approval)s” does not cover the variables %(names)s.") % said
    if found.names:
        return _("“%(approval)s” does not cover %(names)s for %(years)s.") % said
    return _("“%(approval)s” does not cover the data of %(years)s.") % said


def years_of(spans: Iterable[Span]) -> str:
    """Spans of days for people."""
    return ", ".join(_written(span) for span in spans)


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:SHOWN]) + ("…" if len(names) > SHOWN else "")


def _written(span: Span) -> str:
    """Whole years as years (“2021–2024”), else the days."""
    first, last = span
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    days = [formats.date_format(day, "j F Y") for day in span]
    return days[0] if first == last else " – ".join(days)
