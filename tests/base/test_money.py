from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.base.money import format_money, rounded

AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False)


@pytest.mark.parametrize(
    ("amount", "expected"), [("0.005", "0.01"), ("2.675", "2.68"), ("-0.005", "-0.01"), (3, "3.00")]
)
def test_rounded_when_half_a_cent_then_away_from_zero(amount, expected):
    assert str(rounded(amount)) == expected


def test_rounded_when_given_a_float_then_refused():
    with pytest.raises(TypeError, match="never float"):
        rounded(0.1)


@given(AMOUNTS)
def test_rounded_when_rounded_again_then_unchanged_and_within_half_a_cent(amount):
    once = rounded(amount)
    assert rounded(once) == once
    assert abs(once - amount) <= Decimal("0.005")


@pytest.mark.parametrize(
    ("amount", "language", "expected"),
    [
        ("41250", "sv", "41 250 SEK"),
        ("10312.5", "nb", "10 312,50 SEK"),
        ("10312.5", "en", "10,312.50 SEK"),
        ("41250", "en", "41,250 SEK"),
        ("1234567.891", "sv", "1 234 567,89 SEK"),
        ("-250", "sv", "−250 SEK"),
        ("0", "sv", "0 SEK"),
        ("10312.5", "fi", "10,312.50 SEK"),
    ],
)
def test_format_money_when_written_in_a_language_then_its_marks(amount, language, expected):
    assert format_money(Decimal(amount), "SEK", language).replace("\N{NO-BREAK SPACE}", " ") == expected


@pytest.mark.parametrize("currency", ["EUR", "DKK", "ISK"])
def test_format_money_when_in_another_currency_then_names_it(currency):
    assert format_money("1234.5", currency, "sv").replace("\N{NO-BREAK SPACE}", " ") == f"1 234,50 {currency}"
    assert format_money(1234, currency, "en").replace("\N{NO-BREAK SPACE}", " ") == f"1,234 {currency}"


def test_format_money_when_no_language_is_named_then_the_active_one():
    with translation.override("sv"):
        assert format_money(1250, "NOK") == "1\N{NO-BREAK SPACE}250\N{NO-BREAK SPACE}NOK"


def test_format_money_when_it_rounds_to_nothing_then_without_a_minus():
    assert format_money(Decimal("-0.001"), "SEK", "en") == "0\N{NO-BREAK SPACE}SEK"


@given(AMOUNTS)
def test_format_money_when_read_back_then_the_rounded_amount(amount):
    digits = format_money(amount, "SEK", "sv").removesuffix("\N{NO-BREAK SPACE}SEK")
    assert Decimal(digits.replace("\N{NO-BREAK SPACE}", "").replace(",", ".").replace("−", "-")) == rounded(amount)
