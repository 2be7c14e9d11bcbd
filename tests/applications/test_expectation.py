"""When the data of a project can be there, what that rests on, and which case is waited for longest."""

import itertools
from datetime import date, timedelta

import pytest
import time_machine

from applications.actions.application import start_application, withdraw
from applications.expectation import outlook_of
from applications.models import Application, Delivery
from applications.views.timeline import timeline_of
from registries.models import Procedure, Stage, StageKey
from tests.applications.applicant import signed_in
from tests.factories.world import MONDAY, make_authority, make_procedure, make_world

pytestmark = pytest.mark.django_db
BY_LIMITS, BY_PAST, BY_MONTHS = "By the time limits", "By the quickest quarter", "By what the authority itself says"


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def expected(case, at=MONDAY):
    [one] = outlook_of([Application.objects.get(pk=case.pk)], at).expectations
    return one


def past_cases(world, *days: int) -> None:
    """Cases that were delivered after so many working days in all."""
    for number in days:
        case = world.case_at(StageKey.CLOSED)
        Application.objects.filter(pk=case.pk).update(queue_days=3, handling_days=number - 3)


def second_authority(world, **limits) -> Application:
    """A draft of the same project at another authority, with its own time limits."""
    other = make_authority("another-agency")
    procedure = make_procedure(other)
    for key, days in limits.items():
        Stage.objects.filter(procedure=procedure, key=key).update(limit_days=days)
    form = world.form
    form.pk, form.authority = None, other
    form.save(force_insert=True)
    project = Application.objects.first().project
    return start_application(by=world.researcher, authority=other, title="Two", project=project, at=MONDAY)


def test_draft_when_nothing_was_ever_delivered_then_goes_by_the_limits_of_every_stage(world):
    one = expected(world.draft())
    assert one.basis == f"{BY_LIMITS} of what is left: 115 working days." and not one.is_there
    assert one.day == date(2027, 2, 22)  # 23 weeks, and the five holidays of Christmas, New Year and Epiphany


def test_case_when_it_has_come_further_then_less_is_left(world):
    case = world.case_at(StageKey.CONFIDENTIALITY_DECISION)
    assert expected(case).basis.endswith("35 working days.")
    assert expected(case, MONDAY + timedelta(days=7)).basis.endswith("30 working days.")
    late = expected(case, MONDAY + timedelta(days=70))
    assert late.basis.endswith("20 working days.") and late.day > (MONDAY + timedelta(days=70)).date()


def test_case_when_the_authority_says_months_then_goes_by_them_until_they_lie_behind(world):
    Procedure.objects.update(handling_months_min=3, handling_months_max=6)
    case = world.case_at(StageKey.ASSIGNED)
    one = expected(case)
    assert (one.day, one.basis) == (date(2026, 12, 7), f"{BY_MONTHS}: at least 3 months of handling.")
    assert expected(world.draft()).day == date(2026, 12, 21)  # ten working days in the queue come first
    assert expected(case, MONDAY + timedelta(days=120)).basis.startswith(BY_LIMITS)


def test_case_when_five_were_delivered_before_then_goes_by_the_quickest_quarter_of_them(world):
    past_cases(world, 20, 30, 40, 50)
    case = world.case_at(StageKey.ASSIGNED)
    assert expected(case).basis.startswith(BY_LIMITS)
    past_cases(world, 60)
    one = expected(case)
    assert one.basis == f"{BY_PAST} of 5 past cases: 30 working days from sending to delivery."
    assert one.day == date(2026, 10, 19)
    assert expected(case, MONDAY + timedelta(days=60)).basis.startswith(BY_LIMITS)


def test_outlook_when_a_case_is_delivered_then_its_day_stands_and_an_ended_one_is_left_out(world):
    delivered, refused, gone = (world.case_at(stage) for stage in ("closed", "confidentiality_decision", "draft"))
    world.refuse(refused)
    withdraw(by=world.researcher, application_id=gone.pk)
    outlook = outlook_of(list(Application.objects.all()), MONDAY)
    assert [(one.case.pk, one.is_there) for one in outlook.expectations] == [(delivered.pk, True)]
    assert outlook.is_complete and outlook.day == Delivery.objects.get().sent_on and outlook.slowest is None


def test_outlook_when_an_authority_names_no_times_then_says_that_it_cannot_be_said(world):
    Stage.objects.update(limit_days=None)
    world.draft()
    outlook = outlook_of(list(Application.objects.all()), MONDAY)
    assert outlook.day is None and outlook.slowest is None
    page = signed_in(world.researcher).get(f"/projects/{Application.objects.get().project.public_id}/").content.decode()
    assert "cannot be said" in page and "The authority names no times." in page and 'class="timeline"' not in page


def test_time_line_when_two_cases_are_waited_for_then_marks_the_slowest_and_names_the_day(world):
    sent = world.case_at(StageKey.ASSIGNED)
    slow = second_authority(world, delivery=90)
    cases = list(Application.objects.order_by("pk"))
    outlook = outlook_of(cases, MONDAY)
    assert outlook.slowest.case == slow and outlook.day == outlook.of(slow).day > outlook.of(sent).day
    drawn = timeline_of(cases, outlook)
    assert [lane.is_slowest for lane in drawn.lanes] == [False, True] and drawn.has_days_ahead
    assert max(lane.ahead.x + lane.ahead.width for lane in drawn.lanes) <= drawn.width
    page = signed_in(world.researcher).get(f"/projects/{sent.project.public_id}/").content.decode()
    assert page.count("◆ the slowest") == 1 and "Everything can be there on" in page and "span-ahead slowest" in page
    assert "at the earliest" in page and page.count("By the time limits of what is left") == 2


@pytest.mark.parametrize(("months_ago", "months_ahead"), [(0, 12), (6, 0), (6, 6)])
def test_axis_when_the_days_lie_close_then_its_words_do_not_stand_on_each_other(world, months_ago, months_ahead):
    Stage.objects.filter(key="delivery").update(limit_days=max(20 * months_ahead, 1))
    case = world.case_at(StageKey.ASSIGNED, at=MONDAY - timedelta(days=30 * months_ago))
    marks = timeline_of([case], outlook_of([case], MONDAY) if months_ahead else None).marks
    places = [x for x, _day, _anchor in marks]
    assert places == sorted(places) and all(b - a >= 150 for a, b in itertools.pairwise(places))
