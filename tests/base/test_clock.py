from datetime import UTC, date, datetime

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from portal.base.clock import add_months, add_working_days, is_working_day, today, working_days_between

DAYS = st.dates(date(2015, 1, 1), date(2040, 12, 31))
COUNTRIES = st.sampled_from(["SE", "NO"])


def test_today_when_it_is_past_midnight_only_in_stockholm_then_the_next_day():
    late = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    assert today(late) == date(2026, 7, 1)
    assert today(late, "UTC") == date(2026, 6, 30)


def test_today_when_no_moment_is_given_then_now():
    with time_machine.travel(datetime(2026, 11, 3, 12, tzinfo=UTC)):
        assert today() == date(2026, 11, 3)


@pytest.mark.parametrize(
    ("day", "country", "works"),
    [
        (date(2026, 11, 3), "SE", True),
        (date(2026, 11, 7), "SE", False),  # a Saturday
        (date(2026, 6, 19), "SE", False),  # midsummer's eve: no holiday by name, but by law 1930:173
        (date(2026, 6, 19), "NO", True),
        (date(2026, 12, 24), "SE", False),
        (date(2026, 4, 2), "NO", False),  # skjærtorsdag
        (date(2026, 4, 2), "SE", True),
        (date(2027, 5, 17), "NO", False),
        (date(2027, 1, 6), "SE", False),
    ],
)
def test_is_working_day_when_asked_per_country_then_its_own_calendar(day, country, works):
    assert is_working_day(day, country) is works


def test_is_working_day_when_country_is_unknown_then_it_says_so():
    with pytest.raises(NotImplementedError):
        is_working_day(date(2026, 11, 3), "XX")


def test_working_days_between_when_over_christmas_then_holidays_do_not_count():
    # Wednesday 23 December to Monday 4 January: 28, 29, 30 December and 4 January.
    assert working_days_between(date(2026, 12, 23), date(2027, 1, 4), "SE") == 4


@given(DAYS, DAYS, COUNTRIES)
def test_working_days_between_when_end_is_not_after_start_then_none(one, other, country):
    assert working_days_between(max(one, other), min(one, other), country) == 0


@given(DAYS, st.integers(0, 200), COUNTRIES)
def test_add_working_days_when_counted_back_then_the_same_number(day, count, country):
    end = add_working_days(day, count, country)
    assert working_days_between(day, end, country) == count
    assert count == 0 or is_working_day(end, country)


@given(DAYS, st.integers(1, 60), st.integers(1, 60), COUNTRIES)
def test_add_working_days_when_in_two_steps_then_as_in_one(day, first, second, country):
    in_two = add_working_days(add_working_days(day, first, country), second, country)
    assert in_two == add_working_days(day, first + second, country)


def test_add_working_days_when_count_is_negative_then_refused():
    with pytest.raises(ValueError, match="forward"):
        add_working_days(date(2026, 11, 3), -1, "SE")


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 5, 31), 0, date(2026, 5, 31)),
    ],
)
def test_add_months_when_month_is_shorter_then_its_last_day(day, months, expected):
    assert add_months(day, months) == expected


@given(DAYS, st.integers(-60, 60))
def test_add_months_when_added_then_that_many_months_on_and_never_a_later_day(day, months):
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day <= day.day
