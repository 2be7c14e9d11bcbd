"""What an applicant does on the page of a case, and what is said where it cannot be done."""

from datetime import timedelta

import pytest
import time_machine

from applications.actions.message import write_message
from registries.models import StageKey
from reviews.actions import completion_request, specification
from tests.applications.applicant import address, page_of, researchers_browser, signed_in  # noqa: F401
from tests.factories.world import MONDAY


def test_specification_when_accepted_then_case_goes_on(world, browser):
    case = world.case_at(StageKey.SPECIFICATION)
    world.propose(case)
    page = page_of(browser, case)
    assert "41,250" in page and "51,562.50" in page and "Accept it and its price" in page
    answer = browser.post(address(case, "specification/accept/"), {"version": "1"}, follow=True)
    assert "You have accepted it" in answer.content.decode()
    assert world.fresh(case).in_decision


@pytest.mark.parametrize("version", ["7", "0", "x", ""])
def test_specification_when_an_old_version_is_accepted_then_is_refused_in_place(world, browser, version):
    case = world.case_at(StageKey.SPECIFICATION)
    world.propose(case)
    answer = browser.post(address(case, "specification/accept/"), {"version": version})
    assert answer.status_code == 409 and "is not the one that waits" in answer.content.decode()
    assert world.fresh(case).in_specification


def test_specification_when_its_time_has_run_out_then_cannot_be_accepted(world, browser):
    case = world.case_at(StageKey.SPECIFICATION)
    world.propose(case)
    with time_machine.travel(MONDAY + timedelta(days=90)):
        later = signed_in(world.researcher)
        assert "has run out" in page_of(later, case)
        assert later.post(address(case, "specification/accept/"), {"version": "1"}).status_code == 409


def test_specification_when_declined_then_the_reason_is_needed_and_shown(world, browser):
    case = world.case_at(StageKey.SPECIFICATION)
    world.propose(case)
    refused = browser.post(address(case, "specification/decline/"), {"version": "1", "because": " "})
    assert refused.status_code == 409 and "Write what should be different" in refused.content.decode()
    browser.post(address(case, "specification/decline/"), {"version": "1", "because": "End in 2024"})
    assert "End in 2024" in page_of(browser, case)


def test_specification_when_drafted_anew_then_the_applicant_sees_the_one_that_was_sent(world, browser):
    case = world.case_at(StageKey.SPECIFICATION)
    world.propose(case)
    browser.post(address(case, "specification/decline/"), {"version": "1", "because": "Shorter"})
    specification.draft(by=world.officer, application_id=case.pk, content="Secret draft", hours=3)
    page = page_of(browser, case)
    assert "Secret draft" not in page and "Shorter" in page


def test_message_when_empty_then_is_refused_and_when_written_then_stands_there(world, browser):
    case = world.case_at(StageKey.ASSIGNED)
    assert browser.post(address(case, "messages/"), {"message": " "}).status_code == 409
    browser.post(address(case, "messages/"), {"message": "When is it done?"})
    assert "When is it done?" in page_of(browser, case, "?tab=messages")


def test_messages_when_read_then_are_no_longer_counted(world, browser):
    case = world.case_at(StageKey.ASSIGNED)
    write_message(by=world.officer, application_id=case.pk, text="Please call")
    assert '<span class="count">1</span>' in page_of(browser, case)
    page_of(browser, case, "?tab=messages")
    assert case.messages.get().read_at


def test_completion_when_asked_then_sections_can_be_mended_and_the_answer_sent(world, browser):
    case = world.case_at(StageKey.ASSIGNED)
    completion_request.ask(by=world.officer, application_id=case.pk, text="Shorten it", sections=["study"])
    page = page_of(browser, case)
    assert "Your turn: mend the application" in page and "form/study/?mend=1" in page
    section = page_of(browser, case, "form/study/")
    assert 'class="fixed"' in section and "form/principal/" not in section
    browser.post(address(case, "completion/"), {"answer": "Done"})
    assert case.completion_requests.get().answer == "Done"
    again = browser.post(address(case, "completion/"), {"answer": "Once more"})
    assert again.status_code == 409 and "No completion request is open" in again.content.decode()


def test_delivery_when_within_the_window_then_errors_can_be_reported(world, browser):
    case = world.case_at(StageKey.DELIVERY)
    delivery = world.deliver(case)
    where = address(case, f"deliveries/{delivery.pk}/complaint/")
    assert browser.post(where, {"complaint": ""}).status_code == 409
    browser.post(where, {"complaint": "Row 7 is empty"})
    assert "Row 7 is empty" in page_of(browser, case)
    with time_machine.travel(MONDAY + timedelta(days=120)):
        later = signed_in(world.researcher)
        assert "Report an error" not in page_of(later, case)
        answer = later.post(where, {"complaint": "Typed too late"})
        assert answer.status_code == 409 and "has passed" in answer.content.decode()


def test_withdrawal_when_not_ticked_then_nothing_happens_and_words_stay(world, browser):
    case = world.case_at(StageKey.ASSIGNED)
    answer = browser.post(address(case, "withdraw/"), {"reason": "No money"})
    assert answer.status_code == 409 and ">\nNo money</textarea>" in answer.content.decode()
    browser.post(address(case, "withdraw/"), {"reason": "No money", "sure": "yes"})
    assert "The application is withdrawn" in page_of(browser, case)
    assert browser.post(address(case, "withdraw/"), {"sure": "yes"}).status_code == 409


def test_member_who_only_reads_when_acting_then_is_not_allowed(world):
    case = world.case_at(StageKey.SPECIFICATION)
    world.propose(case)
    case.project.members.create(user=world.outsider, role="member")
    reader = signed_in(world.outsider)
    page = page_of(reader, case)
    assert "Waits for your project" in page and "Accept it" not in page
    assert reader.post(address(case, "specification/accept/"), {"version": "1"}).status_code == 403
