"""When a decision is delayed: the notice (FL § 11), the demand for a decision with its four weeks (FL § 12)."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from applications.actions.demand import demand_decision
from applications.events import broken_links
from applications.models import Application, Document, Notification
from applications.problems import NotAllowed, NotReady
from applications.tasks import expire_specifications, remind_of_deadlines
from reviews.actions import decision
from reviews.actions.delay import give_notice, refuse_demand
from tests.applications.applicant import address, signed_in
from tests.applications.reading_letters import say
from tests.factories.world import MONDAY, make_world

CAME_IN = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
SIX_MONTHS = datetime(2026, 9, 10, 8, 0, tzinfo=UTC)  # the last day within six months
DAY_AFTER = datetime(2026, 9, 11, 8, 0, tzinfo=UTC)
LAW = {
    "notice_reference": {"sv": "11 § FL", "en": "FL section 11"},
    "demand_reference": {"sv": "12 § FL", "en": "FL section 12"},
    "demand_after_months": 6,
}


@pytest.fixture
def world(db):
    return make_world(**LAW)


def case_in_handling(world):
    """A case that came in in March, and has had a case officer since September."""
    case = world.draft(at=CAME_IN)
    world.submit(case, CAME_IN)
    world.assign(case, SIX_MONTHS)
    return world.fresh(case)


def mails(case, template):
    return sorted(case.notifications.filter(template=template).values_list("email", flat=True))


# --- the notice ------------------------------------------------------------------------------------------------------


def test_notice_when_the_stages_so_far_have_used_up_their_time_then_is_due(world):
    case = world.case_at("assigned")
    assert case.notice_due_on == date(2026, 11, 3)  # 40 working days from the case officer on, and a day
    world.send_to_legal_review(case)
    case = world.fresh(case)
    assert case.notice_due_on == date(2026, 11, 17)  # 10 more, whenever the stage was entered
    assert case.owes_notice_on(date(2026, 11, 17)) and not case.owes_notice_on(date(2026, 11, 16))
    assert world.case_at("delivery").notice_due_on is None
    queued = world.draft(at=CAME_IN)
    world.submit(queued, CAME_IN)
    assert world.fresh(queued).notice_due_on == date(2026, 3, 25)  # the limit of the queue has passed


def test_notice_when_the_law_knows_none_then_is_never_due_and_cannot_be_sent(db):
    world = make_world()
    case = world.case_at("assigned")
    assert case.notice_due_on is None
    with pytest.raises(NotReady, match="knows no notice"):
        give_notice(by=world.officer, application_id=case.pk, reason="Many.", expected_on=date(2027, 1, 1), at=MONDAY)
    with pytest.raises(NotReady, match="cannot be demanded"):
        demand_decision(by=world.researcher, application_id=case.pk)


def test_notice_when_sent_then_is_a_letter_a_mail_and_a_new_day(world):
    case = world.case_at("assigned")
    told = {"application_id": case.pk, "reason": "More came in than we can handle.", "at": MONDAY}
    with pytest.raises(NotAllowed):
        give_notice(by=world.lawyer, expected_on=date(2027, 1, 15), **told)
    with pytest.raises(NotReady, match="lie ahead"):
        give_notice(by=world.officer, expected_on=MONDAY.date(), **told)
    notice = give_notice(by=world.officer, expected_on=date(2027, 1, 15), **told)
    case = world.fresh(case)
    assert case.notice_due_on == date(2027, 1, 16)  # from then on the applicant is to be told anew
    assert mails(case, "delay_notice") == ["researcher@example.org"]
    assert case.documents.filter(kind=Document.Kind.DELAY_NOTICE, number=1).count() == 1
    letter = say(case, "delay_notice", notice=notice)
    for words in ("Friday 15 January 2027", "More came in", "from 8 March 2027", "4 weeks", "FL section 11"):
        assert words in letter
    with time_machine.travel(MONDAY, tick=False):
        page = signed_in(world.researcher).get(address(case)).content.decode()
    assert "A decision is expected by Friday 15 January 2027." in page
    assert "More came in than we can handle." in page
    assert "Notice of delay" in page


# --- the demand ------------------------------------------------------------------------------------------------------


def test_demand_when_six_months_have_not_passed_then_is_refused_and_the_page_says_from_when(world):
    case = case_in_handling(world)
    with time_machine.travel(SIX_MONTHS, tick=False):
        browser = signed_in(world.researcher)
        page = browser.get(address(case)).content.decode()
        assert "possible from Friday 11 September 2026" in page and "Send the demand" not in page
        assert browser.post(address(case, "demand/"), {"sure_demand": "yes"}).status_code == 409
    assert not case.events.filter(kind="decision_demanded").exists()


def test_demand_when_six_months_have_passed_then_the_authority_has_four_weeks_once(world):
    case = case_in_handling(world)
    assert case.deadline_on > date(2026, 10, 9)
    with time_machine.travel(DAY_AFTER, tick=False):
        browser = signed_in(world.researcher)
        assert "Send the demand" in browser.get(address(case)).content.decode()
        assert browser.post(address(case, "demand/")).status_code == 409  # it asks once
        assert browser.post(address(case, "demand/"), {"sure_demand": "yes"}).status_code == 302
        assert browser.post(address(case, "demand/"), {"sure_demand": "yes"}).status_code == 409
        page = browser.get(address(case)).content.decode()
        assert "by Friday 9 October 2026" in page and "Send the demand" not in page
    case = world.fresh(case)
    assert (case.demand_until, case.deadline_on) == (date(2026, 10, 9), date(2026, 10, 9))
    assert mails(case, "decision_demanded") == ["decision_maker@example.org", "officer@example.org"]
    assert case not in Application.objects.overdue(datetime(2026, 10, 9, 12, tzinfo=UTC))
    assert case in Application.objects.overdue(datetime(2026, 10, 10, 12, tzinfo=UTC))


def test_demand_when_its_weeks_end_then_those_who_decide_are_reminded_before(world):
    case = case_in_handling(world)
    demand_decision(by=world.researcher, application_id=case.pk, at=DAY_AFTER)
    for day, told in ((5, 0), (6, 1), (6, 1), (9, 1), (10, 2)):
        with time_machine.travel(datetime(2026, 10, day, 6, tzinfo=UTC), tick=False):
            remind_of_deadlines()
        assert mails(case, "demand_reminder") == ["decision_maker@example.org"] * told + ["officer@example.org"] * told
    assert broken_links(case) == []


def test_demand_when_refused_then_a_letter_says_why_and_how_to_appeal(world):
    case = case_in_handling(world)
    with pytest.raises(NotReady, match="No demand"):
        refuse_demand(by=world.officer, application_id=case.pk, reasons="None.")
    demand_decision(by=world.researcher, application_id=case.pk, at=DAY_AFTER)
    with pytest.raises(NotAllowed):
        refuse_demand(by=world.lawyer, application_id=case.pk, reasons="It is large.")
    with pytest.raises(NotReady, match="Write why"):
        refuse_demand(by=world.officer, application_id=case.pk, reasons=" ")
    demand = refuse_demand(by=world.officer, application_id=case.pk, reasons="It is large.", at=DAY_AFTER)
    case = world.fresh(case)
    assert case.demand_until is None and case.deadline_on > date(2026, 10, 9)
    assert mails(case, "demand_refused") == ["researcher@example.org"]
    letter = say(case, "demand_refusal", demand=demand)
    for words in ("It is large.", "the administrative court of appeal", "within 3 weeks", "FL section 12", "Officer"):
        assert words in letter
    with time_machine.travel(DAY_AFTER, tick=False):
        page = signed_in(world.researcher).get(address(case)).content.decode()
    assert "The demand was refused on" in page and "Send the demand" not in page


def test_demand_when_the_case_is_decided_then_is_answered(world):
    case = case_in_handling(world)
    demand_decision(by=world.researcher, application_id=case.pk, at=DAY_AFTER)
    decision.dismiss(by=world.officer, application_id=case.pk, because="incomplete", reason="Not whole.", at=DAY_AFTER)
    case = world.fresh(case)
    assert (case.demand_until, case.deadline_on, case.notice_due_on) == (None, None, None)
    with pytest.raises(NotReady, match="cannot be demanded"):
        demand_decision(by=world.researcher, application_id=case.pk, at=DAY_AFTER)


# --- reminders -------------------------------------------------------------------------------------------------------


def test_deadline_when_it_comes_near_and_passes_then_the_holder_is_told_once_a_step(world):
    case = world.case_at("assigned")
    assert (case.deadline_on, case.remind_on) == (date(2026, 11, 2), date(2026, 10, 28))
    for month, day, told in ((10, 27, 0), (10, 28, 1), (10, 29, 1), (11, 2, 1), (11, 3, 2), (11, 9, 2), (11, 10, 3)):
        with time_machine.travel(datetime(2026, month, day, 6, tzinfo=UTC), tick=False):
            remind_of_deadlines()
            remind_of_deadlines()  # a second run tells nothing again
        assert mails(case, "deadline_reminder") == ["officer@example.org"] * told, (month, day)
    steps = [event.details["step"] for event in case.events.filter(kind="deadline_reminded")]
    assert steps == ["soon", "passed", "again"]
    assert world.fresh(case).remind_on == date(2026, 11, 17)
    world.send_to_legal_review(case, datetime(2026, 11, 12, 6, tzinfo=UTC))
    assert world.fresh(case).remind_on == date(2026, 11, 23)  # a new stage begins anew
    with time_machine.travel(datetime(2026, 12, 1, 6, tzinfo=UTC), tick=False):
        remind_of_deadlines()
    assert mails(case, "deadline_reminder").count("lawyer@example.org") == 1


def test_specification_when_nobody_answers_then_is_reminded_of_once_and_told_when_it_has_expired(world):
    case = world.case_at("specification")
    assert world.propose(case).valid_until == date(2026, 10, 5)
    for day, reminded, expired in ((1, 1, 0), (5, 1, 0), (6, 1, 1), (13, 1, 1)):
        with time_machine.travel(datetime(2026, 10, day, 6, tzinfo=UTC), tick=False):
            remind_of_deadlines()
            expire_specifications()
        told = [len(mails(case, name)) for name in ("specification_reminder", "specification_expired")]
        assert told == [reminded, expired], day
        assert len(mails(case, "specification_not_answered")) == expired
    assert not Notification.objects.filter(template="deadline_reminder").exists()
