"""What is done with ticked cases: each by its own action, and every one gets an answer."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse

from applications.audiences import REMINDERS
from applications.models import Notification
from applications.notifications import TOLD
from applications.problems import NotAllowed, NotReady
from applications.tasks import remind_of_deadlines
from registries.models import Competence, Flag, Membership
from registries.models import Role as R
from reviews.actions import assignment, flag, reminder
from reviews.models import CaseFlag
from tests.factories.people import UserFactory
from tests.factories.world import MONDAY, make_authority


@pytest.fixture
def urgent(world) -> Flag:
    return Flag.objects.create(
        authority=world.authority, key="urgent", name={"en": "Urgent", "sv": "Brådskande"}, sign="!"
    )


@pytest.fixture
def bulk(client):
    """Do something with cases as somebody: bulk(user, do, *cases, **typed) → response."""

    def send(user, do, *cases, **typed):
        client.force_login(user)
        typed |= {"do": do, "case": [case.public_id for case in cases], "back": "?view=open&q=hip&after=none.x"}
        return client.post(reverse("desk_bulk"), typed)

    return send


def words_of(response) -> str:
    return " ".join(response.content.decode().replace("&#x27;", "'").split())


def test_cases_when_assigned_as_suggested_then_each_officer_gets_the_next_one_and_it_is_said_why(bulk, world):
    new, second, given = world.case_at("submitted"), world.case_at("submitted"), world.case_at("assigned")
    known = Competence.objects.create(
        membership=Membership.objects.get(user=world.second_officer, role=R.CASE_OFFICER), languages=["en"]
    )
    known.registries.add(world.registry)
    asked = bulk(world.coordinator, "ask_assign", new, given)
    assert "Suggested: Second Officer. Knows Patient register, speaks English and has 0 open cases." in (
        words_of(asked)
    )
    assert "Officer – open cases: 1" in words_of(asked)
    form = asked.context["form"]
    assert form[f"officer_{new.pk}"].initial == form[f"officer_{given.pk}"].initial == str(world.second_officer.pk)

    chosen = {f"officer_{case.pk}": world.second_officer.pk for case in (new, given)}
    page = bulk(world.coordinator, "assign", new, second, given, **chosen)
    assert [one.case for one in page.context["done"]] == [new, given]
    assert {case.officer for case in map(world.fresh, (new, given))} == {world.second_officer}
    assert world.fresh(second).officer is None, "a case for which nobody is chosen stays as it is"
    assert 'href="/desk/?view=open&amp;q=hip"' in page.content.decode(), "the way back leads to the same view"

    again = bulk(world.coordinator, "assign", second, given, all_to=world.second_officer.pk)
    assert "Done in 1 of 2 cases." in words_of(again)
    assert [(one.case, one.words) for one in again.context["refused"]] == [(given, "The person has the case already.")]
    odd = bulk(world.coordinator, "assign", second, **{f"officer_{second.pk}": "no number"})
    assert odd.status_code == 422


def test_cases_when_an_officer_assigns_them_then_can_only_be_taken_and_closed_ones_are_not_there(bulk, world):
    new, theirs, closed = world.case_at("submitted"), world.case_at("assigned"), world.case_at("submitted")
    assignment.declare_conflict(by=world.second_officer, application_id=closed.pk, reason="My brother.", at=MONDAY)
    asked = bulk(world.second_officer, "ask_assign", new, theirs, closed)
    own = str(world.second_officer.pk)
    assert [value for value, _label in asked.context["form"].fields[f"officer_{new.pk}"].choices] == ["", own]
    assert "One of the ticked cases is not handled here" in words_of(asked)
    page = bulk(world.second_officer, "assign", new, theirs, closed, all_to=own)
    assert [one.case for one in page.context["done"]] == [new]
    assert page.context["refused"][0].words == "Your role does not include this step in this case."
    assert world.fresh(theirs).officer == world.officer
    assert world.fresh(closed).officer is None


def test_suggestion_when_the_officers_name_looks_like_html_then_it_is_shown_as_it_was_written(bulk, client, world):
    Membership.objects.filter(user=world.officer, role=R.CASE_OFFICER).delete()
    world.second_officer.name = '<img src="x"> Officer'
    world.second_officer.save()
    case = world.case_at("submitted")
    pages = [
        bulk(world.coordinator, "ask_assign", case).text,
        client.get(reverse("desk_step", args=[case.public_id, "assign"])).text,
    ]
    for page in pages:
        assert "Suggested: &lt;img src=&quot;x&quot;&gt; Officer." in page
        assert "<img" not in page


def test_nothing_when_ticked_or_nothing_known_then_says_so(bulk, world):
    assert bulk(world.officer, "remind").status_code == 422
    assert bulk(world.officer, "burn", world.case_at("submitted")).status_code == 404
    assert bulk(world.researcher, "export_view").status_code == 403


def test_flags_when_put_on_and_taken_off_then_show_in_queue_case_and_history(bulk, client, post, world, urgent):
    case, plain = world.case_at("assigned"), world.case_at("submitted")
    assert "! Urgent" in words_of(bulk(world.officer, "ask_flag", case, plain))
    flag.put_flag(by=world.officer, application_id=plain.pk, flag=urgent, at=MONDAY)
    page = bulk(world.officer, "put_flag", case, plain, flag=urgent.pk)
    assert [one.words for one in page.context["done"]] == ["Flag put on: Urgent."]
    assert [one.words for one in page.context["refused"]] == ["The case has this flag already."]
    queue = client.get(reverse("desk") + "?view=open").content.decode()
    assert queue.count("Urgent") >= 2
    assert f'name="case" value="{case.public_id}" form="bulk-form"' in queue
    overview = client.get(reverse("desk_case", args=[case.public_id])).content.decode()
    assert "A flag was put on the case: Urgent" in overview
    assert world.fresh(case).events.last().details == {"flag": "urgent"}

    step = post(world.officer, "desk_step", world.fresh(case), "flags", do="flags", flags=[])
    assert step.status_code == 302
    assert list(CaseFlag.objects.values_list("application", flat=True)) == [plain.pk]
    assert post(world.officer, "desk_step", world.fresh(case), "flags", flags=[urgent.pk]).status_code == 302
    again = bulk(world.officer, "take_flag", case, plain, flag=urgent.pk)
    assert len(again.context["done"]) == 2
    assert bulk(world.officer, "put_flag", case).status_code == 422


def test_flag_when_it_is_not_for_the_case_then_is_refused(world, urgent):
    case = world.case_at("submitted")
    elsewhere = Flag.objects.create(authority=make_authority("other"), key="urgent", name={"en": "Urgent"})
    for wrong in (elsewhere, Flag.objects.create(authority=world.authority, key="old", is_offered=False)):
        with pytest.raises(NotReady):
            flag.put_flag(by=world.officer, application_id=case.pk, flag=wrong, at=MONDAY)
    with pytest.raises(NotReady):
        flag.take_flag(by=world.officer, application_id=case.pk, flag=urgent, at=MONDAY)
    with pytest.raises(NotAllowed):
        flag.put_flag(by=world.auditor, application_id=case.pk, flag=urgent, at=MONDAY)
    assert not CaseFlag.objects.exists()


@time_machine.travel(MONDAY)
def test_reminders_when_sent_in_bulk_then_reach_whoever_is_waited_for_once_a_day(bulk, world):
    asked, review, own = (world.case_at(stage) for stage in ("specification", "legal_review", "assigned"))
    world.propose(asked)
    cases = [asked, review, own]
    shown = words_of(bulk(world.officer, "ask_remind", *cases))
    assert "Whom the cases wait for" in shown
    page = bulk(world.officer, "remind", *cases)
    told = Notification.objects.filter(template__in=["reminder", "desk_reminder"])
    assert set(told.values_list("email", "template")) == {
        ("researcher@example.org", "reminder"),
        ("lawyer@example.org", "desk_reminder"),
    }
    assert [one.words for one in page.context["refused"]] == ["It waits for nobody but you."]
    again = bulk(world.officer, "remind", *cases)
    assert {one.words for one in again.context["refused"]} == {
        "Whoever it waits for has been reminded today.",
        "It waits for nobody but you.",
    }
    reminder.remind(by=world.officer, application_id=asked.pk, at=MONDAY + timedelta(days=1))
    assert told.count() == 3
    world.people["newcomer"] = UserFactory(email="newcomer@example.org")
    Membership.objects.create(user=world.people["newcomer"], authority=world.authority, role=R.LAWYER)
    reminder.remind(by=world.officer, application_id=review.pk, at=MONDAY)
    assert told.filter(email="newcomer@example.org").count() == told.filter(email="lawyer@example.org").count() == 1


def test_reminder_when_the_clock_has_sent_one_on_that_day_then_is_refused_and_the_clock_is_never_held_back(world):
    review, early = world.case_at("legal_review"), world.case_at("legal_review")
    day = datetime.combine(review.remind_on, time(12), tzinfo=UTC)
    reminder.remind(by=world.officer, application_id=early.pk, at=day)
    with time_machine.travel(day + timedelta(minutes=1)):
        remind_of_deadlines()
    told = Notification.objects.filter(email="lawyer@example.org", template__in=["desk_reminder", "deadline_reminder"])
    assert list(told.filter(application=review).values_list("template", flat=True)) == ["deadline_reminder"]
    assert set(told.filter(application=early).values_list("template", flat=True)) == {
        "desk_reminder",
        "deadline_reminder",
    }
    with pytest.raises(NotReady):
        reminder.remind(by=world.officer, application_id=review.pk, at=day + timedelta(minutes=2))
    reminder.remind(by=world.officer, application_id=review.pk, at=day + timedelta(days=1))
    assert told.filter(application=review).count() == 2


def test_mails_when_they_remind_then_count_as_reminders():
    mails = {mail for told in TOLD.values() for _audience, mail in told if mail.endswith("reminder")}
    assert mails - {"duty_reminder"} == REMINDERS, "a duty is owed after the case, for which nobody waits"


def test_reminder_when_nobody_is_waited_for_then_is_refused(world):
    case = world.case_at("closed")
    with pytest.raises(NotReady):
        reminder.remind(by=world.officer, application_id=case.pk, at=MONDAY)
    new = world.case_at("submitted")
    reminder.remind(by=world.officer, application_id=new.pk, at=MONDAY)
    assert new.notifications.filter(template="desk_reminder").get().recipient == world.coordinator
