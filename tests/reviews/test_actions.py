"""What the authority does with a case, and what each action refuses."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from applications.actions.delivery import complain
from applications.models import Answers, Application, Invoice
from applications.problems import NotAllowed, NotReady
from portal.accounts.models import User
from reviews.actions import (
    assignment,
    checklist,
    completion_request,
    decision,
    delivery,
    invoice,
    legal_review,
    note,
    registration,
    specification,
    time_entry,
)
from reviews.todo import heaps_for
from tests.factories.world import MONDAY

PAPER = {
    "channel": "post",
    "received_on": date(2026, 9, 4),
    "title": "Cold and the heart",
    "contact": {"name": "Berit Brev", "email": "Berit.Brev@example.org", "telephone": "090-1"},
    "principal": {"name": "Umeå universitet", "number": "202100-2874"},
}


def register(world, **changes):
    return registration.register_case(
        by=world.officer, authority=world.authority, registries=[world.registry], at=MONDAY, **(PAPER | changes)
    )


def test_paper_when_registered_and_sent_then_has_a_number_and_a_contact_person_with_an_account(world):
    case = register(world)
    registration.send(by=world.officer, application_id=case.pk, at=MONDAY)
    case = world.fresh(case)
    contact = User.objects.get(email="berit.brev@example.org")
    assert case.case_number == "00001/2026"
    assert case.project.members.get().user == contact
    assert not contact.has_usable_password()
    assert case.newest_submission.facts["principal"]["number"] == "202100-2874"
    assert case.notifications.filter(email=contact.email, template="application_received").exists()


def test_paper_when_the_sender_has_an_account_then_no_second_one_is_made(world):
    case = register(world, contact={"name": "Rut", "email": "RESEARCHER@example.org"})
    assert case.project.members.get().user == world.researcher


def test_paper_when_registered_by_somebody_without_the_role_then_is_not_allowed(world):
    with pytest.raises(NotAllowed):
        registration.register_case(
            by=world.lawyer, authority=world.authority, registries=[world.registry], at=MONDAY, **PAPER
        )


def test_draft_of_an_applicant_when_an_officer_sends_it_then_is_not_allowed(world):
    case = world.draft()
    with pytest.raises(NotAllowed):
        registration.send(by=world.officer, application_id=case.pk, at=MONDAY)


def test_checklist_when_a_row_is_taken_back_then_is_open_again(world):
    case = world.case_at("assigned")
    world.check_all(case)
    checklist.answer_rows(by=world.officer, application_id=case.pk, answers={"whole": ("", ""), "odd": ("yes", "")})
    assert not case.checklist_answers.filter(key__in=("whole", "odd")).exists()
    assert case.checklist_answers.filter(key="narrow").exists()


def test_checklist_when_another_officer_answers_then_is_not_allowed(world):
    case = world.case_at("assigned")
    with pytest.raises(NotAllowed):
        checklist.answer_rows(by=world.second_officer, application_id=case.pk, answers={})


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": " "}, "Write what is to be mended"),
        ({"sections": []}, "Choose the sections"),
        ({"sections": ["odd"]}, "Choose the sections"),
        ({"due_on": date(2026, 9, 7)}, "has to lie ahead"),
    ],
)
def test_completion_request_when_something_is_left_out_then_says_what(world, changes, sentence):
    case = world.case_at("assigned")
    wanted = {"text": "Mend it.", "sections": ["study"], "due_on": None} | changes
    with pytest.raises(NotReady) as refusal:
        completion_request.ask(by=world.officer, application_id=case.pk, at=MONDAY, **wanted)
    assert sentence in str(refusal.value)


def test_completion_request_when_one_is_open_then_a_second_waits(world):
    case = world.case_at("assigned")
    ask = {"by": world.officer, "application_id": case.pk, "text": "Mend.", "sections": ["study"], "at": MONDAY}
    completion_request.ask(**ask)
    with pytest.raises(NotReady):
        completion_request.ask(**ask)
    completion_request.take_back(by=world.officer, application_id=case.pk, at=MONDAY)
    assert not world.fresh(case).waits_for_applicant
    with pytest.raises(NotReady):
        completion_request.take_back(by=world.officer, application_id=case.pk, at=MONDAY)


def test_note_when_empty_then_is_refused_and_when_written_then_is_kept(world):
    case = world.case_at("assigned")
    with pytest.raises(NotReady):
        note.write_note(by=world.officer, application_id=case.pk, text=" ")
    note.write_note(by=world.officer, application_id=case.pk, text="Call the registry holder.")
    assert case.notes.get().text == "Call the registry holder."
    with pytest.raises(NotAllowed):
        note.write_note(by=world.auditor, application_id=case.pk, text="I only read.")


def test_meeting_when_people_or_day_are_wrong_then_every_reason_is_told(world):
    case = world.case_at("legal_review")
    with pytest.raises(NotReady) as refusal:
        legal_review.record_meeting(
            by=world.lawyer,
            application_id=case.pk,
            held_on=(MONDAY + timedelta(days=1)).date(),
            decision_maker=world.lawyer,
            lawyer=world.officer,
            assessment=" ",
            outcome="proceed",
            at=MONDAY,
        )
    assert len(refusal.value.sentences) == 4


def test_specification_when_one_waits_then_no_draft_can_be_written(world):
    case = world.case_at("specification")
    world.propose(case)
    with pytest.raises(NotReady):
        specification.draft(by=world.officer, application_id=case.pk, content="More.", hours=Decimal(3), at=MONDAY)
    with pytest.raises(NotReady):
        specification.propose(by=world.officer, application_id=case.pk, at=MONDAY)


def test_specification_when_fees_change_after_the_first_proposal_then_the_price_stays(world):
    case = world.case_at("specification")
    world.propose(case)
    specification.take_back(by=world.officer, application_id=case.pk, at=MONDAY)
    type(world.fees).objects.create(
        authority=world.authority, valid_from=date(2026, 9, 8), currency="SEK", hourly_rate=Decimal(2000)
    )
    later = MONDAY + timedelta(days=5)
    proposed = world.propose(case, later)
    assert (proposed.version, proposed.fee_schedule) == (2, world.fees)


def test_specification_when_written_at_another_stage_then_is_refused(world):
    case = world.case_at("assigned")
    with pytest.raises(NotReady):
        specification.draft(by=world.officer, application_id=case.pk, content="x", hours=Decimal(1), at=MONDAY)
    case = world.case_at("specification")
    with pytest.raises(NotReady):
        specification.propose(by=world.officer, application_id=case.pk, at=MONDAY)
    with pytest.raises(NotReady):
        specification.take_back(by=world.officer, application_id=case.pk, at=MONDAY)


@pytest.mark.parametrize(
    ("outcome", "granted", "sentence"),
    [
        ("granted", [False], "does not fit"),
        ("partly", [True], "does not fit"),
        ("refused", [True, False], "does not fit"),
        ("granted", [], "for each registry"),
    ],
)
def test_decision_when_rows_and_outcome_disagree_then_is_not_drafted(world, outcome, granted, sentence):
    case = world.case_at("confidentiality_decision")
    rows = [decision.Row(registry=world.registry, granted=value, reason="Because.") for value in granted]
    with pytest.raises(NotReady) as refusal:
        decision.draft(
            by=world.officer,
            application_id=case.pk,
            outcome=outcome,
            reasons="Because.",
            reservations=[],
            rows=rows,
            at=MONDAY,
        )
    assert sentence in str(refusal.value)


def test_decision_when_partly_granted_then_goes_on_to_delivery_with_its_refused_rows(world):
    case = world.case_at("confidentiality_decision")
    drafted = world.draft_decision(case, outcome="partly")
    decision.decide(by=world.decision_maker, application_id=case.pk, at=MONDAY)
    assert world.fresh(case).in_delivery
    assert sorted(drafted.rows.values_list("granted", flat=True)) == [False, True]


def test_decision_when_drafted_twice_before_it_is_taken_then_is_one_decision(world):
    case = world.case_at("confidentiality_decision")
    world.draft_decision(case)
    world.draft_decision(case, outcome="refused")
    assert case.decisions.count() == 1
    assert case.decisions.get().outcome == "refused"


def test_refusal_when_taken_then_the_fee_is_prepared_and_the_finance_officer_can_send_it(world):
    case = world.case_at("confidentiality_decision")
    world.refuse(case)
    prepared = case.invoices.get()
    assert (prepared.kind, prepared.net) == (Invoice.Kind.REFUSAL, 2500)
    invoice.issue(by=world.finance, invoice=prepared, at=MONDAY)
    assert case.invoices.get().is_issued
    assert world.fresh(case).stage == "refused"


def test_dismissal_when_done_then_is_a_decision_with_its_letter(world):
    case = world.case_at("assigned")
    decision.dismiss(
        by=world.officer, application_id=case.pk, because="wrong_authority", reason="Others keep these data.", at=MONDAY
    )
    assert case.decisions.get().dismissed_because == "wrong_authority"
    assert case.documents.filter(kind="decision").count() == 1
    decision.reopen(by=world.decision_maker, application_id=case.pk, reason="The court.", at=MONDAY)
    assert world.fresh(case).stage == "assigned"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"tracking_number": ""}, "number of the registered letter"),
        ({"receiver": " "}, "who receives"),
        ({"contents": ""}, "what is delivered"),
        ({"sent_on": date(2026, 9, 8)}, "cannot lie ahead"),
    ],
)
def test_delivery_when_something_is_left_out_then_is_not_recorded(world, changes, sentence):
    case = world.case_at("delivery")
    facts = {
        "method": "registered_letter",
        "receiver": "Umeå universitet",
        "address": "901 87 Umeå",
        "contents": "A disk.",
        "sent_on": date(2026, 9, 7),
        "tracking_number": "RR1SE",
    }
    with pytest.raises(NotReady) as refusal:
        delivery.record_delivery(by=world.data_manager, application_id=case.pk, at=MONDAY, **(facts | changes))
    assert sentence in str(refusal.value)
    with pytest.raises(NotReady):
        delivery.complete(by=world.data_manager, application_id=case.pk, at=MONDAY)


def test_complaint_when_settled_then_is_settled_once(world):
    case = world.case_at("delivery")
    sent = world.deliver(case)
    complaint = complain(by=world.researcher, delivery=sent, text="A year is missing.", at=MONDAY)
    with pytest.raises(NotReady):
        delivery.settle_complaint(by=world.data_manager, complaint=complaint, settlement="", at=MONDAY)
    delivery.settle_complaint(by=world.data_manager, complaint=complaint, settlement="Sent anew.", at=MONDAY)
    with pytest.raises(NotReady):
        delivery.settle_complaint(by=world.data_manager, complaint=complaint, settlement="Again.", at=MONDAY)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 9, 8), "1"), (date(2026, 9, 7), "0"), (date(2026, 9, 7), "25")])
def test_time_when_the_day_or_the_hours_cannot_be_then_is_refused(world, day, hours):
    case = world.case_at("assigned")
    with pytest.raises(NotReady):
        time_entry.write_time(
            by=world.officer, application_id=case.pk, day=day, hours=Decimal(hours), work="assessment", at=MONDAY
        )


def test_invoice_when_prepared_then_follows_the_time_written_and_the_fees(world):
    case = world.case_at("invoice")
    for hours in ("20", "3.5"):
        time_entry.write_time(
            by=world.data_manager,
            application_id=case.pk,
            day=MONDAY.date(),
            hours=Decimal(hours),
            work="extraction",
            at=MONDAY,
        )
    prepared = invoice.prepare(by=world.finance, application_id=case.pk, at=MONDAY)
    assert [(line.quantity, line.unit_price) for line in prepared.lines.all()] == [(1, 10000), (Decimal("23.5"), 1250)]
    assert (prepared.net, prepared.vat, prepared.gross) == (39375, Decimal("9843.75"), Decimal("49218.75"))
    assert invoice.prepare(by=world.finance, application_id=case.pk, at=MONDAY) == prepared
    assert prepared.receiver["reference"] == "R-17"


def test_invoice_when_the_number_of_the_receiver_is_wrong_then_is_not_sent_and_takes_no_number(world):
    case = world.case_at("invoice")
    prepared = invoice.prepare(by=world.finance, application_id=case.pk, at=MONDAY)
    wrong = prepared.receiver | {"number": "202100-2875"}
    invoice.correct(by=world.finance, invoice=prepared, receiver=wrong, lines=[("Work", Decimal(2), Decimal(1250))])
    with pytest.raises(NotReady):
        invoice.issue(by=world.finance, invoice=prepared, at=MONDAY)
    assert world.fresh(case).stage == "invoice"
    right = wrong | {"number": "202100-2874"}
    invoice.correct(by=world.finance, invoice=prepared, receiver=right, lines=[("Work", Decimal(2), Decimal(1250))])
    invoice.issue(by=world.finance, invoice=prepared, at=MONDAY)
    sent = Invoice.objects.get(pk=prepared.pk)
    assert (sent.number, sent.net) == ("2026-00001", 2500)
    with pytest.raises(NotReady):
        invoice.issue(by=world.finance, invoice=sent, at=MONDAY)
    with pytest.raises(NotReady):
        invoice.correct(by=world.finance, invoice=sent, receiver=right, lines=[])


def test_invoice_when_the_case_has_not_come_so_far_then_is_not_prepared(world):
    case = world.case_at("delivery")
    with pytest.raises(NotReady):
        invoice.prepare(by=world.finance, application_id=case.pk, at=MONDAY)


def test_conflict_when_declared_twice_then_is_one_and_the_officer_cannot_be_given_the_case(world):
    case = world.case_at("assigned")
    said = {"by": world.second_officer, "application_id": case.pk, "at": MONDAY}
    with pytest.raises(NotReady):
        assignment.declare_conflict(reason=" ", **said)
    assignment.declare_conflict(reason="My sister leads it.", **said)
    with pytest.raises(NotAllowed):
        assignment.declare_conflict(reason="Still so.", **said)
    assert case.conflicts.count() == 1
    with pytest.raises(NotReady):
        assignment.reassign(by=world.coordinator, application_id=case.pk, officer=world.second_officer, at=MONDAY)


def test_queue_when_read_by_each_role_then_shows_only_what_belongs_to_it(world):
    overdue = world.case_at("assigned", at=MONDAY - timedelta(days=365))
    waiting = world.case_at("specification")
    world.propose(waiting)
    desk = Application.objects.on_desk_of(world.officer)
    assert set(desk.mine(world.officer)) == {overdue, waiting}
    assert list(desk.overdue(at=MONDAY)) == [overdue]
    assert set(desk.overdue(at=MONDAY + timedelta(days=60))) == {overdue, waiting}
    assert list(desk.awaiting_applicant()) == [waiting]
    assert list(desk.matching("hip UMEÅ")) != []
    assert list(Application.objects.on_desk_of(world.researcher)) == []
    assert Answers.objects.count() == 2


def test_officer_who_declares_a_conflict_when_having_the_case_then_it_is_closed_and_waits_for_the_coordinator(
    client, world
):
    case = world.case_at("legal_review")
    assignment.declare_conflict(by=world.officer, application_id=case.pk, reason="My sister leads it.", at=MONDAY)
    case = world.fresh(case)
    assert (case.officer, case.stage) == (None, "legal_review")
    assert case.notifications.get(template="case_without_officer").recipient == world.coordinator
    assert "sister" not in str(case.events.last().details)
    assert case not in Application.objects.on_desk_of(world.officer)
    assert not [heap for heap in heaps_for(world.officer) if case in heap.cases]
    assert case in Application.objects.on_desk_of(world.coordinator).unassigned()
    assert [heap for heap in heaps_for(world.coordinator) if case in heap.cases]
    client.force_login(world.officer)
    answer = client.get(reverse("desk_case", args=[case.public_id]))
    assert answer.status_code == 403 and "you have declared a conflict of interest" in answer.text
    assert case.case_number not in client.get(reverse("desk") + "?view=open").content.decode()
    for who, is_told in ((world.coordinator, True), (world.lawyer, False)):
        client.force_login(who)
        page = client.get(reverse("desk_case", args=[case.public_id])).content.decode()
        assert ("My sister leads it." in page) is is_told
    assignment.reassign(by=world.coordinator, application_id=case.pk, officer=world.second_officer, at=MONDAY)
    assert world.fresh(case).officer == world.second_officer


def test_conflict_when_declared_by_mistake_then_a_coordinator_lifts_it_and_the_history_keeps_both(client, post, world):
    case = world.case_at("assigned")
    assignment.declare_conflict(by=world.second_officer, application_id=case.pk, reason="A sister.", at=MONDAY)
    conflict = case.conflicts.get()
    lifting = {"application_id": case.pk, "conflict_id": conflict.pk, "at": MONDAY}
    for who in (world.second_officer, world.officer):
        with pytest.raises(NotAllowed):
            assignment.lift_conflict(by=who, reason="A mistake.", **lifting)
    assert (
        post(world.officer, "desk_step", case, "lift_conflict", conflict=conflict.pk, reason="No.").status_code == 403
    )
    client.force_login(world.coordinator)
    step = reverse("desk_step", args=[case.public_id, "lift_conflict"])
    assert step in client.get(reverse("desk_case", args=[case.public_id])).text
    assert world.second_officer.name in client.get(step).text
    typed = {"do": "lift_conflict", "conflict": conflict.pk}
    assert client.post(step, typed).status_code == 422
    assert client.post(step, typed | {"reason": "Another project."}).status_code == 302
    assert case in Application.objects.on_desk_of(world.second_officer)
    event = case.events.last()
    assert (event.kind, event.details, event.told["reason"]) == (
        "conflict_lifted",
        {"people": [world.second_officer.pk]},
        "Another project.",
    )
    assert case.events.filter(kind="conflict_declared").exists()
    history = client.get(reverse("desk_history", args=[case.public_id])).text
    assert f"{world.second_officer.name}, declared by mistake, was lifted: Another project." in history
    assert "A sister." not in history
    with pytest.raises(NotReady, match="lifted already"):
        assignment.lift_conflict(by=world.coordinator, reason="A mistake.", **lifting)
    assert step not in client.get(reverse("desk_case", args=[case.public_id])).text
    assignment.reassign(by=world.coordinator, application_id=case.pk, officer=world.second_officer, at=MONDAY)
    assignment.declare_conflict(by=world.second_officer, application_id=case.pk, reason="After all.", at=MONDAY)


def test_person_who_declared_a_conflict_when_acting_or_reading_then_is_not_allowed(world):
    case = world.case_at("confidentiality_decision")
    world.draft_decision(case)
    assignment.declare_conflict(by=world.decision_maker, application_id=case.pk, reason="A friend.", at=MONDAY)
    with pytest.raises(NotAllowed):
        decision.decide(by=world.decision_maker, application_id=case.pk, at=MONDAY)
    with pytest.raises(NotAllowed):
        note.write_note(by=world.decision_maker, application_id=case.pk, text="Still here.")
    assert not world.decision_maker.has_perm("applications.read_on_desk", world.fresh(case))
    assert world.fresh(case).in_decision
