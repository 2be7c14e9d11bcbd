"""Days, working days and months. The one place that knows what day it is."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

import holidays
from django.utils import timezone

SATURDAY = 5
ONE_DAY = timedelta(days=1)
# In Sweden the eves of midsummer, Christmas and New Year are no holidays, but the law (1930:173) treats them as such.
CATEGORIES = {"SE": (holidays.PUBLIC, holidays.DE_FACTO)}


@lru_cache(maxsize=256)
def _days_off(country: str, year: int) -> frozenset[date]:
    # Built anew for each year: a `holidays` calendar that grows while two threads read it may answer wrongly.
    calendar = holidays.country_holidays(country, years=year, categories=CATEGORIES.get(country, (holidays.PUBLIC,)))
    return frozenset(calendar)


def today(at: datetime | None = None, time_zone: str = "Europe/Stockholm") -> date:
    """The date at the moment `at` (None: now) where the authority is."""
    return (at or timezone.now()).astimezone(ZoneInfo(time_zone)).date()


def start_of_day(at: datetime, time_zone: str) -> datetime:
    """The moment at which the day of `at` began where the authority is."""
    return at.astimezone(ZoneInfo(time_zone)).replace(hour=0, minute=0, second=0, microsecond=0)


def knows_country(country: str) -> bool:
    """Whether there is a calendar of working days for the country (two letters, like "SE")."""
    return country in holidays.list_supported_countries()


def is_working_day(day: date, country: str) -> bool:
    """Whether offices work on that day. `country` is like "SE"; NotImplementedError for one without a calendar."""
    return day.weekday() < SATURDAY and day not in _days_off(country, day.year)


@lru_cache(maxsize=256)
def _worked_in_year(country: str, year: int) -> tuple[int, ...]:
    """For each day of the year, counted from 1, how many working days the year has had up to and including it."""
    first = date(year, 1, 1)
    days = (first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days))
    return (0, *accumulate(is_working_day(day, country) for day in days))


def _worked_by(day: date, country: str) -> int:
    return _worked_in_year(country, day.year)[day.timetuple().tm_yday]


def working_days_between(start: date, end: date, country: str) -> int:
    """Working days after `start`, up to and including `end`; 0 when `end` is not after `start`."""
    if end <= start:
        return 0
    # Summed up year by year: the clocks of all open cases are counted each night, some of them over years.
    years = sum(_worked_in_year(country, year)[-1] for year in range(start.year, end.year))
    return years + _worked_by(end, country) - _worked_by(start, country)


def add_working_days(day: date, count: int, country: str) -> date:
    """The day on which `count` working days after `day` have passed; `day` itself for 0. Raises ValueError below 0."""
    if count < 0:
        raise ValueError("Working days are counted forward.")
    while count:
        day += ONE_DAY
        count -= is_working_day(day, country)
    return day


def subtract_working_days(day: date, count: int, country: str) -> date:
    """The working day that lies `count` working days before `day`; `day` itself for 0."""
    while count > 0:
        day -= ONE_DAY
        count -= is_working_day(day, country)
    return day


def add_months(day: date, months: int) -> date:
    """The same day that many months on (back when negative), or the month's last day where the month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
