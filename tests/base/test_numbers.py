import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from portal.base.numbers import RULES, check_organisation_number, compact_number, format_organisation_number

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
        ("", "SE", "is missing"),
        (" – ", "NO", "is missing"),
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
    assert value.strip(" –") in sentence


@pytest.mark.parametrize("country", sorted(RULES))
def test_check_organisation_number_when_the_country_has_a_rule_then_its_example_is_right_and_digits_count(country):
    example = RULES[country].example
    assert compact_number(check_organisation_number(example, country)) == compact_number(example)
    assert format_organisation_number(example, country) == example
    with pytest.raises(ValidationError) as caught:
        check_organisation_number("no", country)
    assert "no organisation number" in caught.value.messages[0]
    wrong = [example.replace(sign, str((int(sign) + 1) % 10), 1) for sign in example if sign.isdigit()][-1]
    with pytest.raises(ValidationError):
        check_organisation_number(wrong, country)


@pytest.mark.parametrize(
    ("value", "country", "number"),
    [
        ("0112038-9", "FI", "01120389"),
        ("0112038–9", "FI", "01120389"),
        ("DK 13 58 56 28", "DK", "13585628"),
        ("4504013150", "IS", "4504013150"),
        ("1234 5678", "EE", "12345678"),
    ],
)
def test_check_organisation_number_when_written_in_another_way_then_the_same(value, country, number):
    assert check_organisation_number(value, country) == number


def test_check_organisation_number_when_it_is_a_persons_in_iceland_then_refused():
    with pytest.raises(ValidationError, match="Write it like 450401-3150"):
        check_organisation_number("120174-3399", "IS")


def test_check_organisation_number_when_the_countrys_rule_is_unknown_then_anything_but_nothing_is_taken():
    assert check_organisation_number(" hrb 11223 ", "DE") == "HRB11223"
    assert format_organisation_number("HRB 11223", "DE") == "HRB 11223"
    with pytest.raises(ValidationError, match="is missing"):
        check_organisation_number(" ", "DE")


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
