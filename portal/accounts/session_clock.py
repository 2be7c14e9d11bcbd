"""How long a session lasts: when nothing is done in it, and at all."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession

CLOCK = "clock"  # in the session: when it began, and when something was last done in it
EXACT_TO = timedelta(seconds=60)  # the session is not written more often than that
WARNED = timedelta(minutes=3)  # so long before the end somebody is warned


@dataclass(frozen=True)
class Left:
    """How many seconds a session has, if nothing is done in it and at all; and when to warn before either."""

    idle: int
    whole: int
    warn: int

    @property
    def is_over(self) -> bool:
        return min(self.idle, self.whole) <= 0


def left_of(session, limits: dict[str, timedelta], now: datetime) -> Left:
    """What is left of a session under its limits. One that has no clock yet begins now."""
    at = now.timestamp()
    clock = session.get(CLOCK) or {"began": at, "used": at}
    idle, whole = (limits[name].total_seconds() for name in ("idle", "whole"))
    warn = min(WARNED.total_seconds(), idle / 3)
    return Left(int(clock["used"] + idle - at), int(clock["began"] + whole - at), int(warn))


def use(session, limits: dict[str, timedelta], now: datetime) -> None:
    """Something is done in the session: its idle time begins anew. Written once a minute at most."""
    at, clock = now.timestamp(), session.get(CLOCK)
    exact_to = min(EXACT_TO, limits["idle"] / 30)
    if clock and at - clock["used"] < exact_to.total_seconds():
        return
    session[CLOCK] = {"began": clock["began"] if clock else at, "used": at}
    UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=now)
