"""The legal meeting: its agenda, a record for each case, and questions that reach the applicant (S16, T4)."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from applications.problems import NotAllowed, NotReady
from registries.models import Absence, Membership, Role
from reviews.actions import agenda, decision, meeting_question
from reviews.actions.legal_review import record_meeting
from reviews.models import AgendaItem, LegalMeeting, MeetingQuestion
from reviews.standing import standing_of
from tests.factories.people import UserFactory
from tests.factories.world import MONDAY, make_authority

THURSDAY = (MONDAY + timedelta(days=3)).date()
WEEK_AFTER = THURSDAY + timedelta(days=7)


def plan(world, day=THURSDAY, **more) -> LegalMeeting:
    people = {"decision_maker": world.decision_maker, "lawyer": world.lawyer, "place": "10:00, room 4"}
    return agenda.plan_meeting(by=world.lawyer, authority=world.authority, held_on=day, at=MONDAY, **people, **more)


def put_on(world, case, meeting, by=None, **more) -> AgendaItem:
    return agenda.put_on(by=by or world.officer, application_id=case.pk, meeting=meeting, at=MONDAY, **more)


def address(day=THURSDAY) -> str:
    return reverse("desk_agenda_day", args=[day])


def refused(sentence, action, **arguments) -> None:
    with pytest.raises(NotReady, match=sentence):
        action(**arguments)


@time_machine.travel(MONDAY)
def test_meeting_when_held_then_its_cases_go_from_the_agenda_to_records_and_questions(client, world):
    first, second, third = (world.case_at("legal_review") for _number in range(3))
    client.force_login(world.lawyer)
    people = {"decision_maker": world.decision_maker.pk, "lawyer": world.lawyer.pk, "place": "10:00, room 4"}
    page = client.post(reverse("desk_agenda"), {"held_on": THURSDAY, **people})
    assert page.url == address()
    meeting = LegalMeeting.objects.get()
    page = client.get(address())
    assert [case for case, _may in page.context["offered"]] == [first, second, third] and page.context["items"] == []
    # The officer puts two cases on it with a question, from the page of the case and from the agenda.
    client.force_login(world.officer)
    tab = reverse("desk_legal", args=[first.public_id])
    assert "Thursday 10 September 2026 · 10:00, room 4" in client.get(tab).text
    typed = {"do": "put_on", "meeting": meeting.pk, "question": "Is FODDAT needed?"}
    assert client.post(tab, typed).status_code == 302
    assert "Is FODDAT needed?" in client.get(tab).text and address() in client.get(tab).text
    assert client.post(address(), {"do": "put_on", "case": second.public_id}).status_code == 302
    assert first.events.last().kind == "put_on_agenda"
    assert (
        "legal meeting on Thursday 10 September 2026"
        in client.get(reverse("desk_history", args=[first.public_id])).text
    )
    # The order is the lawyer's.
    client.force_login(world.lawyer)
    last = meeting.items.get(application=second)
    client.post(address(), {"do": "move", "item": last.pk, "way": "up"})
    client.post(address(), {"do": "move", "item": last.pk, "way": "up"})
    assert [row["case"] for row in client.get(address()).context["items"]] == [second, first]
    assert [case for case, _may in client.get(address()).context["offered"]] == [third]
    # At the meeting: one record with new questions; the other case is not reached.
    with time_machine.travel(MONDAY + timedelta(days=3)):
        assert standing_of(world.lawyer).waiting == 4  # three reviews, and the meeting
        page = client.get(address(), {"record": first.public_id})
        assert page.context["record"].initial["held_on"] == THURSDAY
        typed = {"do": "record", "case": first.public_id, "held_on": THURSDAY, "outcome": "narrow", **people}
        assert client.post(address(), typed).status_code == 422  # the assessment is missing
        typed |= {"assessment": "Only years are needed.", "questions": "Why the day of birth?"}
        assert client.post(address(), typed).url == address()
        assert client.post(address(), {"do": "close"}).status_code == 302
    states = dict(meeting.items.values_list("application", "state"))
    assert states == {first.pk: "done", second.pk: "left_over"}
    assert "Only years are needed." in client.get(address()).text
    refused("is over", put_on, world=world, case=third, meeting=meeting)
    refused("is over", agenda.move, by=world.lawyer, meeting_id=meeting.pk, item_id=1, up=True)
    # The questions wait for the officer, who passes them on.
    question = MeetingQuestion.objects.get()
    told = first.notifications.get(template="questions_of_meeting")
    assert (question.text, told.recipient) == ("Why the day of birth?", world.officer)
    client.force_login(world.officer)
    heaps = {str(heap["title"]): heap for heap in client.get(reverse("todo")).context["heaps"]}
    assert heaps["Questions of a legal meeting"]["cases"] == [first]
    typed = {"do": "pass_on", "question": question.pk, "text": "Why do you need it?", "how": "request"}
    page = client.post(tab, typed)
    assert page.status_code == 409 and "Choose the sections" in page.text and "Why do you need it?" in page.text
    assert client.post(tab, typed | {"sections": ["study"]}).status_code == 302
    assert first.completion_requests.get().text == "Why do you need it?"
    assert world.fresh(first).waits_for_applicant and not MeetingQuestion.objects.open().exists()
    # Next week: what was left over, and what has new questions, can be put on the next agenda.
    following = plan(world, WEEK_AFTER)
    client.force_login(world.lawyer)
    offered = client.get(address(WEEK_AFTER)).context["offered"]
    assert {case for case, _may in offered} == {first, second, third}
    put_on(world, first, following, by=world.decision_maker)
    assert AgendaItem.objects.standing().get().application == first


@time_machine.travel(MONDAY)
def test_agenda_when_a_case_is_not_up_or_stands_already_then_is_refused(world):
    case, meeting, later = world.case_at("legal_review"), plan(world), plan(world, WEEK_AFTER)
    put_on(world, case, meeting)
    refused("on an agenda already", put_on, world=world, case=case, meeting=later)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.create(meeting=later, application=case, position=1, added_by=world.officer, added_at=MONDAY)
    agenda.take_off(by=world.officer, application_id=case.pk)
    refused("on no agenda", agenda.take_off, by=world.officer, application_id=case.pk)
    put_on(world, case, meeting)
    decision.step_back(by=world.officer, application_id=case.pk, to="assigned", reason="Incomplete.")
    refused("not up for a legal meeting", put_on, world=world, case=case, meeting=later)
    with time_machine.travel(MONDAY + timedelta(hours=1)):
        world.send_to_legal_review(case, MONDAY + timedelta(hours=1))
        at = MONDAY + timedelta(hours=2)
        agenda.put_on(by=world.officer, application_id=case.pk, meeting=meeting, at=at)  # it comes back, anew
        world.record_meeting(case, at)
    refused("on this agenda already", put_on, world=world, case=case, meeting=meeting)
    for person in (world.second_officer, world.finance, world.coordinator, world.auditor, world.researcher):
        with pytest.raises(NotAllowed):
            put_on(world, case, later, by=person)
    elsewhere = LegalMeeting.objects.create(
        authority=make_authority("elsewhere"),
        held_on=THURSDAY,
        decision_maker=world.decision_maker,
        lawyer=world.lawyer,
        planned_by=world.lawyer,
        planned_at=MONDAY,
    )
    with pytest.raises(NotAllowed):
        put_on(world, case, elsewhere)


@time_machine.travel(MONDAY)
def test_meeting_when_planned_wrongly_then_every_reason_is_told(client, world):
    people = {"decision_maker": world.lawyer, "lawyer": world.officer}
    with pytest.raises(NotReady) as refusal:
        agenda.plan_meeting(by=world.lawyer, authority=world.authority, held_on=MONDAY.date() - timedelta(1), **people)
    assert len(refusal.value.sentences) == 3
    meeting = plan(world)
    refused("already a meeting", plan, world=world)
    refused("not been held", agenda.close_meeting, by=world.decision_maker, meeting_id=meeting.pk)
    refused("Choose", agenda.change_meeting, by=world.lawyer, meeting_id=meeting.pk, place="", **people)
    with pytest.raises(NotAllowed):
        agenda.close_meeting(by=world.officer, meeting_id=meeting.pk)
    client.force_login(world.lawyer)
    typed = {"held_on": THURSDAY, "decision_maker": world.decision_maker.pk, "lawyer": world.lawyer.pk}
    page = client.post(reverse("desk_agenda"), typed)
    assert page.status_code == 422 and "already a meeting" in page.text
    assert client.post(address(), {"do": "change", "lawyer": world.lawyer.pk}).status_code == 422
    assert client.post(address(), typed | {"do": "change", "place": "Room 5"}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.place == "Room 5"
    assert client.post(address(), {"do": "close"}).status_code == 409
    assert client.post(address(WEEK_AFTER), typed | {"do": "plan", "held_on": WEEK_AFTER}).url == address(WEEK_AFTER)


@time_machine.travel(MONDAY)
def test_agenda_when_somebody_else_opens_it_then_only_its_readers_see_it(client, world):
    case, meeting = world.case_at("legal_review"), plan(world)
    put_on(world, case, meeting)
    stranger = UserFactory()
    for person, status in (
        (world.officer, 200),
        (world.auditor, 200),
        (world.decision_maker, 200),
        (world.coordinator, 403),
        (world.data_manager, 403),
        (world.administrator, 403),
        (world.researcher, 403),
    ):
        client.force_login(person)
        for page in (reverse("desk_agenda"), address()):
            assert client.get(page).status_code == status, (person, page)
    client.force_login(world.second_officer)
    page = client.get(address())
    assert case.case_number in page.text and "Take off" not in page.text
    assert client.post(address(), {"do": "take_off", "case": case.public_id}).status_code == 403
    for do in ("plan", "change", "move", "close"):
        assert client.post(address(), {"do": do, **_people(world)}).status_code == 403, do
    assert client.post(reverse("desk_agenda"), {}).status_code == 403
    assert client.get(address(), {"record": case.public_id}).status_code == 403
    for asked in ({"record": "nonsense"}, {"authority": "elsewhere"}):
        assert client.get(address(), asked).status_code == 404
    assert client.get(reverse("desk_agenda_day", args=["soon"])).status_code == 404
    assert client.post(address(), {"do": "record"}).status_code == 404
    assert client.post(address(), {"do": "burn"}).status_code == 400
    # Another authority has its own meetings; a case of an own project is not shown to its member.
    other = make_authority("elsewhere")
    Membership.objects.create(user=stranger, authority=other, role=Role.LAWYER)
    client.force_login(stranger)
    assert client.get(address()).status_code == 403  # no lawyer ever meets there
    case.project.members.create(user=world.decision_maker, role="member")
    client.force_login(world.decision_maker)
    assert client.get(address()).context["items"] == []


def _people(world) -> dict:
    return {"decision_maker": world.decision_maker.pk, "lawyer": world.lawyer.pk, "held_on": THURSDAY}


@time_machine.travel(MONDAY)
def test_questions_when_sent_as_a_message_or_not_needed_then_are_settled_once(client, world):
    case = world.case_at("legal_review")
    for text in ("Which years?", "Which hospitals?"):
        with time_machine.travel(MONDAY + timedelta(hours=1)):
            people = {"decision_maker": world.decision_maker, "lawyer": world.lawyer}
            said = {"held_on": MONDAY.date(), "assessment": "Fine.", "outcome": "narrow", "questions": text}
            record_meeting(by=world.lawyer, application_id=case.pk, **people, **said)
    first, second = MeetingQuestion.objects.order_by("pk")
    sent = {"by": world.officer, "application_id": case.pk}
    with pytest.raises(NotAllowed):
        meeting_question.drop(by=world.lawyer, application_id=case.pk, question_id=first.pk, reason="No.")
    meeting_question.pass_on(**sent, question_id=first.pk, how="message", text="Which years, please?")
    assert case.messages.get().text == "Which years, please?"
    client.force_login(world.officer)
    tab = reverse("desk_legal", args=[case.public_id])
    assert client.post(tab, {"do": "drop", "question": second.pk, "reason": ""}).status_code == 422
    assert client.post(tab, {"do": "drop", "question": second.pk, "reason": "It is in the form."}).status_code == 302
    assert client.post(tab, {"do": "drop", "question": second.pk, "reason": "Again."}).status_code == 422
    refused("settled already", meeting_question.drop, **sent, question_id=second.pk, reason="Again.")
    assert list(MeetingQuestion.objects.order_by("pk").values_list("how", flat=True)) == ["message", "not_needed"]
    assert "It is in the form." in client.get(reverse("desk_history", args=[case.public_id])).text


@time_machine.travel(MONDAY)
def test_agenda_when_there_are_many_cases_then_asks_no_more(client, world, django_assert_max_num_queries):
    meeting = plan(world)
    for _number in range(6):
        put_on(world, world.case_at("legal_review"), meeting)
        world.case_at("legal_review")
    client.force_login(world.lawyer)
    with django_assert_max_num_queries(20):
        page = client.get(address())
    assert len(page.context["items"]) == len(page.context["offered"]) == 6
    with django_assert_max_num_queries(10):
        client.get(reverse("desk_agenda"))


@time_machine.travel(MONDAY)
def test_meeting_when_it_is_moved_then_its_agenda_goes_with_it_and_each_case_says_so(client, world):
    case, taken_off = world.case_at("legal_review"), world.case_at("legal_review")
    meeting = plan(world)
    put_on(world, case, meeting)
    put_on(world, taken_off, meeting)
    agenda.take_off(by=world.officer, application_id=taken_off.pk, at=MONDAY)
    client.force_login(world.officer)
    assert "Move the meeting" not in client.get(address()).text
    assert client.post(address(), {"do": "change_day", "held_on": WEEK_AFTER}).status_code == 403
    client.force_login(world.lawyer)
    assert "Move the meeting" in client.get(address()).text
    assert client.post(address(), {"do": "change_day", "held_on": "soon"}).status_code == 422
    past = client.post(address(), {"do": "change_day", "held_on": MONDAY.date() - timedelta(days=1)})
    assert past.status_code == 409 and "cannot lie in the past" in past.text
    assert client.post(address(), {"do": "change_day", "held_on": WEEK_AFTER}).url == address(WEEK_AFTER)
    assert [row["case"] for row in client.get(address(WEEK_AFTER)).context["items"]] == [case]
    assert client.get(address()).context["meeting"] is None
    history = client.get(reverse("desk_history", args=[case.public_id])).text
    assert "moved to Thursday 17 September 2026" in history
    assert taken_off.events.last().kind == "taken_off_agenda"


@time_machine.travel(MONDAY)
def test_meeting_when_it_cannot_be_moved_then_every_reason_is_told_and_nothing_changes(world):
    meeting, case = plan(world), world.case_at("legal_review")
    plan(world, WEEK_AFTER)
    moving = {"by": world.lawyer, "meeting_id": meeting.pk, "at": MONDAY}
    refused("already a meeting", agenda.change_day, **moving, held_on=WEEK_AFTER)
    refused("for this day already", agenda.change_day, **moving, held_on=THURSDAY)
    with pytest.raises(NotAllowed):
        agenda.change_day(**moving | {"by": world.officer}, held_on=WEEK_AFTER + timedelta(days=1))
    put_on(world, case, meeting)
    record_meeting(
        by=world.lawyer,
        application_id=case.pk,
        held_on=MONDAY.date(),
        decision_maker=world.decision_maker,
        lawyer=world.lawyer,
        assessment="Clear.",
        outcome="proceed",
        at=MONDAY,
    )
    refused("taken up already", agenda.change_day, **moving, held_on=WEEK_AFTER + timedelta(days=1))
    meeting.refresh_from_db()
    assert meeting.held_on == THURSDAY
    agenda.close_meeting(by=world.lawyer, meeting_id=meeting.pk, at=MONDAY + timedelta(days=3))
    refused("The meeting is over", agenda.change_day, **moving, held_on=WEEK_AFTER + timedelta(days=1))


@time_machine.travel(MONDAY)
def test_agenda_when_somebody_looks_then_offers_what_the_person_may_do_and_nothing_else(client, world):
    theirs, free = world.case_at("legal_review"), world.case_at("legal_review")
    put_on(world, theirs, plan(world))
    Absence.objects.create(
        authority=world.authority,
        user=world.officer,
        stand_in=world.second_officer,
        from_on=MONDAY.date(),
        to_on=THURSDAY,
        said_by=world.officer,
        said_at=MONDAY,
    )
    for who, may_place in ((world.officer, True), (world.second_officer, True), (world.auditor, False)):
        client.force_login(who)
        page = client.get(address())
        assert [(row["case"], row["may_place"]) for row in page.context["items"]] == [(theirs, may_place)], who
        assert page.context["offered"] == [(free, may_place)], who
    Membership.objects.filter(user=world.officer, role=Role.CASE_OFFICER).update(role=Role.AUDITOR)
    client.force_login(world.officer)
    assert client.get(address()).context["offered"] == [(free, False)]
    assert client.post(address(), {"do": "take_off", "case": theirs.public_id}).status_code == 403
