"""Prices from dated fee schedules: Decimal, rounded once, with the VAT (docs/requirements.md)."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registries.fees import price, single_fee
from registries.models import FeeSchedule

S = FeeSchedule(currency="SEK", hourly_rate=Decimal(1100), reinvoicing=Decimal(250))
PUBLISHED_2024 = FeeSchedule(
    currency="SEK",
    base=Decimal(10000),
    hourly_rate=Decimal(1250),
    reinvoicing=Decimal(625),
    withdrawal=Decimal(2500),
    refusal=Decimal(2500),
)


@pytest.mark.parametrize(
    ("schedule", "hours", "net", "vat", "gross"),
    [
        (S, 10, "11000.00", "2750.00", "13750.00"),
        (S, 40, "44000.00", "11000.00", "55000.00"),
        (PUBLISHED_2024, 25, "41250.00", "10312.50", "51562.50"),
        (PUBLISHED_2024, "0", "10000.00", "2500.00", "12500.00"),
        (PUBLISHED_2024, "7.25", "19062.50", "4765.63", "23828.13"),
    ],
)
def test_price_when_hours_are_given_then_it_is_base_and_hours_with_vat(schedule, hours, net, vat, gross):
    asked = price(schedule, hours)

    assert (asked.net, asked.vat, asked.gross) == (Decimal(net), Decimal(vat), Decimal(gross))
    assert asked.currency == "SEK"


def test_price_when_there_is_no_base_fee_then_it_has_no_line():
    assert [line.key for line in price(S, 10).lines] == ["hours"]
    assert [line.key for line in price(PUBLISHED_2024, 10).lines] == ["base", "hours"]
    assert price(PUBLISHED_2024, 10).hours_amount == Decimal(12500)


def test_price_when_hours_are_less_than_none_then_it_is_refused():
    with pytest.raises(ValueError, match="less than nothing"):
        price(S, -1)


@pytest.mark.parametrize(("key", "gross"), [("withdrawal", 3125), ("refusal", 3125), ("reinvoicing", "781.25")])
def test_single_fee_when_it_is_asked_then_it_is_one_line_with_vat(key, gross):
    fee = single_fee(PUBLISHED_2024, key)

    assert [line.key for line in fee.lines] == [key]
    assert fee.gross == Decimal(gross)


def test_single_fee_when_the_portal_knows_none_of_that_name_then_it_is_refused():
    with pytest.raises(KeyError):
        single_fee(S, "hourly_rate")


@settings(max_examples=80, deadline=None)
@given(
    hours=st.decimals(0, 500, places=2),
    rate=st.decimals(0, 5000, places=2),
    vat_percent=st.decimals(0, 100, places=2),
)
def test_price_when_anything_is_asked_then_its_parts_add_up_to_the_whole(hours, rate, vat_percent):
    schedule = FeeSchedule(currency="NOK", base=Decimal(100), hourly_rate=rate, vat_percent=vat_percent)

    asked = price(schedule, hours)

    assert asked.net == sum(line.amount for line in asked.lines)
    assert asked.net + asked.vat == asked.gross
    assert all(amount == round(amount, 2) for amount in (asked.net, asked.vat, asked.gross))
