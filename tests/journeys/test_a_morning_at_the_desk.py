"""An officer's morning: a view of one's own, many cases at once, checklist, request, agenda, specification."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from applications.actions import completion_request
from applications.models import Application
from registries.models import Membership, Role
from reviews.models import AgendaItem, ChecklistAnswer, LegalMeeting, SavedView
from tests.factories.world import World, make_world
from tests.journeys.verbs import open_case, press_in, sign_in, take_next_step

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

YESTERDAY = timezone.now() - timedelta(days=1)
WRONG = "whole"  # the row of the checklist that is not in order at first


@pytest.fixture
def world(db) -> World:
    """Three new cases, and an officer who also assigns."""
    world = make_world()
    Membership.objects.create(user=world.officer, authority=world.authority, role=Role.COORDINATOR)
    for _number in range(3):
        world.case_at("submitted", at=YESTERDAY)
    return world


def keep_a_view(officer):
    """Narrow the queue, save that under a name, and find it in the list with its count."""
    officer.open("/desk/?view=unassigned")
    officer.looks_right("unassigned")
    officer.page.locator("details.more-filters summary").click()
    officer.choose(kind="new", sort="came_in")
    officer.page.locator("details.more-filters button").click()
    officer.follow("Save this view")
    officer.fill(name="New ones")
    officer.looks_right("save-view")
    officer.press("Save the view")
    expect(officer.page.get_by_role("link", name=re.compile(r"^New ones 3$"))).to_be_visible()
    assert SavedView.objects.get().name == "New ones"


def take_many(officer, world):
    """With the keys to the second case, then every case of the page to one officer."""
    officer.page.keyboard.press("j")
    officer.page.keyboard.press("j")
    officer.page.keyboard.press("?")
    expect(officer.page.locator("dialog[open]")).to_be_visible()
    officer.looks_right("keys")
    officer.page.keyboard.press("Escape")
    officer.press("Tick all on this page")
    officer.press("Assign …")
    expect(officer.page.locator("button[name=do][value=assign]")).to_be_visible()
    officer.looks_right("assign-many")
    officer.choose(all_to=str(world.officer.pk))
    officer.page.locator("button[name=do][value=assign]").click()
    officer.sees("Given to Officer.")
    officer.looks_right("assigned-many")
    assert set(Application.objects.values_list("officer", "stage")) == {(world.officer.pk, "assigned")}


def judge(officer, case, answer: str, comment: str = ""):
    """Answer the rows that are open: one of them with `answer`, the others are in order."""
    open_case(officer, case, "checklist/")
    for option in officer.page.locator("input[type=radio][value=yes]:visible").all():
        option.check()
    officer.choose(**{f"row_{WRONG}": answer})
    officer.fill(**{f"comment_{WRONG}": comment})
    officer.looks_right(f"checklist-{answer}")
    officer.page.locator("main form button.btn-main").first.click()
    officer.sees("The checklist is saved.")


def ask_from_the_row(officer, case):
    """The row that is not in order becomes a completion request; its words begin with the comment."""
    press_in(officer, "ask")
    expect(officer.page.locator("section[aria-labelledby=ask] textarea")).to_have_value(re.compile("Box number"))
    officer.page.locator("section[aria-labelledby=ask] input[name=sections][value=invoicing]").check()
    officer.looks_right("request-from-rows")
    press_in(officer, "ask")
    officer.sees("The completion request is sent.")
    assert Application.objects.get(pk=case.pk).waiting_for == "applicant"


def hold_the_meeting(lawyer, officer, case):
    """The lawyer plans the meeting, the officer puts the case on with a question, the record ends the review."""
    day = timezone.localdate().isoformat()
    lawyer.open("/desk/agenda/")
    lawyer.fill(held_on=day, place="13.00, room 4")
    lawyer.pick("decision_maker", "Decision Maker")
    lawyer.pick("lawyer", "Lawyer")
    lawyer.looks_right("plan-a-meeting")
    lawyer.press("Plan the meeting")
    lawyer.page.wait_for_url(f"**/desk/agenda/{day}/**")
    officer.open(f"/desk/agenda/{day}/")
    officer.fill(question="May the day of birth be disclosed?")
    officer.looks_right("agenda")
    officer.page.locator("section[aria-labelledby=offered] form button").first.click()
    officer.sees("May the day of birth be disclosed?")
    lawyer.open(f"/desk/agenda/{day}/?record={case.public_id}")
    lawyer.fill(assessment="The year of birth is enough.")
    lawyer.page.locator("main input[name=outcome][value=proceed]").check()
    lawyer.looks_right("record")
    lawyer.press("Keep the record")
    lawyer.sees("The year of birth is enough.")
    take_next_step(lawyer, case)
    assert AgendaItem.objects.get().meeting == LegalMeeting.objects.get()
    assert Application.objects.get(pk=case.pk).stage == "specification"


def specify(officer, case):
    """What was applied for stands in its parts already; hours by activity make the price; it is sent."""
    open_case(officer, case, "specification/")
    officer.fill(content="The data.", administration="2", extraction="20")
    expect(officer.page.locator("#price")).to_contain_text(re.compile(r"37.500"))
    officer.looks_right("specification")
    press_in(officer, "write")
    officer.sees("The draft is saved.")
    press_in(officer, "send")
    officer.sees("It is sent.")
    officer.looks_right("specification-sent")


def test_morning_when_it_is_over_then_one_case_waits_for_the_applicants_answer(world, window):
    officer = sign_in(window, "officer@example.org", "en")
    keep_a_view(officer)
    take_many(officer, world)
    case = Application.objects.order_by("pk").first()
    judge(officer, case, "no", "Box number is missing.")
    ask_from_the_row(officer, case)
    completion_request.answer(by=world.researcher, application_id=case.pk, text="It is Box 7.")
    assert ChecklistAnswer.objects.filter(application=case, reopened_number=2).exists()
    judge(officer, case, "yes")
    take_next_step(officer, case)
    lawyer = sign_in(window, "lawyer@example.org", "en")
    hold_the_meeting(lawyer, officer, case)
    specify(officer, case)
    case = world.fresh(case)
    assert (case.stage, case.waiting_for) == ("specification", "applicant")
    assert case.newest_specification.hours == 22
    officer.open("/desk/?view=applicant")
    officer.sees(case.case_number)
