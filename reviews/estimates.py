"""The time written on a case beside the hours that the applicant has accepted (S5, S17)."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from applications.models import ESTIMATED_WORK, Application

MARKS = (80, 100)  # per cent of the estimate at which somebody has to know


@dataclass(frozen=True)
class Used:
    """How much of the accepted estimate of `version` is used: hours that are charged, of hours estimated."""

    version: int
    estimated: Decimal
    written: Decimal

    @property
    def percent(self) -> int:
        """How much of it is used, in whole per cent; what is begun does not count."""
        return int(self.written * 100 / self.estimated)

    @property
    def is_near(self) -> bool:
        """Whether most of the estimate is used, but not all."""
        return MARKS[0] <= self.percent < MARKS[1]

    @property
    def is_full(self) -> bool:
        """Whether all of it is used."""
        return self.percent >= MARKS[1]

    @property
    def over(self) -> Decimal:
        """The hours beyond the estimate. They are not invoiced unless the applicant accepts a new version."""
        return max(self.written - self.estimated, Decimal(0))


def hours_to_charge(case: Application) -> Decimal:
    """The hours that are written on a case, less those that went into mending errors: these cost nothing (T9)."""
    return case.time_entries.charged().aggregate(sum=Sum("hours"))["sum"] or Decimal(0)


def used_of(case: Application) -> Used | None:
    """How much of the estimate of a case is used; None where no hours are accepted."""
    accepted = case.accepted_specification
    if accepted is None or not accepted.hours:
        return None
    return Used(accepted.version, accepted.hours, hours_to_charge(case))


def hours_by_work(case: Application) -> dict[str, Decimal]:
    """The hours that are written on a case, by Work; what nobody has worked on is not among them."""
    sums = case.time_entries.order_by().values("work").annotate(sum=Sum("hours")).order_by("work")
    return {row["work"]: row["sum"] for row in sums}


def by_activity(case: Application, written: dict[str, Decimal]) -> list[tuple[str, Decimal | None, Decimal]]:
    """(activity, hours accepted, hours written) of everything that is charged; None for what was not split.

    `written` is what `hours_by_work` gives.
    """
    accepted = case.accepted_specification
    estimated = accepted.activities if accepted else {}
    return [(work.label, estimated.get(work), written.get(work, Decimal(0))) for work in ESTIMATED_WORK]
