"""What differs between two versions of a form."""

from copy import deepcopy

from registries.setup.comparison import Difference, Words, compare
from tests.registries.setup.drafting import ABROAD, SECTIONS, TRANSFER, words

BEFORE = {
    "procedure": {"version": "One", "specification_answer_days": 20, "completion_answer_days": 20},
    "stages": [{"key": "assigned", "name": words("Handling"), "limit_days": 40}],
    "checklist": [{"key": "linked", "label": words("Linked"), "when": "linkage"}],
    "sections": SECTIONS,
    "attachments": [],
}


def after(**tables) -> dict:
    """The tables of before, with others in their place."""
    return deepcopy(BEFORE) | deepcopy(tables)


def sections(change) -> list[dict]:
    """The sections of before, their questions changed by `change(questions)`."""
    found = deepcopy(SECTIONS)
    change(found[0]["questions"])
    return found


def said(changes) -> list[tuple]:
    return [(change.part, change.key, change.how, change.steps) for change in changes]


def test_comparison_when_nothing_differs_but_what_is_only_written_out_then_is_empty():
    same = after(sections=sections(lambda questions: questions[0].update(help={}, visible_when="")))
    same["procedure"] |= {"invoice_after_days": 30, "version": "Two", "kind": "new", "source": "elsewhere"}
    assert compare(BEFORE, same) == []


def test_comparison_when_a_question_and_an_attachment_come_then_both_are_added_at_their_place():
    found = compare(
        BEFORE, after(sections=sections(lambda rows: rows.insert(1, deepcopy(ABROAD))), attachments=[TRANSFER])
    )
    assert said(found) == [
        ("questions", "abroad", "added", ("sections", 0, "questions", 1)),
        ("attachments", "transfer", "added", ("attachments", 0)),
    ]
    assert Difference(("required_when",), "", "abroad and linkage") in found[1].differences
    assert found[0].title == ABROAD["label"]


def test_comparison_when_a_question_goes_then_it_is_removed_with_what_it_said():
    [change] = compare(BEFORE, after(sections=sections(lambda questions: questions.pop(2))))
    assert (change.key, change.how) == ("sources", "removed")
    assert Difference(("visible_when",), "linkage", "") in change.differences


def test_comparison_when_text_and_condition_change_then_each_is_shown_in_both_versions():
    def change(questions):
        questions[2]["label"] = {"sv": "To what? (sv)", "en": "To which sources?"}
        questions[2]["visible_when"] = "not linkage"
        questions[1]["choices"] = [{"key": "yes", "label": words("Yes")}]

    linkage, sources = compare(BEFORE, after(sections=sections(change)))
    assert {one.path: one.after for one in linkage.differences} == {
        ("choices", "yes", "label", "sv"): "Yes (sv)",
        ("choices", "yes", "label", "en"): "Yes",
        ("choices", "order"): "yes",
    }
    assert [(one.path, one.before, one.after) for one in sources.differences] == [
        (("label", "en"), "To what?", "To which sources?"),
        (("visible_when",), "linkage", "not linkage"),
    ]
    assert sources.differences[0].removed == [Words("To", "same"), Words("what?", "removed")]
    assert sources.differences[0].added == [Words("To", "same"), Words("which sources?", "added")]


def test_comparison_when_a_question_changes_place_then_only_that_one_has_moved():
    found = compare(BEFORE, after(sections=sections(lambda questions: questions.insert(0, questions.pop(3)))))
    assert said(found) == [("questions", "files", "moved", ("sections", 0, "questions", 0))]


def test_comparison_when_a_question_goes_to_another_section_then_says_so():
    new = sections(lambda questions: questions.pop())
    new.append({"key": "end", "title": words("End"), "questions": [deepcopy(SECTIONS[0]["questions"][3])]})
    section, question = compare(BEFORE, after(sections=new))
    assert (section.key, section.how) == ("end", "added")
    assert question.differences == [Difference(("section",), "study", "end")]


def test_comparison_when_the_procedure_differs_then_its_stages_checks_and_texts_are_named():
    new = after(
        stages=[{"key": "assigned", "name": words("Handling"), "limit_days": 30}],
        checklist=[],
        procedure=BEFORE["procedure"] | {"complaint_months": 3, "texts": {"price_note": words("Cheap")}},
        self_check={
            "intro": words("First"),
            "questions": [{"key": "persons", "kind": "yes_no", "label": words("Persons?")}],
            "outcomes": [{"key": "go", "result": "apply", "title": words("Go"), "text": words("Go on")}],
        },
    )
    assert [(change.part, change.key, change.how) for change in compare(BEFORE, new)] == [
        ("stages", "assigned", "changed"),
        ("checklist", "linked", "removed"),
        ("self_check_questions", "persons", "added"),
        ("self_check_outcomes", "go", "added"),
        ("procedure", "", "changed"),
        ("texts", "", "changed"),
        ("self_check", "", "changed"),
    ]


def test_comparison_when_nothing_is_published_yet_then_everything_is_added():
    assert {change.how for change in compare({}, {"sections": SECTIONS})} == {"added"}
