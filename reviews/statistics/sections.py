"""The parts of a page of statistics: each a heading, what it says in plain words, a table, and a drawing of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import itemgetter

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from applications.models import Waiting
from portal.base.templatetags.portal_tags import shortmonth
from registries.models import StageKey
from reviews.models import CaseFigures
from reviews.statistics.drawing import Drawing, Point, by_rows, over_time
from reviews.statistics.hiding import HIDDEN, in_public
from reviews.statistics.reading import Figures, Spread, Sums, names_of
from reviews.templatetags.desk_tags import plain_number

Cell = int | Decimal | str | None


@dataclass(frozen=True)
class Section:
    """One part. The drawing is over time or by rows, and shows one figure as a bar, or two as a dot and a diamond."""

    key: str
    title: str
    text: str
    columns: list[str]
    rows: list[list[Cell]]
    drawing: Drawing | None = None
    axis: str = ""  # what the figures of the drawing are
    first: str = ""  # what the dot means, or the bar where there is no second
    second: str = ""
    is_over_time: bool = False
    last_is_sum: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return self.drawing is None


def sections_of(figures: Figures, *, is_public: bool) -> list[Section]:
    """What a page shows: waits and outcomes for everybody; at the desk also where cases wait, checks and hours."""
    found = [handling(figures, is_public), queue(figures, is_public), places(figures, is_public)]
    if not is_public:
        found += [waiting(figures), checks(figures), hours(figures)]
    return [*found, outcomes(figures, is_public)]


def handling(figures: Figures, is_public: bool) -> Section:
    """Days from the officer to the delivery, refusal or dismissal."""
    text = _(
        "Working days from the day that a case officer had the case until it was delivered, refused or dismissed, "
        "without the days on which it waited for the applicant. A case counts in the month in which it was done."
    )
    spreads = {time: sums.handling for time, sums in figures.times.items()}
    return days_over_time(figures, spreads, is_public, key="handling", title=_("Handling time"), text=text)


def queue(figures: Figures, is_public: bool) -> Section:
    """Days from the sending to the officer."""
    text = _(
        "Working days from the day that the application came in until a case officer had it. A case counts in the "
        "month in which it got its officer."
    )
    spreads = {time: sums.queue for time, sums in figures.times.items()}
    return days_over_time(figures, spreads, is_public, key="queue", title=_("Queue time"), text=text)


def days_over_time(figures: Figures, spreads: dict[date, Spread], is_public: bool, **said: str) -> Section:
    """Half and nine of ten, month by month or year by year; `said` are key, title and text."""
    rows = spread_rows([(label_of(figures, time), spread) for time, spread in spreads.items()], is_public)
    return Section(
        **said,
        rows=rows,
        columns=[time_word(figures), _("Cases"), _("Half took at most (days)"), _("Nine of ten took at most (days)")],
        drawing=over_time([Point(label, half, most) for label, _cases, half, most in rows]),
        axis=_("working days"),
        first=_("half of the cases took at most"),
        second=_("nine of ten took at most"),
        is_over_time=True,
    )


def spread_rows(spreads: Sequence[tuple[str, Spread]], is_public: bool) -> list[list[Cell]]:
    """(label, cases, half, nine of ten). In public, numbers are rounded, and what rests on few cases is not shown."""
    rows: list[list[Cell]] = []
    for label, spread in spreads:
        number = shown(spread.total(), is_public)
        rows.append([label, number, *([None, None] if number is HIDDEN else [spread.half, spread.most])])
    return rows


def places(figures: Figures, is_public: bool) -> Section:
    """The same by authority, or by registry of the chosen one."""
    names = names_of(figures.choice, figures.places)
    named = ((names[pk], sums) for pk, sums in figures.places.items() if pk in names)
    there = sorted(named, key=itemgetter(0))  # two registries can be called alike
    handled = spread_rows([(name, sums.handling) for name, sums in there], is_public)
    queued = spread_rows([(name, sums.queue) for name, sums in there], is_public)
    by_registry = figures.choice.authority is not None
    text = _("The whole period. A case that asks for data of several registries counts for each of them.")
    return Section(
        key="places",
        title=_("By registry") if by_registry else _("By authority"),
        text=text if by_registry else _("The whole period."),
        columns=[
            _("Registry") if by_registry else _("Authority"),
            _("Cases handled"),
            _("Handling: half took at most (days)"),
            _("Handling: nine of ten took at most (days)"),
            _("Cases begun with"),
            _("Queue: half waited at most (days)"),
            _("Queue: nine of ten waited at most (days)"),
        ],
        rows=[[*first, *second[1:]] for first, second in zip(handled, queued, strict=True)],
        drawing=by_rows([Point(row[0], row[2], row[3], pair_words(row[2], row[3])) for row in handled]),
        axis=_("working days of handling"),
        first=_("half of the cases took at most"),
        second=_("nine of ten took at most"),
    )


def waiting(figures: Figures) -> Section:
    """Open cases by stage and by who is waited for."""
    order = [stage.value for stage in StageKey]
    found = sorted(figures.waiting.items(), key=lambda item: (order.index(item[0][0]), item[0][1]))
    rows = [
        [_stage_name(figures, stage), str(Waiting(who).label), ages.total(), ages.half, ages.most, max(ages)]
        for (stage, who), ages in found
    ]
    return Section(
        key="waiting",
        title=_("Where cases wait"),
        text=_("Open cases by stage and by who is waited for, with the days since they came to the stage."),
        columns=[
            _("Stage"),
            _("Waits for"),
            _("Cases"),
            _("Half have been there for at most (days)"),
            _("Nine of ten for at most (days)"),
            _("The longest (days)"),
        ],
        rows=rows,
        drawing=by_rows([Point(f"{row[0]} · {row[1]}", row[2], words=in_words(row[2])) for row in rows]),
        axis=_("open cases"),
        first=_("open cases"),
    )


def _stage_name(figures: Figures, stage: str) -> str:
    return figures.stage_names.get(stage) or capfirst(str(StageKey(stage).label))


def checks(figures: Figures) -> Section:
    """How many applications were whole when they were sent."""
    rows: list[list[Cell]] = []
    for time, sums in figures.times.items():
        checked = sums.checks.total()
        rows.append([label_of(figures, time), checked, sums.whole, percent(sums.whole, checked)])
    return Section(
        key="checks",
        title=_("Whole when they were sent"),
        text=_(
            "Of the cases that went on from the case officer's check, those in which nothing had to be completed. "
            "A case counts in the month in which it went on."
        ),
        columns=[time_word(figures), _("Cases checked"), _("Whole when sent"), _("Share (per cent)")],
        rows=rows,
        drawing=over_time([Point(row[0], row[3]) for row in rows], top=100),
        axis=_("per cent"),
        first=_("share of the cases that were whole"),
        is_over_time=True,
    )


def hours(figures: Figures) -> Section:
    """Estimates against the time that was spent."""
    rows = [
        [
            label_of(figures, time),
            sums.hours_used.total(),
            sums.hours_estimated,
            sums.hours_spent,
            sums.hours_used.half,
            sums.hours_used.most,
        ]
        for time, sums in figures.times.items()
    ]
    drawn = [Point(row[0], round(row[2]), round(row[3])) if row[1] else Point(row[0], None) for row in rows]
    return Section(
        key="hours",
        title=_("Estimates and time spent"),
        text=_(
            "Delivered cases with an accepted estimate: the hours that were estimated and the hours that were written, "
            "without the mending of errors. 100 per cent means that the estimate was used up."
        ),
        columns=[
            time_word(figures),
            _("Cases"),
            _("Hours estimated"),
            _("Hours spent"),
            _("Half used at most (per cent of the estimate)"),
            _("Nine of ten used at most (per cent of the estimate)"),
        ],
        rows=rows,
        drawing=over_time(drawn),
        axis=_("hours"),
        first=_("hours estimated"),
        second=_("hours spent"),
        is_over_time=True,
    )


def outcomes(figures: Figures, is_public: bool) -> Section:
    """Granted, partly granted, refused, dismissed, withdrawn."""
    kinds = [(kind.value, capfirst(str(kind.label))) for kind in CaseFigures.Outcome]

    def row(label: str, sums: Sums) -> list[Cell]:
        numbers = [sums.outcomes[kind] for kind, _words in kinds]
        return [label, *(shown(number, is_public) for number in [*numbers, sum(numbers)])]

    rows = [row(label_of(figures, time), sums) for time, sums in figures.times.items()]
    rows.append(row(_("The whole period"), figures.whole))
    drawn = [
        Point(words, number if isinstance(number, int) else None, words=in_words(number))
        for (_kind, words), number in zip(kinds, rows[-1][1:], strict=False)
    ]
    return Section(
        key="outcomes",
        title=_("Outcomes"),
        text=_("How cases ended. A case counts in the month of its newest decision, or in which it was withdrawn."),
        columns=[time_word(figures), *(words for _kind, words in kinds), _("All")],
        rows=rows,
        drawing=by_rows(drawn) if figures.whole.outcomes else None,
        axis=_("cases in the whole period"),
        first=_("cases in the whole period"),
        last_is_sum=True,
    )


def shown(number: int, is_public: bool) -> Cell:
    """A number of cases as the reader may see it."""
    return in_public(number) if is_public else number


def label_of(figures: Figures, time: date) -> str:
    """A month or a year in few words."""
    return str(time.year) if figures.choice.by_year else shortmonth(time)


def time_word(figures: Figures) -> str:
    """What the first column of a table over time is called."""
    return _("Year") if figures.choice.by_year else _("Month")


def percent(part: int, whole: int) -> int | None:
    """Whole per cent; None of nothing."""
    return round(part * 100 / whole) if whole else None


def in_words(cell: Cell) -> str:
    """A figure of a table as it is read."""
    if cell is None:
        return "–"
    if isinstance(cell, Decimal):
        return plain_number(cell)
    return number_format(cell, force_grouping=True) if isinstance(cell, int) else str(cell)


def pair_words(half: Cell, most: Cell) -> str:
    """Two figures behind a row, with the signs of the drawing."""
    return "" if half is None else f"● {in_words(half)}   ◆ {in_words(most)}"
