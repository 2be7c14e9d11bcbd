"""What is counted of cases, the sums of months and years, and what the pages and the workbook show of them."""

import io
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import time_machine
from django.core.management import call_command
from django.urls import reverse

from applications.actions import completion_request as answers
from registries.models import MeasuredWait, Membership, Registry, Role
from reviews.actions import completion_request, decision, time_entry
from reviews.actions.statistics import rebuild_statistics, update_statistics
from reviews.models import CaseFigures, OpenFigures, PeriodFigures
from reviews.statistics.drawing import Point, by_rows, lines_up_to, over_time
from reviews.statistics.hiding import HIDDEN, in_public
from reviews.statistics.histogram import HALF, NINE_OF_TEN, at_most
from reviews.statistics.summing import month_begun_with, sum_up
from reviews.tasks import update_statistics as nightly
from tests.factories.world import MONDAY, make_authority

STORED = (CaseFigures, PeriodFigures, OpenFigures, MeasuredWait)


def weeks(number: int):
    return MONDAY + timedelta(weeks=number)


def stored() -> dict[str, list]:
    """Every row of the statistics, without numbers of rows and moments of counting."""
    left_out = {"id", "counted_at"}
    return {
        model.__name__: sorted(
            str(sorted((name, str(value)) for name, value in row.items() if name not in left_out))
            for row in model.objects.values()
        )
        for model in STORED
    }


def counted(world, *days: int, month=date(2026, 9, 1), registries=(), **fields) -> None:
    """A case for each of `days`, that got its officer and was handled after so many, past the desk."""
    for number in days:
        case = world.draft(whole=False)
        case.registries.set(registries)
        days_of = ("received_on", "begun_on", "checked_on", "ended_on", "handled_on")
        told = dict.fromkeys(days_of, month) | {"kind": "new", "outcome": "granted", "was_whole": True}
        told |= {"queue_days": number, "handling_days": number * 2}
        CaseFigures.objects.create(
            application=case,
            authority=case.authority,
            version=case.version,
            counted_at=MONDAY,
            **told | fields,
        )


def look(client, user, name="desk_statistics", **asked):
    if user:
        client.force_login(user)
    return client.get(reverse(name), asked)


def table(page, key: str) -> list[list]:
    """The rows of a part, without months in which nothing happened."""
    section = next(one for one in page.context["sections"] if one.key == key)
    return [row for row in section.rows if any(cell not in (0, None, Decimal(0)) for cell in row[1:])]


def test_case_when_it_went_its_way_then_its_figures_are_those_of_its_events(world):
    case = world.draft()
    world.submit(case, MONDAY)
    world.assign(case, weeks(1))
    completion_request.ask(by=world.officer, application_id=case.pk, text="Mend.", sections=["study"], at=weeks(2))
    answers.answer(by=world.researcher, application_id=case.pk, at=weeks(4))
    world.send_to_legal_review(case, weeks(5))
    world.conclude_legal_review(case, weeks(5))
    world.accept_specification(case, weeks(6))
    worked = {"day": weeks(6).date(), "work": "extraction", "at": weeks(6)}
    time_entry.write_time(by=world.officer, application_id=case.pk, hours=Decimal(20), **worked)
    world.draft_decision(case, weeks(6), outcome="partly")
    decision.decide(by=world.decision_maker, application_id=case.pk, at=weeks(7))
    refused = world.case_at("confidentiality_decision")
    world.refuse(refused, weeks(1))
    with time_machine.travel(weeks(7)):
        assert update_statistics() == 2
    told = CaseFigures.objects.get(application=case)
    assert (told.received_on, told.begun_on, told.queue_days) == (MONDAY.date(), weeks(1).date(), 5)
    assert (told.checked_on, told.was_whole) == (weeks(5).date(), False)
    assert (told.ended_on, told.outcome) == (weeks(7).date(), "partly")
    assert (told.handled_on, told.handling_days, told.hours_used) == (None, None, None)

    world.complete_delivery(case, weeks(9))
    decision.reopen(by=world.decision_maker, application_id=refused.pk, reason="The court said so.", at=weeks(8))
    with time_machine.travel(weeks(9)):
        assert update_statistics() == 2
        assert update_statistics() == 0
        time_entry.write_time(by=world.officer, application_id=case.pk, hours=Decimal(10), **worked | {"at": weeks(9)})
        assert update_statistics() == 1
    told, again = CaseFigures.objects.get(application=case), CaseFigures.objects.get(application=refused)
    assert (told.handled_on, told.handling_days) == (weeks(9).date(), 30)  # eight weeks, two of them with the applicant
    assert (told.hours_estimated, told.hours_spent, told.hours_used) == (25, 30, 120)
    assert (again.outcome, again.ended_on, again.handled_on, again.was_whole) == (None, None, None, True)
    [waits] = OpenFigures.objects.filter(registry=None, stage="confidentiality_decision")
    assert (waits.waiting_for, waits.ages) == ("case_officer", {"7": 1})


def test_statistics_when_rebuilt_then_are_what_was_counted_night_by_night(world, capsys):
    with time_machine.travel(MONDAY, tick=False):
        first, second = world.case_at("submitted"), world.case_at("confidentiality_decision")
        world.draft()
        nightly()
    with time_machine.travel(weeks(1), tick=False):
        world.assign(first, weeks(1))
        world.grant(second, weeks(1))
        nightly()
        before = stored()
        assert rebuild_statistics() == (2, 0)
        assert stored() == before and len(before["CaseFigures"]) == 2
        CaseFigures.objects.filter(application=first).update(queue_days=99)
        call_command("rebuild_statistics")
        assert "2 cases were counted: 1 of them differed." in capsys.readouterr().out
        assert stored() == before


def test_median_and_nine_of_ten_when_counted_by_hand_then_are_what_cases_really_took():
    assert (at_most(HALF, {}), at_most(HALF, {7: 1}), at_most(HALF, {1: 1, 9: 1})) == (None, 7, 1)
    ten = dict.fromkeys(range(1, 11), 1)
    assert (at_most(HALF, ten), at_most(NINE_OF_TEN, ten)) == (5, 9)
    assert at_most(NINE_OF_TEN, {3: 90, 40: 10}) == 3 and at_most(NINE_OF_TEN, {3: 89, 40: 11}) == 40


@time_machine.travel(weeks(4))
def test_page_of_the_desk_when_read_then_figures_are_those_of_the_cases_and_the_workbook_has_the_same(client, world):
    other, second = (
        Registry.objects.create(authority=world.authority, slug="births", name={"en": "Births"}),
        make_authority("x"),
    )
    counted(world, *range(1, 11), registries=[world.registry])
    counted(world, 30, month=date(2026, 7, 1), registries=[world.registry, other], outcome="refused", was_whole=False)
    counted(world, 40, month=date(2024, 5, 1), kind="change", hours_estimated=20, hours_spent=15, hours_used=75)
    world.case_at("submitted")
    sum_up(world.authority.pk)
    page = look(client, world.auditor)
    assert table(page, "handling") == [["Jul 2026", 1, 60, 60], ["Sep 2026", 10, 10, 18]]
    assert table(page, "queue") == [["Jul 2026", 1, 30, 30], ["Sep 2026", 10, 5, 9]]
    assert table(page, "places") == [["Births", 1, 60, 60, 1, 30, 30], ["Patient register", 11, 12, 20, 11, 6, 10]]
    assert table(page, "checks") == [["Jul 2026", 1, 0, 0], ["Sep 2026", 10, 10, 100]]
    assert table(page, "outcomes")[-1] == ["The whole period", 10, 0, 1, 0, 0, 11]
    assert table(page, "waiting") == [["Submitted", "coordinator", 1, 28, 28, 28]]
    assert "Nothing" not in page.text and page["Cache-Control"] == "no-store"
    assert '<td class="num">18</td>' in page.text and '<title id="handling-title">Handling time</title>' in page.text

    every = {"period": "all", "kind": "change", "registry": "no-such"}
    assert table(look(client, world.auditor, **every), "hours") == [["2024", 1, 20, 15, 75, 75]]
    assert table(look(client, world.auditor, period="2024"), "queue") == [["May 2024", 1, 40, 40]]
    births = look(client, world.auditor, registry="births", authority=second.slug, period="years")
    assert table(births, "handling") == [["2026", 1, 60, 60]]

    answer = look(client, world.auditor, "desk_statistics_file")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert len(book.sheetnames) == 1 + len(page.context["sections"])
    for section in page.context["sections"]:
        rows = [list(row) for row in book[section.title].iter_rows(values_only=True)]
        assert rows[0] == section.columns
        assert rows[1:] == [[float(one) if isinstance(one, Decimal) else one for one in row] for row in section.rows]


def test_statistics_of_the_desk_when_somebody_looks_then_only_who_leads_sees_only_the_own_authority(client, world):
    elsewhere = make_authority("elsewhere")
    PeriodFigures.objects.create(
        authority=elsewhere, kind="new", grain="month", begins=date(2026, 9, 1), received={"": 9}
    )
    for name in ("officer", "second_officer", "lawyer", "data_manager", "finance", "researcher"):
        for address in ("desk_statistics", "desk_statistics_file"):
            assert look(client, world.people[name], address).status_code == 403, name
    for name in ("coordinator", "decision_maker", "administrator", "auditor"):
        page = look(client, world.people[name], authority="elsewhere")
        assert page.context["choice"].authorities == (world.authority,), name
        assert "Nothing is counted yet" in page.text
    Membership.objects.create(user=world.auditor, authority=elsewhere, role=Role.AUDITOR)
    assert "Authority" in look(client, world.auditor).text


@time_machine.travel(weeks(4))
def test_public_page_when_cases_are_few_then_does_not_tell_of_them(client, world):
    counted(world, 1, 2, 3, 4)
    counted(world, 5, month=date(2026, 8, 1), outcome="refused")
    sum_up(world.authority.pk)
    page = look(client, None, "statistics")
    assert table(page, "handling") == [["Aug 2026", HIDDEN, None, None], ["Sep 2026", HIDDEN, None, None]]
    assert table(page, "outcomes")[-1] == ["The whole period", HIDDEN, 0, HIDDEN, 0, 0, 5]
    assert [section.key for section in page.context["sections"]] == ["handling", "queue", "places", "outcomes"]
    wait = MeasuredWait.objects.get(registry=None)
    assert (wait.handled, wait.handling_half, wait.handling_most, wait.queue_half) == (5, 6, 10, 3)
    counted(world, 6, 7)
    sum_up(world.authority.pk)
    page = look(client, None, "statistics", authority=world.authority.slug)
    assert table(page, "handling")[1] == ["Sep 2026", 5, 6, 14]
    assert "fewer than five" in page.text and "rounded to the nearest five" in page.text
    book = openpyxl.load_workbook(io.BytesIO(look(client, None, "statistics_file").content))
    assert "fewer than five" in [cell.value for row in book["Outcomes"] for cell in row]
    assert [in_public(number) for number in (0, 1, 4, 5, 7, 8, 12, 13)] == [0, HIDDEN, HIDDEN, 5, 5, 10, 10, 15]


def test_month_that_is_begun_with_when_one_case_was_let_before_then_is_that_of_the_middle_one(world):
    april, may = date(2026, 4, 20), date(2026, 5, 3)
    assert month_begun_with({april: 4}) is None
    assert month_begun_with({april: 4, date(2026, 11, 1): 1}) == date(2026, 4, 1)
    assert month_begun_with({april: 2, may: 4}) == date(2026, 5, 1)
    counted(world, 1, 2, 3, 4, 5, month=MONDAY.date(), received_on=april)
    counted(world, 6, month=date(2026, 8, 1), received_on=date(2026, 1, 1))
    sum_up(world.authority.pk, MONDAY)
    assert MeasuredWait.objects.get(registry=None).begun_from == date(2026, 4, 1)
    sum_up(world.authority.pk, weeks(5))  # nothing was begun with for four weeks: nobody knows
    assert MeasuredWait.objects.get(registry=None).begun_from is None


@time_machine.travel(weeks(4))
def test_pages_when_there_are_many_figures_then_need_no_more_queries(client, world, django_assert_num_queries):
    def rows(number: int) -> None:
        for one in range(number):
            registry = Registry.objects.create(authority=world.authority, slug=f"r{number}-{one}", name={"en": "R"})
            counted(world, one, month=date(2026, 1 + one, 1), registries=[registry])
        sum_up(world.authority.pk)

    rows(1)
    counts = {}
    for name, user in (("desk_statistics", world.auditor), ("statistics", None)):
        client.logout()
        look(client, user, name)
        with django_assert_num_queries(11, exact=False) as asked:
            client.get(reverse(name))
        counts[name, user] = len(asked)
    rows(8)
    for (name, user), number in counts.items():
        client.logout()
        look(client, user, name)
        with django_assert_num_queries(number):
            client.get(reverse(name))


def test_drawing_when_made_then_marks_stand_inside_and_lines_are_round():
    assert [lines_up_to(number) for number in (0, 1, 7, 100, 101)] == [
        [0, 1],
        [0, 1],
        [0, 2, 4, 6, 8],
        [0, 50, 100],
        [0, 50, 100, 150],
    ]
    assert over_time([Point("Jan", None)]) is None and by_rows([]) is None
    drawing = over_time([Point(str(number), number, number * 2) for number in range(24)])
    assert all(0 < mark.second <= mark.first <= drawing.floor for mark in drawing.marks)
    assert all(drawing.left < mark.at < drawing.right for mark in drawing.marks)
    assert sum(mark.has_label for mark in drawing.marks) == 8
    rows = by_rows([Point("a", 10, words="10"), Point("b", None)])
    assert (rows.marks[0].first, rows.marks[1].first, rows.height) == (570.0, None, 100)


def test_figures_when_an_application_was_only_drafted_then_are_not_there(world):
    case = world.draft()
    assert update_statistics(at=MONDAY) == 0
    assert not CaseFigures.objects.filter(application=case).exists()
