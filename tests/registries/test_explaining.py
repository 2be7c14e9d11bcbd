"""A condition taken apart: the value of each part, and what it read."""

from datetime import UTC, datetime

import pytest

from registries.explaining import explain
from registries.rules import RuleProblem, keys_of

OLD = datetime(2018, 1, 1, tzinfo=UTC)


def test_explanation_when_one_side_settles_it_then_each_part_has_its_own_value():
    found = explain("linkage and (by == 'other' or holder != 'none')", {"by": "self", "holder": "us"})
    assert (found.word, found.value, found.keys) == ("and", None, ("by", "holder", "linkage"))
    assert [(part.text, part.value) for part in found.parts] == [
        ("linkage", None),
        ("by == 'other' or holder != 'none'", True),
    ]
    assert [(part.text, part.value) for part in found.parts[1].parts] == [
        ("by == 'other'", False),
        ("holder != 'none'", True),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "not a",
        "not (a and b)",
        "a and not (b or c) and d",
        "(a or b) and c",
        "'x' in a or 'y' in b",
        "a in ['x', 'y']",
        "a >= d'2018-07-20' and b < 3.5",
        "a.length > 2",
        "a + 1 > 2",
        "a[0] == 'x'",
        "a =~ 'x.*'",
        "a ? b : c",
        "a ?? b",
        "$any(a)",
        "a == true and b != null",
        "-a < 3",
    ],
)
def test_explanation_when_of_any_condition_then_says_it_as_it_was_written(text):
    assert explain(text, {}).text == text


def test_explanation_when_three_are_joined_then_they_stand_beside_each_other():
    found = explain("a or b or c", {"c": True})
    assert [part.value for part in found.parts] == [None, None, True]
    assert found.value is True


def test_explanation_when_a_date_is_compared_then_knows_whether_it_holds():
    assert explain("day < d'2018-07-20'", {"day": OLD}).value is True


def test_keys_when_a_condition_reads_several_then_are_all_of_them():
    assert keys_of("a and ('x' in b or not c)") == {"a", "b", "c"}
    assert keys_of(" ") == set()


def test_condition_when_it_cannot_be_read_then_says_so():
    with pytest.raises(RuleProblem, match="cannot be read"):
        explain("a and and b", {})
