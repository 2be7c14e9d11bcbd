import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from portal.base.numbers import check_organisation_number, format_organisation_number

SWEDISH = "2021002874"
NORWEGIAN = "974760673"


@pytest.mark.parametrize("value", ["202100-2874", SWEDISH, " 202100 2874 ", "202100–2874", "16202100-2874"])
def test_check_organisation_number_when_swedish_and_right_then_ten_digits(value):
    assert check_organisation_number(value, "SE") == SWEDISH


@pytest.mark.parametrize("value", ["974 760 673", NORWEGIAN, "974\N{NO-BREAK SPACE}760\N{NO-BREAK SPACE}673"])
def test_check_organisation_number_when_norwegian_and_right_then_nine_digits(value):
    assert check_organisation_number(value, "NO") == NORWEGIAN


@pytest.mark.parametrize(
    ("value", "country", "says"),
    [
        ("202100-2875", "SE", "check digit"),
        ("20210-2874", "SE", "ten digits"),
        ("abc", "SE", "ten digits"),
        ("", "SE", "ten digits"),
        ("811218-9876", "SE", "personal identity number"),
        ("17202100-2874", "SE", "ten digits"),
        ("974760674", "NO", "check digit"),
        ("97476067", "NO", "nine digits"),
        ("97476067x", "NO", "nine digits"),
    ],
)
def test_check_organisation_number_when_wrong_then_a_sentence_that_says_what_to_do(value, country, says):
    with pytest.raises(ValidationError) as caught:
        check_organisation_number(value, country)
    (sentence,) = caught.value.messages
    assert says in sentence
    assert value in sentence


def test_check_organisation_number_when_country_is_unknown_then_the_programmer_hears_it():
    with pytest.raises(ValueError, match="DK"):
        check_organisation_number("12345678", "DK")


@given(st.integers(0, 9), st.integers(0, 9))
def test_check_organisation_number_when_one_digit_is_mistyped_then_refused(place, digit):
    wrong = SWEDISH[:place] + str(digit) + SWEDISH[place + 1 :]
    if wrong != SWEDISH:
        with pytest.raises(ValidationError):
            check_organisation_number(wrong, "SE")


@pytest.mark.parametrize(
    ("value", "country", "expected"),
    [(SWEDISH, "SE", "202100-2874"), (NORWEGIAN, "NO", "974 760 673"), ("no number", "SE", "no number")],
)
def test_format_organisation_number_when_shown_then_as_people_write_it(value, country, expected):
    assert format_organisation_number(value, country) == expected
