"""Conditions in three values: whatever is unanswered is unknown, and logic says only what is sure."""

from datetime import date, datetime
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_engine import DataType

from registries import rules

KEYS = ("a", "b", "c")
THREE = (True, False, None)


def kleene(tree, facts):
    """Kleene's strong logic, by its tables: false < unknown < true, `and` the least, `or` the greatest."""
    order = {False: 0, None: 1, True: 2}
    value = {number: name for name, number in order.items()}
    match tree:
        case str():
            return facts.get(tree)
        case bool():
            return tree
        case ("not", inner):
            return value[2 - order[kleene(inner, facts)]]
        case (word, left, right):
            pick = min if word == "and" else max
            return value[pick(order[kleene(left, facts)], order[kleene(right, facts)])]


def written(tree) -> str:
    match tree:
        case str():
            return tree
        case bool():
            return str(tree).lower()
        case ("not", inner):
            return f"not ({written(inner)})"
        case (word, left, right):
            return f"({written(left)}) {word} ({written(right)})"


TREES = st.recursive(
    st.sampled_from(KEYS) | st.booleans(),
    lambda inner: st.tuples(st.just("not"), inner) | st.tuples(st.sampled_from(("and", "or")), inner, inner),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(tree=TREES, values=st.tuples(*[st.sampled_from(THREE)] * 3))
def test_condition_when_its_keys_are_any_of_three_values_then_it_holds_as_kleene_says(tree, values):
    facts = dict(zip(KEYS, values, strict=True))

    assert rules.holds(written(tree), facts) is kleene(tree, facts)


@settings(max_examples=60, deadline=None)
@given(tree=TREES, values=st.tuples(*[st.sampled_from(THREE)] * 3))
def test_condition_when_it_is_known_then_answering_more_never_changes_it(tree, values):
    facts = dict(zip(KEYS, values, strict=True))
    known = rules.holds(written(tree), facts)
    if known is None:
        return

    for filled in product((True, False), repeat=3):
        whole = {key: fact if facts[key] is None else facts[key] for key, fact in zip(KEYS, filled, strict=True)}
        assert rules.holds(written(tree), whole) is known


@pytest.mark.parametrize(
    ("expression", "facts", "expected"),
    [
        ("legal_basis >= d'2018-07-20'", {"legal_basis": datetime(2018, 7, 20)}, True),
        ("legal_basis >= d'2018-07-20'", {"legal_basis": date(2018, 7, 19)}, False),
        ("legal_basis >= d'2018-07-20'", {}, None),
        ("'cancer' in registries", {"registries": ["cancer", "death"]}, True),
        ("'cancer' in registries", {"registries": []}, False),
        ("'cancer' in registries or a", {"a": True}, True),
        ("count > 100", {"count": 101.0}, True),
        ("count > 100", {"count": "many"}, None),
        ("by == 'other'", {"by": "other"}, True),
        ("by in ['other', 'nobody']", {"by": "principal"}, False),
        ("[a, b] == [1, 2]", {"a": 1}, None),
        ("a ?? false", {}, False),
        ("a ?? false", {"a": True}, True),
        ("a ? b : c", {"a": True, "b": True}, True),
        ("a ? b : c", {"a": False, "b": True}, None),
        ("a ? b : c", {"b": True, "c": True}, True),
        ("a ? b : c", {"b": True, "c": False}, None),
        ("null", {}, None),
        ("-count < 0", {"count": 1}, True),
    ],
)
def test_condition_when_it_is_evaluated_then_only_what_is_known_counts(expression, facts, expected):
    assert rules.holds(expression, facts) is expected


def test_condition_when_it_is_unknown_or_empty_then_it_is_not_true():
    assert not rules.is_true("a", {})
    assert not rules.is_true("", {})
    assert rules.is_true(" ", {}, when_empty=True)
    assert rules.is_true("a", {"a": True})


TYPES = {"linkage": DataType.BOOLEAN, "began": DataType.DATETIME, "why": DataType.STRING, "count": DataType.FLOAT}


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("linkage and nothing", "nothing"),
        ("linkage and", "cannot be read"),
        ("began >= 3", "cannot be read"),
        ("began >= d'2018-99-01'", "cannot be read"),
        ("why > ", "cannot be read"),
        ("linkage == 'yes'", "different kinds"),
        ("count != 'three'", "different kinds"),
        ("[x for x in registries if x == 'cancer']", "loop"),
    ],
)
def test_expression_when_it_cannot_be_used_then_it_is_refused_with_a_sentence(expression, sentence):
    with pytest.raises(rules.RuleProblem, match=sentence):
        rules.parse(expression, TYPES)


@pytest.mark.parametrize(
    "expression",
    [
        "linkage and not has_identifying_variables",
        "principal_is_authority == false or variables_count > 3",
        "'cancer' in registries and why == null",
        "began >= d'2018-07-20'",
    ],
)
def test_expression_when_it_names_known_keys_then_it_is_taken(expression):
    rules.parse(expression, TYPES)


def test_expression_when_keys_come_without_types_then_only_their_names_count():
    rules.parse("linkage == 'yes'", ["linkage"])
    with pytest.raises(rules.RuleProblem):
        rules.parse("other", ["linkage"])
