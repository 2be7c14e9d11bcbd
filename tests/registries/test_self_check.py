"""The self-check: three-valued conditions over its own questions, and where the answers lead (U2, U7)."""

import pytest

from registries.self_check import evaluate, read_self_check
from tests.factories.registries import AuthorityFactory

# Whether persons are needed, whether elsewhere has the data, and which of three kinds are needed.
CHECK = {
    "intro": {"en": "Before you apply."},
    "questions": [
        {"key": "persons", "kind": "yes_no", "label": {"en": "Do you need data on persons?"}},
        {
            "key": "held_there",
            "kind": "yes_no",
            "label": {"en": "Does the statistics office have them?"},
            "visible_when": "persons",
        },
        {
            "key": "kinds",
            "kind": "choices",
            "label": {"en": "What do you need?"},
            "visible_when": "persons and not held_there",
            "choices": [{"key": "files", "label": {"en": "Files"}}, {"key": "rows", "label": {"en": "Rows"}}],
        },
    ],
    "outcomes": [
        {"key": "aggregates", "result": "not_needed", "when": "not persons", "title": {"en": "Tables do"}},
        {"key": "there", "result": "elsewhere", "when": "held_there", "title": {"en": "Go there"}},
        {"key": "rows_there", "result": "elsewhere", "when": "kinds == ['rows']", "title": {"en": "Rows are there"}},
        {"key": "here", "result": "apply", "title": {"en": "Apply"}},
    ],
}


@pytest.fixture
def authority():
    return AuthorityFactory.build()


def found(authority, **answers) -> tuple[list[str], list[str], str]:
    finding = evaluate(read_self_check(CHECK), answers, authority)
    keys = [[question.key for question in questions] for questions in (finding.asked, finding.unanswered)]
    return keys[0], keys[1], finding.outcome.key if finding.outcome else ""


@pytest.mark.parametrize("data", [{}, {"intro": {"en": "Words."}}, {"questions": []}])
def test_self_check_when_the_procedure_has_no_questions_then_there_is_none(data):
    assert read_self_check(data) is None


def test_evaluate_when_nothing_is_answered_then_asks_the_first_and_leads_nowhere(authority):
    assert found(authority) == (["persons"], ["persons"], "")


def test_evaluate_when_a_condition_surely_holds_then_leads_there_at_once(authority):
    assert found(authority, persons="no") == (["persons"], [], "aggregates")
    assert found(authority, persons="yes", held_there="yes") == (["persons", "held_there"], [], "there")


def test_evaluate_when_a_condition_is_unknown_then_the_question_is_not_asked_and_nothing_is_reached(authority):
    assert found(authority, persons="yes") == (["persons", "held_there"], ["held_there"], "")


def test_evaluate_when_the_last_outcome_has_no_condition_then_waits_for_every_answer(authority):
    asked = ["persons", "held_there", "kinds"]
    assert found(authority, persons="yes", held_there="no") == (asked, ["kinds"], "")
    assert found(authority, persons="yes", held_there="no", kinds=["files"]) == (asked, [], "here")
    assert found(authority, persons="yes", held_there="no", kinds=["rows"]) == (asked, [], "rows_there")


def test_evaluate_when_a_question_is_no_longer_seen_then_its_answer_does_not_count(authority):
    assert found(authority, persons="no", held_there="yes") == (["persons"], [], "aggregates")


def test_evaluate_when_a_choice_is_none_then_counts_as_not_answered(authority):
    assert found(authority, persons="perhaps") == (["persons"], ["persons"], "")
    assert found(authority, persons="yes", held_there="no", kinds=["x"])[1:] == (["kinds"], "")


def test_evaluate_when_a_later_outcome_is_sure_then_an_earlier_unknown_one_does_not_stand_in_its_way(authority):
    check = read_self_check(
        {
            "questions": [{"key": "one", "kind": "yes_no"}, {"key": "two", "kind": "yes_no"}],
            "outcomes": [
                {"key": "first", "result": "apply", "when": "one and two"},
                {"key": "second", "result": "elsewhere", "when": "two or one"},
            ],
        }
    )
    assert evaluate(check, {"two": "yes"}, authority).outcome.key == "second"
    assert evaluate(check, {"one": "yes", "two": "yes"}, authority).outcome.key == "first"
    assert evaluate(check, {"one": "no", "two": "no"}, authority).outcome is None


def test_finding_when_no_outcome_fits_then_says_that_all_is_answered(authority):
    check = read_self_check({"questions": [{"key": "one", "kind": "yes_no"}], "outcomes": []})
    finding = evaluate(check, {"one": "yes"}, authority)
    assert finding.is_answered and finding.outcome is None
