"""What the page of a case says of a delay: the authority's notices, and the applicant's demand for a decision."""

from dataclasses import dataclass, field
from datetime import date

from applications.actions.demand import demandable_from
from applications.clocks import DEMANDED, TOLD_OF_DELAY
from applications.models import Application, DelayNotice, Demand


@dataclass(frozen=True)
class Delay:
    """Notices, newest first; the demand, where there is one; and from when one can be made."""

    notices: list[DelayNotice] = field(default_factory=list)
    demand: Demand | None = None
    demandable_from: date | None = None
    can_demand: bool = False

    @property
    def is_shown(self) -> bool:
        """Whether there is something to read or to do."""
        return bool(self.notices or self.demand or self.can_demand)


def delay_of(case: Application, kinds: set[str], *, may_act: bool) -> Delay:
    """What is to be said in a case. `kinds` are those of its events: only what has happened is asked for."""
    begin = demandable_from(case) if DEMANDED not in kinds else None
    return Delay(
        notices=list(case.delay_notices.order_by("-sent_at", "-pk")) if TOLD_OF_DELAY in kinds else [],
        demand=Demand.objects.filter(application=case).first() if DEMANDED in kinds else None,
        demandable_from=begin,
        can_demand=may_act and begin is not None and begin <= case.authority.today(),
    )
