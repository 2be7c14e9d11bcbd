"""The sums that a choice asks for: by month or year, by authority or registry, and where open cases wait."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Max, Q, QuerySet

from portal.base.clock import add_months
from registries.models import MeasuredWait, Registry
from reviews.models import OpenFigures, PeriodFigures
from reviews.statistics.choosing import Choice
from reviews.statistics.histogram import HALF, NINE_OF_TEN, at_most
from reviews.workplace import names_of_stages

COUNTED = ("received", "queue", "handling", "checks", "outcomes", "hours_used")
SUMMED = ("hours_estimated", "hours_spent")
IN_NUMBERS = ("queue", "handling", "hours_used")


class Spread(Counter):
    """{days or per cent: number of cases}, with what half and nine of ten of them did not exceed."""

    @property
    def half(self) -> int | None:
        """The most that half of the cases took; None without a case."""
        return at_most(HALF, self)

    @property
    def most(self) -> int | None:
        """The most that nine of ten cases took; None without a case."""
        return at_most(NINE_OF_TEN, self)


@dataclass
class Sums:
    """The sums of some months, of one or of several authorities."""

    received: Counter = field(default_factory=Counter)
    queue: Spread = field(default_factory=Spread)
    handling: Spread = field(default_factory=Spread)
    checks: Counter = field(default_factory=Counter)
    outcomes: Counter = field(default_factory=Counter)
    hours_used: Spread = field(default_factory=Spread)
    hours_estimated: Decimal = Decimal(0)
    hours_spent: Decimal = Decimal(0)

    def add(self, row: Mapping) -> None:
        """Add the sums of one month."""
        for name in COUNTED:
            counter, is_number = getattr(self, name), name in IN_NUMBERS
            for value, number in row[name].items():
                counter[int(value) if is_number else value] += number
        for name in SUMMED:
            setattr(self, name, getattr(self, name) + row[name])

    @property
    def came_in(self) -> int:
        """How many cases came in."""
        return self.received.total()

    @property
    def whole(self) -> int:
        """How many of the cases that went on from the check were whole when they were sent."""
        return self.checks["True"]


@dataclass
class Figures:
    """Everything that a page of statistics shows. Times are first days of months or years, in order."""

    choice: Choice
    times: dict[date, Sums]
    places: dict[int, Sums]  # by authority; by registry where one authority is chosen
    whole: Sums
    waiting: dict[tuple[str, str], Spread]  # {(stage, who is waited for): {days in the stage: cases}}
    counted_at: datetime | None
    stage_names: dict[str, str]  # as the queue calls them, where one authority is chosen

    @property
    def is_counted(self) -> bool:
        """Whether the cases were ever counted."""
        return self.counted_at is not None


def read_figures(choice: Choice) -> Figures:
    """What is stored for a choice, in few queries."""
    times, places, whole = times_of(choice), defaultdict(Sums), Sums()
    for row in rows_of(choice):
        is_part = row["registry"] is not None and choice.registry is None
        place = row["registry"] if choice.authority else row["authority"]
        if place is not None:
            places[place].add(row)
        if not is_part:
            whole.add(row)
            times.setdefault(row["begins"], Sums()).add(row)
    counted = MeasuredWait.objects.filter(authority__in=choice.authorities).aggregate(Max("counted_at"))
    return Figures(
        choice=choice,
        times=dict(sorted(times.items())),
        places=dict(places),
        whole=whole,
        waiting=read_waiting(choice),
        counted_at=counted["counted_at__max"],
        stage_names=names_of_stages(choice.authority) if choice.authority else {},
    )


def rows_of(choice: Choice) -> QuerySet:
    """The periods of a choice. With one authority chosen, also those of each of its registries."""
    has_parts = choice.authority and not choice.registry
    place = Q(authority=choice.authority) if has_parts else at_place(choice)
    grain = PeriodFigures.Grain.YEAR if choice.by_year else PeriodFigures.Grain.MONTH
    rows = PeriodFigures.objects.filter(place, grain=grain, begins__lte=choice.last)
    if choice.first:
        rows = rows.filter(begins__gte=choice.first)
    if choice.kind:
        rows = rows.filter(kind=choice.kind)
    return rows.values("authority", "registry", "begins", *COUNTED, *SUMMED)


def at_place(choice: Choice) -> Q:
    """The sums of the chosen registry, else those of whole authorities."""
    return Q(authority__in=choice.authorities, registry=choice.registry)


def times_of(choice: Choice) -> dict[date, Sums]:
    """Every month or year of a period, still empty; the last one alone where it begins with the first figures."""
    times: dict[date, Sums] = {}
    time = choice.first or choice.last.replace(month=1)
    while time <= choice.last:
        times[time] = Sums()
        time = add_months(time, 12 if choice.by_year else 1)
    return times


def read_waiting(choice: Choice) -> dict[tuple[str, str], Spread]:
    """Where open cases wait, and for how long."""
    found: dict[tuple[str, str], Spread] = defaultdict(Spread)
    rows = OpenFigures.objects.filter(at_place(choice))
    if choice.kind:
        rows = rows.filter(kind=choice.kind)
    for stage, waiting_for, ages in rows.values_list("stage", "waiting_for", "ages"):
        for days, number in ages.items():
            found[stage, waiting_for][int(days)] += number
    return dict(found)


def names_of(choice: Choice, places: dict[int, Sums]) -> dict[int, str]:
    """{authority or registry: its name}, as the places of a choice."""
    if choice.authority is None:
        return {row.pk: row.short_name for row in choice.authorities}
    registries = Registry.objects.filter(pk__in=places).select_related("authority").defer("description", "search_text")
    return {row.pk: str(row) for row in registries}
