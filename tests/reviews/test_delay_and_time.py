"""The desk when a decision is delayed, the clocks in words, and time that is corrected."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from applications.actions.demand import demand_decision
from applications.models import DelayNotice
from reviews.actions.time_entry import write_time
from reviews.case_page import Frame
from reviews.models import TimeEntry
from reviews.reading import case_on_desk
from tests.factories.world import MONDAY, make_world

LATE = datetime(2026, 11, 9, 8, tzinfo=UTC)  # five working days after the deadline of the stage
REASONS = [
    {"key": "grant", "title": {"en": "Grant"}, "text": {"sv": "Bifall."}},
    {"key": "queue", "about": "delay", "title": {"en": "Many cases"}, "text": {"sv": "Många ärenden."}},
]


@pytest.fixture
def world(db):
    law = {"notice_reference": {"sv": "11 § FL"}, "demand_reference": {"sv": "12 § FL"}, "demand_after_months": 6}
    return make_world(reasons=REASONS, **law)


def test_desk_when_a_case_is_late_then_says_which_limit_has_passed_and_that_a_notice_is_due(world, client):
    case = world.case_at("assigned")
    with time_machine.travel(LATE, tick=False):
        client.force_login(world.officer)
        page = client.get(reverse("desk_case", args=[case.public_id])).content.decode()
        queue = client.get(reverse("desk")).content.decode()
        panel = client.get(reverse("desk_panel", args=[case.public_id])).content.decode()
        before = Frame(case_on_desk(world.officer, case.public_id), world.officer, "", at=MONDAY).stage_clock
    for words in ("This stage should have been done by", "5 working days late", "late: was due"):
        assert words in page
    assert "of 105 working days until the delivery" in page  # and not beside “late”, which is the limit of the stage
    assert "A notice of delay is due to the applicant." in page and "Tell the applicant of the delay" in page
    assert "notice of delay due" in queue and "5 working days late" in panel
    assert (before.left, before.late, before.is_applicants) == (40, 0, False)


def test_notice_when_its_letter_is_looked_at_then_nothing_is_sent_before_the_button_is_pressed(world, post, client):
    case = world.case_at("assigned")
    typed = {"do": "notice", "reason": "Många ärenden.", "expected_on": "2027-01-15"}
    with time_machine.travel(LATE, tick=False):
        page = post(world.officer, "desk_delay", case, do="notice", reason="", expected_on="2027-01-15")
        assert page.status_code == 422
        assert "Många ärenden." in page.content.decode() and "Bifall." not in page.content.decode()
        letter = post(world.officer, "desk_delay", case, preview="1", **typed)
        assert letter["Content-Type"] == "application/pdf" and not DelayNotice.objects.exists()
        assert post(world.officer, "desk_delay", case, preview="1", do="refusal", reason="No.").status_code == 400
        assert post(world.officer, "desk_delay", case, **typed).status_code == 302
        assert DelayNotice.objects.get().expected_on == date(2027, 1, 15)
        page = client.get(reverse("desk_delay", args=[case.public_id])).content.decode()
        told = client.get(reverse("desk_history", args=[case.public_id])).content.decode()
    assert "Told of the delay on" in page and "A notice of delay is due" not in page
    assert "told of a delay" in told


def test_demand_when_it_waits_then_the_desk_says_by_when_and_offers_to_refuse_it(world, post, client):
    came_in = datetime(2026, 4, 10, 8, tzinfo=UTC)
    case = world.case_at("assigned", at=came_in)
    demand_decision(by=world.researcher, application_id=case.pk, at=LATE)
    case = world.fresh(case)
    with time_machine.travel(LATE, tick=False):
        client.force_login(world.officer)
        page = client.get(reverse("desk_case", args=[case.public_id])).content.decode()
        assert "decide the case, or refuse the demand, by Monday 7 December 2026" in page
        assert "Refuse the demand for a decision" in page
        assert "decision demanded" in client.get(reverse("desk")).content.decode()
        letter = post(world.officer, "desk_delay", case, preview="1", do="refusal", reason="It is large.")
        assert letter["Content-Type"] == "application/pdf" and world.fresh(case).demand_until
        assert post(world.officer, "desk_delay", case, do="refusal", reason="It is large.").status_code == 302
        page = client.get(reverse("desk_delay", args=[case.public_id])).content.decode()
    assert "It is large." in page and "refused" in page
    assert world.fresh(case).demand_until is None


def test_time_when_corrected_or_removed_by_its_writer_then_the_history_keeps_what_stood_there(world, post, client):
    case = world.case_at("assigned")
    said = {"application_id": case.pk, "day": MONDAY.date(), "at": MONDAY}
    own = write_time(by=world.officer, hours=Decimal("2.5"), work="administration", **said)
    other = write_time(by=world.lawyer, hours=Decimal(4), work="assessment", **said)
    write_time(by=world.lawyer, hours=Decimal(1), work="administration", **said)
    page = reverse("desk_time", args=[case.public_id])
    typed = {"do": "correct", "entry": own.pk, "day": "2026-09-07", "hours": "3", "work": "extraction"}
    client.force_login(world.officer)
    shown = client.get(page).context["sums"]
    assert shown["rows"] == [
        ("Lawyer", [Decimal(1), Decimal(4)], Decimal(5)),
        ("Officer", [Decimal("2.5"), None], Decimal("2.5")),
    ]
    assert "Correct your time" in client.get(page, {"entry": own.pk}).content.decode()
    assert "Correct your time" not in client.get(page, {"entry": other.pk}).content.decode()
    assert client.post(page, typed).status_code == 302
    assert client.post(page, typed | {"entry": other.pk}).status_code == 422
    assert client.post(page, typed | {"hours": "0"}).status_code == 422
    assert TimeEntry.objects.get(pk=own.pk).hours == 3
    assert client.post(page, {"do": "remove", "entry": own.pk}).status_code == 302
    assert not TimeEntry.objects.filter(pk=own.pk).exists()
    told = client.get(reverse("desk_history", args=[case.public_id])).content.decode()
    assert "2.50 h, administration, now Monday 7 September 2026, 3.00 h, extraction" in told
    assert "Time written on the case was removed: Monday 7 September 2026, 3.00 h, extraction" in told


def test_time_when_it_is_invoiced_then_stays_as_it_is(world, client):
    case = world.case_at("delivery")
    entry = write_time(
        by=world.officer, application_id=case.pk, day=MONDAY.date(), hours=Decimal(2), work="extraction", at=MONDAY
    )
    world.complete_delivery(case)
    world.issue_invoice(case)
    client.force_login(world.officer)
    answer = client.post(reverse("desk_time", args=[case.public_id]), {"do": "remove", "entry": entry.pk})
    assert answer.status_code == 409 and "The case is invoiced." in answer.content.decode()
    assert TimeEntry.objects.filter(pk=entry.pk).exists()
