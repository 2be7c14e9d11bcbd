"""Whose turn, until when, and how many days."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from applications.actions import completion_request as answers
from applications.clocks import derive
from applications.models import Application, Waiting
from applications.tasks import tick_clocks
from reviews.actions import completion_request
from tests.factories.world import MONDAY


def clocks(case, at):
    return derive(case, list(case.events.order_by("number")), at)


def test_queue_when_a_week_passes_before_assignment_then_counts_five_working_days(world):
    case = world.draft()
    world.submit(case, MONDAY)
    assert clocks(world.fresh(case), MONDAY + timedelta(days=7)).queue_days == 5
    world.assign(case, MONDAY + timedelta(days=7))
    later = clocks(world.fresh(case), MONDAY + timedelta(days=21))
    assert (later.queue_days, later.handling_days) == (5, 10)


def test_handling_when_a_completion_request_is_open_then_stands_still(world):
    case = world.case_at("assigned")
    asked, answered = MONDAY + timedelta(days=7), MONDAY + timedelta(days=21)
    completion_request.ask(by=world.officer, application_id=case.pk, text="Mend.", sections=["study"], at=asked)
    waiting = world.fresh(case)
    assert waiting.waiting_for == Waiting.APPLICANT
    assert clocks(waiting, answered).handling_days == 5
    answers.answer(by=world.researcher, application_id=case.pk, at=answered)
    after = clocks(world.fresh(case), answered + timedelta(days=7))
    assert (after.handling_days, after.waiting_days) == (10, 10)
    assert after.waiting_for == Waiting.CASE_OFFICER


def test_deadline_when_the_applicant_was_waited_for_then_moves_by_those_days(world):
    case = world.case_at("assigned")
    before = world.fresh(case).deadline_on
    completion_request.ask(by=world.officer, application_id=case.pk, text="Mend.", sections=["study"], at=MONDAY)
    answers.answer(by=world.researcher, application_id=case.pk, at=MONDAY + timedelta(days=7))
    assert world.fresh(case).deadline_on == before + timedelta(days=7)


def test_price_when_proposed_then_waits_for_the_applicant_until_its_last_day(world):
    case = world.case_at("specification")
    proposed = world.propose(case)
    case = world.fresh(case)
    assert (case.waiting_for, case.deadline_on) == (Waiting.APPLICANT, proposed.valid_until)


def test_decision_when_drafted_then_the_turn_goes_to_the_decision_maker(world):
    case = world.case_at("confidentiality_decision")
    assert case.waiting_for == Waiting.CASE_OFFICER
    world.draft_decision(case)
    assert world.fresh(case).waiting_for == Waiting.DECISION_MAKER


def test_handling_when_delivered_then_stops(world):
    case = world.case_at("invoice")
    assert clocks(case, MONDAY + timedelta(days=300)).handling_days == 0


def test_days_when_sent_late_in_the_evening_then_count_by_the_authority_s_day(world):
    case = world.draft()
    world.submit(case, datetime(2026, 9, 7, 22, 30, tzinfo=UTC))  # Tuesday in Stockholm
    assert world.fresh(case).case_year == 2026
    assert clocks(world.fresh(case), datetime(2026, 9, 8, 21, 0, tzinfo=UTC)).queue_days == 0


def test_stored_clocks_when_spoilt_then_are_rebuilt_from_the_events(world):
    case = world.case_at("assigned")
    Application.objects.filter(pk=case.pk).update(deadline_on=date(1999, 1, 1), handling_days=4000)
    call_command("rebuild_clocks", check=True, stdout=(said := StringIO()))
    assert "deadline_on" in said.getvalue()
    assert world.fresh(case).handling_days == 4000
    call_command("rebuild_clocks", stdout=StringIO())
    assert world.fresh(case).deadline_on == case.deadline_on
    call_command("rebuild_clocks", check=True, stdout=(said := StringIO()))
    assert "Every case is as its events say" in said.getvalue()


def test_open_case_when_the_clock_ticks_then_its_days_are_written(world):
    case = world.case_at("assigned")
    Application.objects.filter(pk=case.pk).update(handling_days=0, clocks_on=MONDAY.date())
    tick_clocks()
    assert world.fresh(case).handling_days > 0


def test_chains_when_verified_then_a_forged_one_ends_with_an_error(world):
    case = world.case_at("assigned")
    call_command("verify_events", stdout=(said := StringIO()))
    assert "whole" in said.getvalue()
    forged = case.events.get(number=2)
    forged.pk, forged.number, forged.hash = None, case.version + 1, "0" * 64
    forged.save()
    with pytest.raises(CommandError):
        call_command("verify_events", stdout=StringIO(), stderr=StringIO())
