"""What is owed after a delivery: set once, attested, reminded of (Q13, Q14)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from applications.actions.delivery import complain
from applications.actions.duty import attest, follow_up
from applications.events import broken_links
from applications.models import Answers, Notification
from applications.problems import NotAllowed, NotReady
from applications.tasks import follow_up_duties
from applications.workflow import perform
from portal.accounts.models import User
from reviews.standing import standing_of
from tests.factories.world import ANSWERS, MONDAY, make_world

DUTIES = [
    {
        "key": "report",
        "title": {"en": "Report of the results", "sv": "Resultatrapport"},
        "text": {"en": "Send it to the registry."},
        "statement": {"en": "The results are reported.", "sv": "Resultaten är rapporterade."},
        "after": "delivery",
        "months": 12,
        "remind_days": 30,
    },
    {
        "key": "deletion",
        "title": {"en": "Deletion", "sv": "Radering"},
        "statement": {"en": "Every copy is deleted.", "sv": "Alla kopior är raderade."},
        "after": "project_end",
        "months": 3,
    },
]
DURATION = {"key": "lasts", "kind": "period", "fact": "project.duration"}


@pytest.fixture
def owing(db):
    """A world whose procedure sets two duties."""
    return make_world(duties=DUTIES)


def days(case):
    return {duty.key: (duty.remind_on, duty.due_on) for duty in case.duties.all()}


def with_duration(world, end):
    """A delivered case of a project that ends on a day."""
    world.form.schema["sections"][1]["questions"].append(DURATION)
    world.form.save()
    case = world.draft()
    Answers.objects.filter(application=case).update(values=ANSWERS | {"lasts": {"from": "2020-01-01", "to": end}})
    for step in ("submit", "assign", "send_to_legal_review", "conclude_legal_review", "accept_specification", "grant"):
        getattr(world, step)(case)
    world.complete_delivery(case)
    return world.fresh(case)


def test_duties_when_the_delivery_is_complete_then_are_set_from_its_day(owing):
    case = owing.case_at("invoice")
    assert days(case) == {
        "report": (date(2027, 8, 8), date(2027, 9, 7)),
        "deletion": (date(2026, 11, 7), date(2026, 12, 7)),  # the form told no end: it goes by the delivery
    }
    assert case.events.filter(kind="duty_set").count() == 2


def test_duties_when_the_form_tells_the_end_of_the_project_then_go_by_it(owing):
    assert days(with_duration(owing, "2030-06-30"))["deletion"] == (date(2030, 8, 31), date(2030, 9, 30))


def test_duties_when_the_project_has_long_ended_then_are_due_at_once_and_not_before(owing):
    assert days(with_duration(owing, "2021-12-31"))["deletion"] == (MONDAY.date(), MONDAY.date())


def test_duties_when_the_project_ends_with_the_calendar_then_go_by_the_delivery(owing):
    assert days(with_duration(owing, "9999-12-31"))["deletion"] == (date(2026, 11, 7), date(2026, 12, 7))


def test_duties_when_the_delivery_was_opened_again_then_are_not_doubled(owing):
    case = owing.case_at("closed")
    before = days(case)
    complain(by=owing.researcher, delivery=case.deliveries.get(), text="Empty.", at=MONDAY)
    complaint = case.deliveries.get().complaints.get()
    complaint.settled_at, complaint.settlement = MONDAY, "Mended."
    complaint.save()
    perform("complete_delivery", application_id=case.pk, by=owing.data_manager, at=MONDAY)
    assert days(case) == before


def test_duty_when_attested_then_says_by_whom_and_only_once(owing):
    case = owing.case_at("closed")
    duty = case.duties.get(key="report")
    with pytest.raises(NotAllowed):
        attest(by=owing.officer, duty=duty, is_stated=True, at=MONDAY)
    with pytest.raises(NotReady, match="Tick"):
        attest(by=owing.researcher, duty=duty, is_stated=False, at=MONDAY)
    attest(by=owing.researcher, duty=duty, is_stated=True, note=" doi:10.1/2 ", at=MONDAY)
    duty.refresh_from_db()
    assert (duty.attested_by, duty.note, duty.is_open) == (owing.researcher, "doi:10.1/2", False)
    with pytest.raises(NotReady, match="already"):
        attest(by=owing.researcher, duty=duty, is_stated=True, at=MONDAY)
    assert broken_links(owing.fresh(case)) == []


def mails(case):
    return sorted(
        Notification.objects.filter(application=case, template__startswith="duty_").values_list("template", "email")
    )


def test_duty_when_its_reminder_comes_then_the_applicant_is_told_once_by_the_portal(owing):
    case = owing.case_at("closed")
    with time_machine.travel(MONDAY + timedelta(days=60), tick=False):
        follow_up_duties()
        assert mails(case) == []
    with time_machine.travel(MONDAY + timedelta(days=62), tick=False):
        follow_up_duties()
        follow_up_duties()
    assert mails(case) == [("duty_reminder", "researcher@example.org")]
    assert case.events.get(kind="duty_reminded").by == User.objects.portal()


def test_duties_when_one_cannot_be_followed_up_then_the_others_are_and_it_is_logged(owing, monkeypatch, caplog):
    broken, case = owing.case_at("closed"), owing.case_at("closed")
    failing = {duty.pk for duty in broken.duties.all()}

    def follow_all_but_those(*, by, duty_id):
        if duty_id in failing:
            raise RuntimeError
        return follow_up(by=by, duty_id=duty_id)

    monkeypatch.setattr("applications.tasks.duty.follow_up", follow_all_but_those)
    with time_machine.travel(MONDAY + timedelta(days=62), tick=False):
        follow_up_duties()
    assert mails(case) == [("duty_reminder", "researcher@example.org")]
    assert mails(broken) == []
    assert "was not followed up" in caplog.text


def test_duty_when_late_then_applicant_and_officer_are_told_once(owing):
    case = owing.case_at("closed")
    with time_machine.travel(MONDAY + timedelta(days=92), tick=False):
        follow_up_duties()
        follow_up_duties()
    assert mails(case) == [("duty_is_owed", "officer@example.org"), ("duty_overdue", "researcher@example.org")]


def test_duty_when_attested_then_nobody_is_told_of_it_any_more(owing):
    case = owing.case_at("closed")
    duty = case.duties.get(key="deletion")
    attest(by=owing.researcher, duty=duty, is_stated=True, at=MONDAY)
    portal = User.objects.portal()
    assert follow_up(by=portal, duty_id=duty.pk, at=MONDAY + timedelta(days=400)) == ""


def test_archive_when_a_duty_is_owed_then_is_refused(owing):
    case = owing.case_at("closed")
    after = MONDAY + timedelta(days=365 * 11)
    with pytest.raises(NotReady, match="duty"):
        perform("archive", application_id=case.pk, by=owing.administrator, at=after)
    for duty in case.duties.all():
        attest(by=owing.researcher, duty=duty, is_stated=True, at=MONDAY)
    assert perform("archive", application_id=case.pk, by=owing.administrator, at=after).stage == "archived"


@time_machine.travel(MONDAY + timedelta(days=70), tick=False)
def test_pages_when_something_is_owed_then_show_it_to_both_sides(owing, client):
    case = owing.case_at("closed")
    duty = case.duties.get(key="deletion")
    client.force_login(owing.researcher)
    address = f"/applications/{case.public_id}/"
    page = client.get(address).content.decode()
    assert "Your turn: Deletion" in page and "Every copy is deleted." in page
    assert "Deletion" in client.get(f"/projects/{case.project.public_id}/").content.decode()
    assert standing_of(owing.researcher).waiting == 1
    assert case.title in client.get(reverse("todo")).content.decode()
    refused = client.post(reverse("duty_attest", args=[case.public_id, duty.pk]), {"duty": duty.pk, "note": "Kept"})
    assert refused.status_code == 409 and "Kept" in refused.content.decode()
    done = client.post(reverse("duty_attest", args=[case.public_id, duty.pk]), {"stated": "yes"}, follow=True)
    assert "It is attested." in done.content.decode()
    assert standing_of(owing.researcher).waiting == 0
    client.force_login(owing.officer)
    desk = client.get(reverse("desk_case", args=[case.public_id])).content.decode()
    assert "After the delivery" in desk and "A duty was attested: Deletion" in desk


def test_duty_when_of_another_case_then_is_not_there(owing, client):
    case, other = owing.case_at("closed"), owing.case_at("closed")
    client.force_login(owing.researcher)
    duty = other.duties.first()
    answer = client.post(reverse("duty_attest", args=[case.public_id, duty.pk]), {"stated": "yes"})
    assert answer.status_code == 404
