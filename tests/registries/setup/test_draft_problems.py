"""What is wrong with a draft of a form is found as in a catalogue file, and rules that go in a circle in both."""

import pytest

from registries.loading import CATALOGUE, load_catalogue
from registries.loading.checking import draft_problems, read_draft
from registries.loading.circles import check_circles
from registries.loading.places import Source
from registries.models import Authority, FormDraft
from registries.schema import read_question
from registries.setup.drafts.beginning import first_content, first_name
from tests.factories.once import taken_back


@pytest.fixture(scope="module")
def ssb(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), taken_back():
        load_catalogue(CATALOGUE / "ssb")
        load_catalogue(CATALOGUE / "vgr-kvalitetsregister")
        yield


def draft_of(slug: str, kind: str = "new", registry: str = "") -> FormDraft:
    authority = Authority.objects.get(slug=slug)
    content = first_content(authority, kind, registry)
    name = first_name(authority, kind, registry)
    return FormDraft(authority=authority, kind=kind, registry_slug=registry, version_name=name, content=content)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("slug", "kind", "registry"),
    [
        ("ssb", "new", ""),
        ("ssb", "change", ""),
        ("vgr-kvalitetsregister", "new", "svenska-frakturregistret"),
        ("vgr-kvalitetsregister", "new", "svenska-ledprotesregistret"),  # which has no form of its own yet
    ],
)
def test_draft_problems_when_it_is_a_copy_of_what_holds_then_there_are_none(ssb, slug, kind, registry):
    draft = draft_of(slug, kind, registry)
    read = read_draft(draft)
    assert [str(problem) for problem in read.problems] == []
    stored = draft.authority.form_versions.filter(kind=kind).latest("valid_from")
    assert read.form.schema["sections"] if registry else read.form.schema == stored.schema
    assert (read.procedure is None) == bool(registry)


@pytest.mark.django_db
def test_draft_problems_when_parts_are_wrong_then_each_has_its_place(ssb):
    draft = draft_of("ssb")
    draft.content["sections"][0]["questions"][0]["required_when"] = "nothing_here"
    draft.content["sections"][0]["questions"][0].pop("required", None)
    draft.content["attachments"][0]["max_mb"] = 0
    draft.content["stages"][1]["limit_days"] = 0
    draft.content["procedure"]["appeal_weeks"] = 0
    del draft.content["checklist"][0]["label"]["nb"]
    found = {problem.steps: problem.sentence for problem in draft_problems(draft)}
    assert set(found) == {
        ("sections", 0, "questions", 0, "required_when"),
        ("attachments", 0),
        ("stages", 1),
        ("procedure",),
        ("checklist", 0, "label"),
    }
    assert "“nothing_here”, which is no question" in found["sections", 0, "questions", 0, "required_when"]
    assert "room for at least a megabyte" in found["attachments", 0]
    draft.content["sections"] = []
    assert "The form has no sections." in [problem.sentence for problem in draft_problems(draft)]


def circles(*questions: dict) -> list[tuple]:
    source = Source("", "")
    asked = [read_question({"kind": "yes_no"} | row) for row in questions]
    check_circles([(each, source.place(number)) for number, each in enumerate(asked)])
    return [(problem.steps, problem.sentence) for problem in source.problems]


@pytest.mark.parametrize(
    ("questions", "found"),
    [
        ([{"key": "a", "visible_when": "a"}], {(0, "visible_when"): "a → a"}),
        ([{"key": "a", "required_when": "not a"}], {(0, "required_when"): "a → a"}),
        (
            [{"key": "a", "visible_when": "b"}, {"key": "b", "required_when": "c"}, {"key": "c", "visible_when": "a"}],
            {
                (0, "visible_when"): "a → b → c → a",
                (1, "required_when"): "b → c → a → b",
                (2, "visible_when"): "c → a → b → c",
            },
        ),
        (  # by the fact that it tells, and by a name that every case has
            [
                {"key": "a", "visible_when": "principal_is_authority"},
                {"key": "b", "fact": "project.principal_is_authority", "visible_when": "'x' in registries"},
                {"key": "which", "kind": "registries", "visible_when": "a"},
            ],
            {
                (0, "visible_when"): "a → b → which → a",
                (1, "visible_when"): "b → which → a → b",
                (2, "visible_when"): "which → a → b → which",
            },
        ),
        (  # hangs on a circle, and is not in it
            [{"key": "a", "visible_when": "b"}, {"key": "b", "visible_when": "b or c"}, {"key": "c"}],
            {(1, "visible_when"): "b → b"},
        ),
        ([{"key": "a", "visible_when": "b and"}, {"key": "b", "visible_when": "a"}], {}),  # cannot be read
        ([{"key": "a", "visible_when": "b"}, {"key": "b", "visible_when": "c"}, {"key": "c"}], {}),
    ],
)
def test_circles_when_questions_hang_on_each_other_then_each_condition_of_the_circle_is_named(questions, found):
    problems = circles(*questions)
    assert {steps for steps, _sentence in problems} == set(found)
    for steps, sentence in problems:
        assert f": {found[steps]}." in sentence
        assert "depend on itself" in sentence


@pytest.mark.django_db
def test_draft_problems_when_a_question_depends_on_itself_then_the_draft_says_so(ssb):
    draft = draft_of("ssb")
    number, row = next((number, row) for number, row in enumerate(draft.content["sections"][0]["questions"]))
    row.pop("required", None)
    row |= {"kind": "yes_no", "visible_when": row["key"]}
    row.pop("fact", None)
    found = {problem.steps: problem.sentence for problem in draft_problems(draft)}
    assert "depend on itself" in found["sections", 0, "questions", number, "visible_when"]
