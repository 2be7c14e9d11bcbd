"""The page of a project: one overview, with one thing to do next in each part."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.models import Approval, LinkagePlan, ProjectMember
from reviews.actions import completion_request
from tests.applications.applicant import signed_in
from tests.factories.people import UserFactory
from tests.factories.place import owe
from tests.factories.world import MONDAY, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def page_of(world, project, who="researcher") -> str:
    answer = signed_in(getattr(world, who)).get(f"/projects/{project.public_id}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_project_when_new_then_each_part_says_how_it_stands_and_leads_on(world):
    project = world.draft().project
    page, here = page_of(world, project), f"/projects/{project.public_id}/"
    for part in ("team", "facts", "approvals", "linkage", "sharing"):
        assert f'href="{here}{part}/"' in page, part
    for words in ("1 person, 0 of them", "None is written down.", "No plan is written.", "is not sent yet", "nothing."):
        assert words in page, words


def test_project_when_something_lacks_in_a_part_then_that_is_what_it_leads_to(world):
    project = world.draft().project
    ProjectMember.objects.create(project=project, user=UserFactory(), role="member", has_access=True)
    LinkagePlan.objects.create(project=project, linked_by="We")
    words = {"kind": "ethics", "reference": "D-1", "issued_by": "The board", "decided_on": date(2020, 1, 1)}
    Approval.objects.create(project=project, valid_to=date(2021, 1, 1), **words)
    page = page_of(world, project)
    for said in ("Confirm who gets access", "D-1 ended on", "Renew it", "Go on with the plan", "two sources at least"):
        assert said in page, said


def test_project_when_an_authority_waits_then_that_comes_first_and_else_what_is_owed(world):
    case = world.case_at("assigned")
    completion_request.ask(by=world.officer, application_id=case.pk, text="What?", sections=["study"], at=MONDAY)
    page = page_of(world, case.project)
    assert f"An authority waits for you in Registermyndigheten {case.case_number}" in page
    done = world.case_at("closed")
    duty = owe(done)
    type(duty).objects.update(remind_on=date(2026, 9, 1), due_on=date(2026, 9, 2))
    page = page_of(world, done.project)
    assert "After a delivery, something is to be done by" in page and "turn-late" in page


def test_project_when_a_day_has_passed_then_it_is_marked_here_and_among_all_projects(world):
    case = world.case_at("assigned")
    for day, is_late in ((date(2026, 9, 7), False), (date(2026, 9, 4), True)):
        type(case).objects.filter(pk=case.pk).update(deadline_on=day)
        for rest in (f"{case.project.public_id}/", ""):
            page = signed_in(world.researcher).get(f"/projects/{rest}").content.decode()
            table = page[page.index("Table of the applications") :]
            assert ("tag-trouble" in table[: table.index("</table>")]) is is_late


def test_project_when_somebody_only_reads_then_nothing_waits_and_links_lead_to_reading(world):
    project = world.draft().project
    ProjectMember.objects.create(project=project, user=world.outsider, role="member")
    page = page_of(world, project, "outsider")
    assert "The application to" not in page and "Add the first approval" not in page and "See the approvals" in page
    assert "Change what they see" not in page and "Invite somebody" not in page


def test_project_when_it_holds_many_cases_then_needs_hardly_more_queries(world):
    project, browser = world.case_at("closed").project, signed_in(world.researcher)
    with CaptureQueriesContext(connection) as few:
        browser.get(f"/projects/{project.public_id}/")
    for _number in range(3):
        case = world.case_at("assigned")
        type(case).objects.filter(pk=case.pk).update(project=project)
    with CaptureQueriesContext(connection) as many:
        browser.get(f"/projects/{project.public_id}/")
    assert len(many) <= len(few) + 2 and len(many) <= 40
