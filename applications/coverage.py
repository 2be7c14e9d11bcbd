"""Do the approvals cover what is asked for (B4, B7)? Pure functions over rows, names and days."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import formats
from django.utils.translation import gettext as _

from applications.models import Application, Submission
from registries.kinds import kind_of
from registries.kinds.dates import read_date
from registries.schema import Question

Span = tuple[date, date]  # both days included
FACT = "project.approvals"
SHOWN = 5  # how many names a sentence gives
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Uncovered:
    """What the approvals of one sort leave out: variables in no row of it, or the period `missing` of `names`.

    `what` is the key of the sort; `row` the place (from 0) where it can be mended. Empty `names` are all variables.
    """

    what: str
    row: int
    names: tuple[str, ...] = ()
    missing: tuple[Span, ...] = ()

    @property
    def part(self) -> str:
        """The cell of the table that mends it."""
        return f"{self.row}__{'to' if self.missing else 'variables'}"


@dataclass(frozen=True)
class _Covers:
    """One row: which variables (None: all of them), and which days (None: all of them)."""

    names: frozenset[str] | None
    span: Span | None

    def holds(self, name: str) -> bool:
        return self.names is None or _plain(name) in self.names


def uncovered(rows: Iterable[dict], names: Iterable[str], period: dict | None) -> list[Uncovered]:
    """What is not covered, for each sort of approval by itself: every one has to cover all the data (B4).

    `rows` as the kind `approvals` keeps them, `names` of the requested variables, `period` {"from", "to"} that the data
    cover. Several approvals of one sort (a decision and its extension) count together. Ends that are no days, and a
    period that is not known, are left to the kinds to mend: nothing is said about them here.
    """
    by_sort: dict[str, list[tuple[int, _Covers]]] = {}
    for place, row in enumerate(rows):
        if row.get("what"):
            by_sort.setdefault(row["what"], []).append((place, _covers(row)))
    wanted = list(dict.fromkeys(names))
    return [
        found
        for what, covering in by_sort.items()
        for found in _of_sort(what, covering[-1][0], [covers for _place, covers in covering], wanted, _span(period))
    ]


def _of_sort(what: str, row: int, covering: list[_Covers], wanted: list[str], period: Span | None) -> list[Uncovered]:
    left_out = [name for name in wanted if not any(covers.holds(name) for covers in covering)]
    found = [Uncovered(what, row, names=tuple(left_out))] if left_out else []
    if period is None:
        return found
    missing: dict[tuple[Span, ...], list[str]] = {}
    for name in [name for name in wanted if name not in left_out]:
        gaps = _gaps(period, [covers.span for covers in covering if covers.holds(name)])
        missing.setdefault(gaps, []).append(name)
    if not wanted:
        missing = {_gaps(period, [covers.span for covers in covering]): []}
    for gaps, names in missing.items():
        if gaps:
            found.append(Uncovered(what, row, names=() if len(names) == len(wanted) else tuple(names), missing=gaps))
    return found


def _covers(row: dict) -> _Covers:
    return _Covers(_names(row.get("variables", "")), _span(row))


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
    years = ", ".join(_written(span) for span in found.missing)
    said = {"approval": name, "names": _some(found.names), "years": years}
    if not found.missing:
        return _("“%(approval)s” does not cover the variables %(names)s.") % said
    if found.names:
        return _("“%(approval)s” does not cover %(names)s for %(years)s.") % said
    return _("“%(approval)s” does not cover the data of %(years)s.") % said


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:SHOWN]) + ("…" if len(names) > SHOWN else "")


def _written(span: Span) -> str:
    """Whole years as years (“2021–2024”), else the days."""
    first, last = span
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    days = [formats.date_format(day, "j F Y") for day in span]
    return days[0] if first == last else " – ".join(days)


def approvals_question(case: Application) -> Question | None:
    """The question that holds the approvals of a project; None where the form has none."""
    return next((one for one in case.form_version.questions.values() if one.fact == FACT), None)


def name_of(case: Application, question: Question, what: str) -> str:
    """What the form calls a sort of approval, in the reader's language."""
    labels = {choice.key: case.authority.text(choice.label) for choice in question.choices}
    return labels.get(what) or what


def warnings_of(case: Application, submission: Submission) -> list[str]:
    """What the approvals of a submission do not cover, as sentences for the officer; [] where all is covered."""
    question, content = approvals_question(case), submission.content
    if question is None or not kind_of(question).is_table:
        return []
    rows, names = content["answers"].get(question.key) or [], [row["name"] for row in content["variables"]]
    found = uncovered(rows, names, content["facts"].get("period"))
    return [sentence(one, name_of(case, question, one.what)) for one in found]
