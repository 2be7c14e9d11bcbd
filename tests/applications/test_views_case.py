"""The page of a case: where it is, whose turn it is, until when."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications.actions.delivery import complain
from applications.models import Document, Submission
from applications.views.steps import steps_of
from registries.models import StageKey
from reviews.actions import decision
from tests.applications.applicant import address, fill, full_world, page_of, researchers_browser, signed_in  # noqa: F401
from tests.factories.world import MONDAY

TABS = ("overview", "application", "messages", "documents", "history")


@pytest.mark.parametrize("stage", [StageKey.DRAFT, StageKey.SPECIFICATION, StageKey.DELIVERY, StageKey.CLOSED])
@pytest.mark.parametrize("tab", TABS)
def test_case_when_at_a_stage_then_every_tab_is_drawn(world, browser, stage, tab):
    case = world.case_at(stage)
    assert case.title in page_of(browser, case, f"?tab={tab}")


def test_case_when_of_somebody_else_then_is_not_found(world):
    case = world.case_at(StageKey.DELIVERY)
    document = case.documents.first()
    for user in (world.outsider, world.officer):
        for rest in (
            "",
            "form/study/",
            "review/",
            f"documents/{document.public_id}/",
            "form/study/template/",
        ):
            is_led = user == world.officer and not rest  # to the desk: see below
            assert signed_in(user).get(address(case, rest)).status_code == (302 if is_led else 404)
        assert signed_in(user).post(address(case, "messages/"), {"message": "x"}).status_code == 404


def test_case_when_nobody_is_signed_in_then_leads_to_the_sign_in(world):
    answer = Client().get(address(world.draft()))
    assert answer.url.startswith("/account/login/")


def queries_of(browser, case, tab="overview") -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        page_of(browser, case, f"?tab={tab}")
    return len(caught)


@pytest.mark.parametrize("tab", TABS)
def test_case_when_it_holds_much_then_needs_at_most_twenty_queries(world, browser, tab):
    case = world.case_at(StageKey.CLOSED)
    few = queries_of(browser, case, tab)
    for number in range(12):
        browser.post(address(case, "messages/"), {"message": f"Number {number}"})
        Document.objects.create(
            application=case, kind="order_copy", number=50 + number, language="sv", context={}, ordered_at=MONDAY
        )
    rows = [
        {"registry": "patients", "registry_name": {}, "name": f"V{n}", "label": {}, "identifying": False, "reason": ""}
        for n in range(200)
    ]
    Submission.objects.create(
        application=case,
        number=2,
        content=case.newest_submission.content | {"variables": rows},
        sha256="",
        submitted_at=MONDAY,
        submitted_by=world.researcher,
    )
    many = queries_of(browser, case, tab)
    assert many <= 20 and many <= few + 1


def test_draft_when_opened_then_it_is_the_applicants_turn(world, browser):
    assert "Your turn: fill in the application" in page_of(browser, world.draft(whole=False))
    assert "Your turn: read through the application and send it" in page_of(browser, world.draft())


def test_case_when_the_authority_works_then_says_who_and_until_when(world, browser):
    page = page_of(browser, world.case_at(StageKey.ASSIGNED))
    assert "case officer at The Registry Agency is working" in page and "It should be done by" in page
    assert "You need do nothing now" in page


def test_case_when_overdue_then_says_so_in_plain_words(world, browser):
    case = world.case_at(StageKey.ASSIGNED)
    with time_machine.travel(MONDAY + timedelta(days=200)):
        page = page_of(signed_in(world.researcher), case)
    assert "should have been done by" in page and "turn-late" in page


def test_case_when_refused_then_shows_the_decision_and_how_to_appeal(world, browser):
    case = world.case_at(StageKey.CONFIDENTIALITY_DECISION)
    world.refuse(case)
    page = page_of(browser, case)
    assert "Disclosure was refused" in page and "can be appealed to the administrative court of appeal" in page


def test_decision_when_only_drafted_then_stays_with_the_authority(world, browser):
    case = world.case_at(StageKey.CONFIDENTIALITY_DECISION)
    world.draft_decision(case)
    page = page_of(browser, case) + page_of(browser, case, "?tab=history")
    assert "nobody suffers harm" not in page and "decision_drafted" not in page


WAY_TO_GRANT = ("submit", "assign", "send_to_legal_review", "conclude_legal_review", "accept_specification", "grant")


def delivered(world):
    """A case that takes a step each day from Monday 7 September: its delivery is done on the 13th, invoice the 14th."""
    case = world.draft()
    for number, step in enumerate((*WAY_TO_GRANT, "complete_delivery", "issue_invoice")):
        getattr(world, step)(case, MONDAY + timedelta(days=number))
    return world.fresh(case)


def days_of(case) -> dict:
    return {str(step["name"]): (step["state"], step["note"]) for step in steps_of(case, list(case.events.all()))}


def test_steps_when_done_then_tell_the_day_on_which_each_was_left(world):
    case = delivered(world)
    notes = [note for _state, note in days_of(case).values()]
    moves = case.events.exclude(to_stage="").order_by("number")
    assert [note.partition(" ")[0] for note in notes] == [str(move.at.day) for move in moves[1:]]


def test_steps_when_the_delivery_was_opened_again_then_only_what_is_left_has_a_day(world):
    case = delivered(world)
    before = days_of(case)
    complain(by=world.researcher, delivery=case.deliveries.get(), text="Empty.", at=MONDAY + timedelta(days=9))
    after = days_of(world.fresh(case))
    changed = [name for name in before if before[name] != after[name]]
    states = [after[name][0] for name in before]
    assert "now" in states and states.count("done") == len(states) - 1
    assert str(case.procedure.stage_name(StageKey.DELIVERY)) in changed


def test_steps_when_a_case_stepped_back_then_the_day_is_that_of_the_last_leaving(world):
    case = world.case_at(StageKey.SPECIFICATION)
    name = case.procedure.stage_name(StageKey.ASSIGNED)
    decision.step_back(
        by=world.officer, application_id=case.pk, to="assigned", reason="x", at=MONDAY + timedelta(days=2)
    )
    assert not days_of(world.fresh(case))[name][1].startswith("7 Sep")
    world.send_to_legal_review(case, MONDAY + timedelta(days=3))
    assert days_of(world.fresh(case))[name] == ("done", "10 Sep 2026")
    assert [note for state, note in days_of(world.fresh(case)).values() if state == "ahead"] == ["", "", "", ""]


def test_answers_when_of_every_kind_then_are_read_as_they_were_sent(full, browser):
    case = full.draft()
    fill(case, by_diagnosis="yes", diagnoses={"classification": "ICD-10-SE", "codes": "S72.0"})
    full.submit(case)
    page = page_of(browser, case, "?tab=application")
    assert "ICD-10-SE" in page and "Umeå universitet" in page


def test_case_when_dismissed_then_says_that_it_was_not_tried(world, browser):
    case = world.case_at(StageKey.ASSIGNED)
    decision.dismiss(by=world.officer, application_id=case.pk, because="incomplete", reason="Nothing is there.")
    page = page_of(browser, case)
    assert "did not try the application" in page and "Nothing is there." in page


def test_address_of_a_case_when_followed_by_its_officer_then_leads_to_the_desk_and_nobody_else_there(world):
    case = world.case_at("assigned")
    address = f"/applications/{case.public_id}/"
    assert signed_in(world.officer).get(address).url == f"/desk/cases/{case.public_id}/"
    assert signed_in(world.outsider).get(address).status_code == 404
    draft = world.draft()
    assert signed_in(world.officer).get(f"/applications/{draft.public_id}/").status_code == 404
