"""The clocks of a case in words for the desk. Each says whose limit it is: a stage has another one than the whole."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from applications.models import Application
from portal.base.clock import working_days_between
from portal.base.templatetags.portal_tags import longdate
from registries.models import Procedure, StageKey

HANDLED_IN = (
    StageKey.ASSIGNED,
    StageKey.LEGAL_REVIEW,
    StageKey.SPECIFICATION,
    StageKey.CONFIDENTIALITY_DECISION,
    StageKey.DELIVERY,
)


def handling_limit(procedure: Procedure) -> int:
    """How many working days the handling may take in all, by the procedure's own limits (0: it names none)."""
    rows = [procedure.stage(key) for key in HANDLED_IN]
    return sum(row.limit_days or 0 for row in rows if row and row.is_on)


@dataclass(frozen=True)
class StageClock:
    """What is due next: of what, until when, and the working days that are left, or that it is late."""

    name: str
    until: date
    left: int
    late: int
    is_applicants: bool


def stage_clock(case: Application, day: date) -> StageClock | None:
    """The limit that runs on a day: of the stage, of the applicant, or of a demand. None where nothing has a limit."""
    deadline, country = case.deadline_on, case.authority.country
    if deadline is None:
        return None
    is_demand = deadline == case.demand_until
    return StageClock(
        name=_("Demand for a decision") if is_demand else case.stage_name,
        until=deadline,
        left=working_days_between(day, deadline, country),
        late=working_days_between(deadline, day, country),
        is_applicants=case.waits_for_applicant and not is_demand,
    )


def until_when(case: Application, day: date) -> list[str]:
    """By when whoever is waited for has to be done, and by when a demand for a decision is to be answered."""
    said = []
    if case.demand_until:
        words = {"day": longdate(case.demand_until)}
        said = [_("The applicant demands a decision: decide the case, or refuse the demand, by %(day)s.") % words]
    if not case.deadline_on or case.deadline_on == case.demand_until:
        return said
    if case.waits_for_applicant:
        text = _("An answer is expected by %(day)s. Until then the handling time stands still.")
    elif case.is_late_on(day):
        text = _("This stage should have been done by %(day)s.")
    else:
        text = _("To be done by %(day)s.")
    return [text % {"day": longdate(case.deadline_on)}, *said]
