"""What an application may cost and how long it may take, before there is one: by the fee schedule and by past cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from statistics import quantiles

from django.db.models import Count, Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.models import Application, RequestedVariable, Specification
from registries import fees
from registries.fees import Price
from registries.models import ApplicationKind, Authority, FeeSchedule, Procedure, Registry

FEWEST = 5  # past cases that a figure rests on: fewer would tell about single cases
NEWEST = 200
LOOKED_AT = 1000  # accepted specifications at most, the newest, among which those of like size are looked for
YEARS = 3
Span = tuple[Decimal, Decimal]


@dataclass(frozen=True)
class Asked:
    """What is asked for, as far as it is known before applying: None variables where nothing is chosen yet."""

    variables: int | None = None
    registries: int = 1
    is_linked: bool | None = None  # whether data of other receivers are linked with these; None: not known


@dataclass(frozen=True)
class Estimate:
    """A range of `hours` and of prices, and a wait, each with a sentence on what it rests on ("": unknown).

    `wait` is (least, most) in `wait_unit`: working "days" from sending to decision, or the authority's own "months".
    """

    hours: Span | None
    low: Price | None
    high: Price | None
    price_basis: str
    wait: tuple[int, int] | None
    wait_unit: str
    wait_basis: str

    @property
    def is_one_price(self) -> bool:
        """Whether least and most are the same."""
        return self.low is not None and self.low == self.high

    @property
    def is_one_wait(self) -> bool:
        """Whether the shortest and the longest usual wait are the same."""
        return self.wait is not None and self.wait[0] == self.wait[1]


def estimate(
    authority: Authority, asked: Asked, *, registry: Registry | None = None, at: datetime | None = None
) -> Estimate:
    """What an application with `asked` may cost and take at an authority (S5, S2), at its `registry` by itself (Q7)."""
    at = at or timezone.now()
    schedule = authority.fees_in_force(authority.today(at))
    hours, low, high, price_basis = _price(authority, schedule, asked, registry, at)
    wait, unit, wait_basis = _wait(authority, asked, registry, at)
    return Estimate(hours, low, high, price_basis, wait, unit, wait_basis)


def _price(authority: Authority, schedule: FeeSchedule | None, asked: Asked, registry, at: datetime) -> tuple:
    """(hours, least price, greatest price, basis)."""
    if schedule is None:
        return None, None, None, ""
    past, note = _past_specifications(authority, asked, registry, at)
    if schedule.is_quoted:
        amounts = [amount for _hours, amount in past if amount is not None]
        if len(amounts) < FEWEST:
            words = _(
                "%(authority)s names a price for each application, which you accept before anything is delivered."
            )
            return None, None, None, words % {"authority": authority.short_name}
        low, high = (fees.quoted_price(schedule, amount) for amount in middle_half(amounts))
        return None, low, high, _by_past(len(amounts), asked) + note
    worked = [hours for hours, _amount in past if hours is not None]
    hours, basis = _hours(schedule, worked, asked, note)
    if hours is None:
        return None, None, None, basis
    return hours, fees.price(schedule, hours[0]), fees.price(schedule, hours[1]), basis


def _hours(schedule: FeeSchedule, worked: list[Decimal], asked: Asked, note: str) -> tuple[Span | None, str]:
    if len(worked) >= FEWEST:
        low, high = middle_half(worked)
        whole = (low.to_integral_value(ROUND_FLOOR), high.to_integral_value(ROUND_CEILING))
        return whole, _by_past(len(worked), asked) + note
    if schedule.usual_hours_min is None:
        return None, ""
    said = {"low": schedule.usual_hours_min, "high": schedule.usual_hours_max}
    basis = _("By the authority's fee schedule: most orders take %(low)s to %(high)s hours.") % said
    return (Decimal(schedule.usual_hours_min), Decimal(schedule.usual_hours_max)), basis


def _past_specifications(authority: Authority, asked: Asked, registry, at: datetime) -> tuple[list[tuple], str]:
    """(hours, amount) of the newest accepted specifications of like size, and a sentence on their linkage.

    Like is half to twice as many variables; those with several registries count for several, those with one for one.
    """
    found = Specification.objects.accepted().filter(
        application__authority=authority,
        application__kind=ApplicationKind.NEW,
        accepted_at__gte=at - timedelta(days=365 * YEARS),
    )
    if registry is not None:
        found = found.filter(application__registries=registry)
    if asked.variables:
        found = found.filter(application__in=_of_like_size(found, asked))
    alike, note = _of_like_linkage(found, asked, "application__project__linkage_plan")
    return list(alike.order_by("-accepted_at").values_list("hours", "amount")[:NEWEST]), note


def _of_like_size(found: QuerySet, asked: Asked) -> list[int]:
    """The cases, by id, that ask for about as much, among the newest LOOKED_AT."""
    cases = list(found.order_by("-accepted_at").values_list("application", flat=True)[:LOOKED_AT])

    def numbers(of: type[Model]) -> dict[int, int]:
        rows = of.objects.filter(application__in=cases).order_by()
        return dict(rows.values_list("application").annotate(Count("pk")))

    variables, registries = numbers(RequestedVariable), numbers(Application.registries.through)
    least, most, is_several = asked.variables // 2, asked.variables * 2, asked.registries > 1
    return [
        case
        for case in cases
        if least <= variables.get(case, 0) <= most and (registries.get(case, 0) > 1) == is_several
    ]


def _of_like_linkage(found: QuerySet, asked: Asked, plan: str) -> tuple[QuerySet, str]:
    """Those of projects that link data as this one does, where they are enough, and a sentence that says so."""
    if asked.is_linked is None:
        return found, ""
    alike = found.filter(**{f"{plan}__isnull": not asked.is_linked})
    if len(alike.order_by().values_list("pk")[:FEWEST]) < FEWEST:
        return found, ""
    return alike, " " + (_("All of them with linkage.") if asked.is_linked else _("None of them with linkage."))


def _by_past(number: int, asked: Asked) -> str:
    if asked.variables:
        sentence = ngettext(
            "By %(number)s accepted specification of like size; the middle half of them.",
            "By %(number)s accepted specifications of like size; the middle half of them.",
            number,
        )
    else:
        sentence = ngettext(
            "By %(number)s accepted specification; the middle half of them.",
            "By %(number)s accepted specifications; the middle half of them.",
            number,
        )
    return sentence % {"number": number}


def _wait(authority: Authority, asked: Asked, registry, at: datetime) -> tuple[tuple[int, int] | None, str, str]:
    """(least and most, unit, basis): past cases where there are enough, else what the authority itself says (S2)."""
    past = Application.objects.come_to_delivery().filter(
        authority=authority, kind=ApplicationKind.NEW, submitted_at__gte=at - timedelta(days=365 * YEARS)
    )
    if registry is not None:
        past = past.filter(registries=registry)
    past, note = _of_like_linkage(past, asked, "project__linkage_plan")
    newest = past.order_by("-submitted_at").values_list("queue_days", "handling_days")[:NEWEST]
    days = [Decimal(queue + handling) for queue, handling in newest]
    if len(days) >= FEWEST:
        low, high = middle_half(days)
        sentence = _("By %(number)s decided cases: working days from sending to decision, the middle half of them.")
        span = (int(low.to_integral_value(ROUND_FLOOR)), int(high.to_integral_value(ROUND_CEILING)))
        return span, "days", sentence % {"number": len(days)} + note
    return _published(authority.procedure_in_force(ApplicationKind.NEW, authority.today(at)))


def _published(procedure: Procedure | None) -> tuple[tuple[int, int] | None, str, str]:
    if procedure is None or procedure.handling_months_max is None:
        return None, "", ""
    least = procedure.handling_months_min or procedure.handling_months_max
    basis = _("By what the authority itself says. Linkage with data of others can take longer.")
    return (least, procedure.handling_months_max), "months", basis


def middle_half(values: Sequence[Decimal]) -> Span:
    """The first and the third quartile of at least two values."""
    first, _median, third = quantiles(values, n=4, method="inclusive")
    return Decimal(first), Decimal(third)
