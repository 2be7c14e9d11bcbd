"""The clocks of many cases at once."""

from datetime import date, timedelta

from applications.models import Application
from applications.ticking import differences, tick, write
from reviews.actions.note import write_note
from tests.factories.world import MONDAY

NEXT_WEEK = MONDAY + timedelta(days=7)


def test_ticking_when_days_have_passed_then_writes_them_once_in_few_queries(world, django_assert_max_num_queries):
    cases = [world.case_at("assigned"), world.case_at("submitted"), world.case_at("closed"), world.draft()]
    Application.objects.update(clocks_on=MONDAY.date(), handling_days=0, queue_days=0)
    with django_assert_max_num_queries(14):
        assert tick(NEXT_WEEK) == 2
    assert [(case.queue_days, case.handling_days) for case in map(world.fresh, cases[:2])] == [(0, 5), (5, 0)]
    assert world.fresh(cases[0]).clocks_on == date(2026, 9, 14)
    assert tick(NEXT_WEEK) == 0  # the hour after there is nothing left to count


def test_ticking_when_a_case_is_moved_meanwhile_then_leaves_it_alone(world):
    case = world.case_at("submitted")
    [batch] = differences(Application.objects.filter(pk=case.pk), NEXT_WEEK)
    world.assign(case)
    write(batch, clocks_on=NEXT_WEEK.date())
    assert world.fresh(case).waiting_for == "case_officer"
    assert world.fresh(case).clocks_on != NEXT_WEEK.date()


def test_ticking_when_a_note_was_written_then_the_clocks_still_go_by_the_turns_alone(world):
    case = world.case_at("assigned")
    write_note(by=world.officer, application_id=case.pk, text="Between us.", at=MONDAY)
    [[(_case, changed)]] = differences(Application.objects.filter(pk=case.pk), NEXT_WEEK)
    assert set(changed) <= {"handling_days", "queue_days"}
