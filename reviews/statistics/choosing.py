"""What an address of the statistics asks for: period, authority, registry, kind of application."""

from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from portal.base.clock import add_months, today
from registries.models import ApplicationKind, Authority, Registry, Role

STATISTICS_ROLES = (Role.COORDINATOR, Role.DECISION_MAKER, Role.ADMINISTRATOR, Role.AUDITOR)
# Periods that end with the present month: how many months each has.
LAST_MONTHS = {"12": 12, "24": 24}
PERIODS = {
    "12": _("the last 12 months"),
    "24": _("the last 24 months"),
    "years": _("this year and the four before"),
    "all": _("everything"),
}
YEARS = 5  # so many calendar years can be chosen


@dataclass(frozen=True)
class Choice:
    """What is chosen. `authorities` are those that the figures are of, `first` and `last` months by their first day."""

    authorities: tuple[Authority, ...]
    authority: Authority | None
    registry: Registry | None
    kind: str
    period: str
    first: date | None  # None: from the first month of all
    last: date

    @property
    def by_year(self) -> bool:
        """Whether whole years are told apart, not months."""
        return self.period in ("years", "all")

    @property
    def query(self) -> str:
        """The choice as an address has it."""
        query = QueryDict(mutable=True)
        slugs = {"authority": self.authority, "registry": self.registry}
        query.update({"period": self.period} | {name: row.slug for name, row in slugs.items() if row})
        query.update({"kind": self.kind} if self.kind else {})
        return query.urlencode()


def read_choice(asked: QueryDict, authorities: list[Authority], at=None) -> Choice:
    """The choice that an address makes among `authorities`; what it does not know falls back to the widest."""
    authority = next((row for row in authorities if row.slug == asked.get("authority")), None)
    if len(authorities) == 1:
        authority = authorities[0]
    slug = asked.get("registry", "")
    registry = authority.registries.filter(slug=slug[:60]).first() if authority and slug else None
    kind = asked.get("kind", "")
    period, first, last = read_period(asked.get("period", ""), today(at))
    return Choice(
        authorities=(authority,) if authority else tuple(authorities),
        authority=authority,
        registry=registry,
        kind=kind if kind in ApplicationKind.values else "",
        period=period,
        first=first,
        last=last,
    )


def read_period(asked: str, day: date) -> tuple[str, date | None, date]:
    """(period, first month, last month), seen from a day."""
    month = day.replace(day=1)
    if asked in years_of(day):
        return asked, date(int(asked), 1, 1), min(date(int(asked), 12, 1), month)
    if asked == "all":
        return asked, None, month
    if asked == "years":
        return asked, date(day.year - YEARS + 1, 1, 1), month
    period = asked if asked in LAST_MONTHS else "12"
    return period, add_months(month, 1 - LAST_MONTHS[period]), month


def years_of(day: date) -> list[str]:
    """The calendar years that can be chosen, the newest first."""
    return [str(day.year - ago) for ago in range(YEARS)]


def period_options(at=None) -> list[tuple[str, object]]:
    """Every period with its words."""
    return [*PERIODS.items(), *((year, year) for year in years_of(today(at)))]
