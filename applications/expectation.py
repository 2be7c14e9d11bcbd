"""When the data of each case of a project can be there at the earliest, and what that rests on (S2, S5)."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_FLOOR, Decimal

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.estimate import FEWEST, NEWEST, YEARS, middle_half
from applications.models import Application, Delivery
from portal.base.clock import add_months, add_working_days, today, working_days_between
from registries.models import Stage, StageKey


@dataclass(frozen=True)
class Expectation:
    """One case: the day on which its data can be there, or have come; None where that cannot be said."""

    case: Application
    day: date | None
    basis: str
    is_there: bool = False
    is_slowest: bool = False


@dataclass(frozen=True)
class Outlook:
    """All cases of a project from which data can still come, or have come."""

    expectations: list[Expectation] = field(default_factory=list)

    @property
    def day(self) -> date | None:
        """The earliest day on which everything can be there; None where some case does not let it be said."""
        days = [one.day for one in self.expectations]
        return max(days) if days and None not in days else None

    @property
    def is_complete(self) -> bool:
        """Whether everything has come."""
        return bool(self.expectations) and all(one.is_there for one in self.expectations)

    @property
    def slowest(self) -> Expectation | None:
        """The case that is waited for longest; None where there are not two to tell apart, or nothing is known."""
        return next((one for one in self.expectations if one.is_slowest), None)

    def of(self, case: Application) -> Expectation | None:
        """The expectation of a case; None where nothing comes from it."""
        return next((one for one in self.expectations if one.case.pk == case.pk), None)


def outlook_of(cases: list[Application], at: datetime | None = None) -> Outlook:
    """When the data of the cases can be there. Drafts count as if they were sent today; what has ended is left out."""
    at = at or timezone.now()
    came = Delivery.objects.filter(application__in=cases).values_list("application").annotate(Max("sent_on"))
    delivered, past = dict(came.order_by()), {}
    found = []
    for case in cases:
        if case.is_delivered and case.pk in delivered:
            found.append(Expectation(case, delivered[case.pk], _("It is delivered."), is_there=True))
        elif case.is_open or case.is_draft:
            key = (case.authority_id, case.kind)
            if key not in past:
                past[key] = _days_of_past_cases(case, at)
            found.append(_expected(case, past[key], today(at, case.authority.time_zone)))
    return Outlook(_with_slowest(found))


def _with_slowest(found: list[Expectation]) -> list[Expectation]:
    awaited = [one for one in found if not one.is_there and one.day is not None]
    if len(found) < 2 or not awaited:
        return found
    last = max(awaited, key=lambda one: one.day)
    return [replace(one, is_slowest=one is last) for one in found]


def _days_of_past_cases(case: Application, at: datetime) -> list[int]:
    """Working days from sending to delivery of the newest delivered cases of the same kind at the same authority."""
    delivered = Application.objects.delivered().filter(
        authority=case.authority_id,
        kind=case.kind,
        submitted_at__gte=at - timedelta(days=365 * YEARS),
    )
    newest = delivered.order_by("-submitted_at").values_list("queue_days", "handling_days")[:NEWEST]
    return [queue + handling for queue, handling in newest]


def _expected(case: Application, past: list[int], day: date) -> Expectation:
    """By past cases, else by the authority's own months, else by time limits: the first that does not lie behind us."""
    for guess in (_by_past_cases, _by_months, _by_limits):
        found, basis = guess(case, past, day)
        if found is not None and found >= day:
            return Expectation(case, found, basis)
    return Expectation(case, None, _("The authority names no times."))


def _sent_on(case: Application, day: date) -> date:
    return today(case.submitted_at, case.authority.time_zone) if case.submitted_at else day


def _by_past_cases(case: Application, past: list[int], day: date) -> tuple[date | None, str]:
    if len(past) < FEWEST:
        return None, ""
    quickest = int(middle_half([Decimal(days) for days in past])[0].to_integral_value(ROUND_FLOOR))
    found = add_working_days(_sent_on(case, day), quickest + case.waiting_days, case.authority.country)
    sentence = _("By the quickest quarter of %(number)s past cases: %(days)s working days from sending to delivery.")
    return found, sentence % {"number": len(past), "days": quickest}


def _by_months(case: Application, past: list[int], day: date) -> tuple[date | None, str]:
    months = case.procedure.handling_months_min or case.procedure.handling_months_max
    if not months:
        return None, ""
    country, sent = case.authority.country, _sent_on(case, day)
    queued = case.queue_days
    if case.waits_to_be_handled:
        row = case.procedure.stage(StageKey.SUBMITTED)
        queued = max(row.limit_days or 0, queued) if row else queued
    found = add_working_days(add_months(add_working_days(sent, queued, country), months), case.waiting_days, country)
    sentence = ngettext(
        "By what the authority itself says: at least %(months)s month of handling.",
        "By what the authority itself says: at least %(months)s months of handling.",
        months,
    )
    basis = sentence % {"months": months}
    if queued:
        in_queue = ngettext(
            "The queue before it: %(days)s working day.", "The queue before it: %(days)s working days.", queued
        )
        basis = f"{basis} {in_queue % {'days': queued}}"
    return found, basis


def _by_limits(case: Application, past: list[int], day: date) -> tuple[date | None, str]:
    """The rest of the present stage, and the time limits of those that follow, until the delivery."""
    ahead = _stages_ahead(case)
    if not ahead:
        return None, ""
    country = case.authority.country
    days = sum(stage.limit_days or 0 for stage in ahead if stage.key != case.stage)
    now = case.procedure.stage(case.stage)
    if now in ahead and now.limit_days:
        since = today(case.stage_since, case.authority.time_zone)
        days += max(now.limit_days - working_days_between(since, day, country), 0)
    sentence = ngettext(
        "By the time limits of what is left: %(days)s working day.",
        "By the time limits of what is left: %(days)s working days.",
        days,
    )
    return add_working_days(day, days, country), sentence % {"days": days}


def _stages_ahead(case: Application) -> list[Stage]:
    """The stages from the present one to the delivery; [] where none of them has a time limit."""
    stages = [stage for stage in case.procedure.public_stages() if stage.key != StageKey.INVOICE]
    keys = [stage.key for stage in stages]
    ahead = stages[keys.index(case.stage) :] if case.stage in keys else stages
    return ahead if any(stage.limit_days for stage in ahead) else []
