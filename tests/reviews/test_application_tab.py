"""The application tab of the desk: tables as tables, what differs in them, levels, and what approvals leave out."""

import pytest

from applications.letters import to_html
from applications.models import RequestedVariable
from tests.applications.applicant import ask_for_level, fill, full_form, signed_in
from tests.applications.test_coverage import ETHICS, PERIOD
from tests.factories.world import World, make_world

ADA = {"name": "Ada", "title": "", "affiliation": "Umeå universitet", "email": ""}
RUT = ADA | {"name": "Rut", "affiliation": "Lunds universitet"}


@pytest.fixture
def full(db) -> World:
    world = full_form(make_world())
    ask_for_level(world.form)
    return world


@pytest.fixture
def case(full):
    """A case that was sent with a team, an approval and a variable."""
    case = full.draft()
    variable = full.registry.variables.first()
    RequestedVariable.objects.create(
        application=case, registry=full.registry, variable=variable, reason="To date it", level="day"
    )
    fill(case, team=[ADA, RUT], approvals=[ETHICS], period=PERIOD, sources=["patients"])
    full.submit(case)
    return full.fresh(case)


def tab(full, case, query: str = "") -> str:
    answer = signed_in(full.officer).get(f"/desk/cases/{case.public_id}/application/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_application_when_it_holds_tables_then_they_are_read_as_tables_with_levels(full, case):
    page = tab(full, case)
    assert '<th scope="col">Affiliation</th>' in page and "<td>Lunds universitet</td>" in page
    assert '<th scope="col">Title</th>' not in page
    assert '<th scope="col">Level of detail</th>' in page and "<td>day</td>" in page
    assert "do not cover" not in page


def test_application_when_a_row_was_changed_then_it_is_marked_as_new_and_taken_out(full, case):
    first = case.newest_submission
    later = type(first)(application=case, number=2, submitted_by=first.submitted_by, submitted_at=first.submitted_at)
    rows = [variable | {"level": "year"} for variable in first.content["variables"]]
    answers = first.content["answers"] | {"team": [ADA, RUT | {"title": "Dr"}]}
    later.content = first.content | {"answers": answers, "variables": rows}
    later.save()
    page = tab(full, case)
    assert page.count('<tr class="changed">') == 3
    assert "<del>Rut</del>" in page and "taken out" in page and "<del>day</del>" in page
    assert "<del>To date it</del>" not in page
    assert "taken out" not in tab(full, case, "?submission=1")


def test_application_when_an_approval_leaves_years_out_then_the_officer_is_told(full, case):
    submission = case.newest_submission
    approvals = [ETHICS | {"to": "2020-12-31"}]
    later = type(submission)(application=case, number=2, submitted_by=submission.submitted_by)
    later.content, later.submitted_at = submission.content | {"approvals": approvals}, submission.submitted_at
    later.save()
    assert "does not cover the data of 2021–2024" in tab(full, case)


def test_copy_of_the_order_when_it_holds_tables_then_draws_them_with_levels(full, case):
    document = case.documents.get(kind="order_copy")
    shown = {one["label"]: one for section in document.context["sections"] for one in section["questions"]}
    assert [row[0] for row in shown["Who gets access?"]["grid"]["rows"]] == ["Ada", "Rut"]
    assert document.context["variables"][0]["level"] == "day"
    html = to_html("order_copy", "en", document.context)
    assert "<td>Lunds universitet</td>" in html and "Level of detail" in html and "<td>day</td>" in html
