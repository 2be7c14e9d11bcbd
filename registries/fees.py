"""Prices from a dated fee schedule: hours × rate + base, without VAT, the VAT, and with it (docs/requirements.md)."""

from dataclasses import dataclass
from decimal import Decimal

from portal.base.money import rounded
from registries.models import FeeSchedule

SINGLE_FEES = ("withdrawal", "refusal", "reinvoicing")


@dataclass(frozen=True)
class PriceLine:
    """A line of a price: `key` is base, hours, quoted, or one of SINGLE_FEES; amounts without VAT."""

    key: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal


@dataclass(frozen=True)
class Price:
    """A price in `currency`: its lines, their sum `net`, `vat` at `vat_percent`, and `gross`, the sum of both."""

    lines: list[PriceLine]
    net: Decimal
    vat_percent: Decimal
    vat: Decimal
    gross: Decimal
    currency: str

    @property
    def hours_amount(self) -> Decimal:
        """What the hours come to, without VAT and base fee."""
        return sum((item.amount for item in self.lines if item.key == "hours"), Decimal(0))


def price(schedule: FeeSchedule, hours: Decimal | int | str) -> Price:
    """What `hours` of work cost by `schedule` (S5). Raises ValueError for less than no hours.

    A base fee of nothing gives no line of its own.
    """
    hours = Decimal(hours)
    if hours < 0:
        raise ValueError("Hours cannot be less than nothing.")
    lines = [line("base", Decimal(1), schedule.base)] if schedule.base else []
    return total(schedule, [*lines, line("hours", hours, schedule.hourly_rate)])


def quoted_price(schedule: FeeSchedule, amount: Decimal) -> Price:
    """What is quoted for one case, without VAT, with the VAT of `schedule` (Q9). Raises ValueError for less than 0."""
    if amount < 0:
        raise ValueError("A price cannot be less than nothing.")
    return total(schedule, [line("quoted", Decimal(1), amount)])


def single_fee(schedule: FeeSchedule, key: str) -> Price:
    """What a withdrawal, a refusal or invoicing again costs (S9). Raises KeyError for any other `key`."""
    if key not in SINGLE_FEES:
        raise KeyError(key)
    return total(schedule, [line(key, Decimal(1), getattr(schedule, key))])


def line(key: str, quantity: Decimal, unit_price: Decimal) -> PriceLine:
    """A line of a price, its amount rounded to two decimals."""
    return PriceLine(key, quantity, unit_price, rounded(quantity * unit_price))


def total(schedule: FeeSchedule, lines: list[PriceLine]) -> Price:
    """The price of `lines`: VAT is rounded once, on the sum, so that net and VAT add up to gross."""
    net = rounded(sum((item.amount for item in lines), Decimal(0)))
    vat = rounded(net * schedule.vat_percent / 100)
    return Price(lines, net, schedule.vat_percent, vat, net + vat, schedule.currency)
