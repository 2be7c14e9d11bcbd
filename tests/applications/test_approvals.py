"""A project's approvals and the rows of a form that say the same."""

import tomllib
from datetime import date

import pytest

from applications.approvals import kind_of_choice, rows_for, take_over
from applications.models import Approval, ProjectEvent
from registries.loading import CATALOGUE
from registries.models import Registry
from registries.schema import read_question
from tests.applications.applicant import full_world  # noqa: F401
from tests.factories.world import MONDAY, make_authority

QUESTION = read_question(
    {
        "key": "approvals",
        "kind": "approvals",
        "choices": [{"key": "rek"}, {"key": "licence"}, {"key": "advice"}, {"key": "dpia"}, {"key": "no_dpia"}],
        "options": {"kinds": {"rek": "ethics", "licence": "legal_basis", "advice": "legal_basis", "no_dpia": "dpia"}},
    }
)
ROW = {
    "what": "rek",
    "reference": "2026/1",
    "decided_on": "2026-01-05",
    "from": "2005-01-01",
    "to": "2024-12-31",
    "variables": "HDIA, INDATUM",
}


@pytest.fixture
def case(full):
    return full.draft()


def approve(project, **fields) -> Approval:
    defaults = {"kind": "ethics", "reference": "2026/1", "issued_by": "REK", "decided_on": date(2026, 1, 5)}
    return Approval.objects.create(project=project, **(defaults | fields))


def taken(case, *rows, **kwargs) -> list[dict]:
    by = case.created_by
    return take_over(by=by, question=QUESTION, rows=rows, project=case.project, case=case, at=MONDAY, **kwargs)


def test_approvals_of_a_project_when_a_form_asks_then_become_its_rows(case):
    days = {"covers_from": date(2005, 1, 1), "covers_to": date(2024, 12, 31)}
    approve(case.project, **days, variables="HDIA, INDATUM")
    approve(case.project, kind="dispensation", reference="of no sort here")
    assert rows_for(QUESTION, case.project) == [ROW]


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"kind": "dpia"}, "dpia"),
        ({"kind": "dpia", "sort": "no_dpia"}, "no_dpia"),
        ({"kind": "legal_basis"}, ""),
        ({"kind": "legal_basis", "sort": "advice"}, "advice"),
        ({"kind": "ethics", "sort": "something of another form"}, "rek"),
    ],
)
def test_kind_when_a_form_has_several_sorts_of_it_then_the_one_that_was_said_or_none(case, fields, what):
    approve(case.project, **fields)
    assert [row["what"] for row in rows_for(QUESTION, case.project)] == [what]


def test_approvals_when_they_name_registries_of_others_then_are_not_told_to_this_authority(full, case):
    elsewhere = Registry.objects.create(authority=make_authority("elsewhere"), slug="far", name={"en": "Far"})
    approve(case.project, reference="far").sources.set([elsewhere])
    approve(case.project, reference="both").sources.set([elsewhere, full.registry])
    approve(case.project, reference="other", other_sources="Own survey")
    assert [row["reference"] for row in rows_for(QUESTION, case.project, case)] == ["both"]
    assert len(rows_for(QUESTION, case.project)) == 3


def test_rows_of_a_form_when_taken_over_then_are_the_projects_and_come_back_the_same(case):
    rows = [ROW, {**ROW, "what": "advice", "reference": "A 7", "decided_on": "", "variables": ""}]
    assert taken(case, *rows, {}) == []
    assert rows_for(QUESTION, case.project) == rows
    assert taken(case, *rows) == []
    assert [event.kind for event in ProjectEvent.objects.all()] == ["approval_added", "approval_added"]


def test_rows_when_changed_or_gone_then_what_the_form_does_not_ask_stays(case):
    kept = approve(case.project, valid_to=date(2030, 1, 1), variables="")
    other = approve(case.project, kind="dispensation", reference="unknown to the form")
    approve(case.project, kind="dpia", reference="gone")
    assert taken(case, ROW | {"reference": "2026/1 "}) == []
    kept.refresh_from_db()
    assert (kept.issued_by, kept.valid_to, kept.variables) == ("REK", date(2030, 1, 1), "HDIA, INDATUM")
    assert set(case.project.approvals.all()) == {kept, other}
    assert taken(case, ROW | {"decided_on": "2031-01-01"}) == []
    kept.refresh_from_db()
    assert kept.valid_to is None


@pytest.mark.parametrize(
    "part", [{"what": ""}, {"reference": " "}, {"from": "soon"}, {"from": "2025-01-01"}, {"what": "of no form"}]
)
def test_row_when_it_is_not_whole_then_is_left_out_and_nothing_goes(case, part):
    approve(case.project, reference="stays")
    unfinished = ROW | part
    assert taken(case, unfinished) == [unfinished]
    assert [one.reference for one in case.project.approvals.all()] == ["stays"]


def asked_in_catalogue() -> list[dict]:
    read = [tomllib.loads(file.read_text()) for file in sorted(CATALOGUE.glob("*/*.toml"))]
    questions = [one for form in read for section in form.get("sections", ()) for one in section.get("questions", ())]
    return [one for one in questions if one["kind"] == "approvals"]


def test_catalogue_when_a_form_asks_for_approvals_then_each_of_its_sorts_is_of_a_kind_that_projects_have():
    assert asked_in_catalogue()
    for question in map(read_question, asked_in_catalogue()):
        keys = [choice.key for choice in question.choices]
        assert set(question.options.get("kinds", {})) <= set(keys)
        assert all(kind_of_choice(question, key) for key in keys)
