"""When whoever holds a case up is reminded of a deadline: before it, the day after it, and then from time to time.

Everything here follows from the deadline and from what was told last, so that a second run tells nothing again.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from portal.base.clock import subtract_working_days, today

ABOUT_STAGE, ABOUT_SPECIFICATION, ABOUT_DEMAND = "stage", "specification", "demand"
SOON, PASSED, AGAIN = "soon", "passed", "again"


@dataclass(frozen=True)
class Deadline:
    """A day by which somebody should be done. `since` is the day on which the time began to run, where it is told."""

    about: str
    on: date
    since: date | None = None


@dataclass(frozen=True)
class Told:
    """What was told last of a deadline, and when."""

    step: str
    at: datetime


@dataclass(frozen=True)
class Reminder:
    """What is told next: of what, which step, and from which day on."""

    about: str
    step: str
    on: date
    until: date


def next_reminder(case, deadline: Deadline, told: Told | None) -> Reminder | None:
    """The reminder that comes next in a case. How long before and how often is the procedure's.

    None after the first one of a specification: that nobody answered it in time is told when it expires.
    """
    zone, country = case.authority.time_zone, case.authority.country
    days, passed_on = case.procedure.remind_before_days, deadline.on + timedelta(days=1)
    if told is None:
        soon_on = subtract_working_days(deadline.on, days, country)
        if days and (deadline.since is None or soon_on > deadline.since):
            return Reminder(deadline.about, SOON, soon_on, deadline.on)
    if deadline.about == ABOUT_SPECIFICATION:
        return None
    if told is None or told.step == SOON:
        return Reminder(deadline.about, PASSED, passed_on, deadline.on)
    again_on = today(told.at, zone) + timedelta(days=case.procedure.remind_late_days)
    return Reminder(deadline.about, AGAIN, max(again_on, passed_on), deadline.on)


def due_reminder(case, deadline: Deadline, told: Told | None, day: date) -> Reminder | None:
    """What is told on a day, None for nothing. Once the deadline has passed nobody is told that it comes near."""
    reminder = next_reminder(case, deadline, told)
    if reminder is None or reminder.on > day:
        return None
    if reminder.step != SOON or day <= deadline.on:
        return reminder
    return None if deadline.about == ABOUT_SPECIFICATION else replace(reminder, step=PASSED)
