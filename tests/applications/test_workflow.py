"""The doorway: who may pass, what stands against it, and what is written when somebody does."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from applications.actions import application as sending
from applications.actions import specification as answering
from applications.events import broken_links
from applications.law import LAW
from applications.models import Answers, Application, Counter, Event, Waiting
from applications.permissions import is_in_team
from applications.problems import NotAllowed, NotReady, StaleCase
from applications.workflow import perform, steps_for
from registries.models import Membership, StageKey
from reviews.actions import assignment, completion_request, decision, specification
from reviews.models import ConflictOfInterest
from tests.factories.world import MONDAY, make_world

# docs/requirements.md, the column "by": who can do it, beside whom it is refused to everybody.
BY = {
    "submit": ("draft", {"researcher"}),
    "assign": ("submitted", {"coordinator", "officer", "second_officer"}),
    "send_to_legal_review": ("assigned", {"officer"}),
    "conclude_legal_review": ("legal_review", {"lawyer"}),
    "accept_specification": ("specification", {"researcher"}),
    "grant": ("confidentiality_decision", {"decision_maker"}),
    "refuse": ("confidentiality_decision", {"decision_maker"}),
    "dismiss": ("assigned", {"officer"}),
    "complete_delivery": ("delivery", {"data_manager"}),
    "issue_invoice": ("invoice", {"finance"}),
    "withdraw": ("specification", {"researcher"}),
    "step_back": ("specification", {"officer"}),
    "archive": ("closed", {"administrator"}),
}


@pytest.mark.parametrize("transition", sorted(BY))
def test_transition_when_tried_by_each_role_then_only_the_named_ones_may(world, transition):
    stage, allowed = BY[transition]
    case = world.case_at(stage)
    may = {name for name, person in world.people.items() if person.has_perm(f"applications.{transition}", case)}
    assert may == allowed
    with pytest.raises(NotAllowed):
        perform(transition, application_id=case.pk, by=world.outsider, at=MONDAY)
    assert world.fresh(case).stage == stage


def test_reopen_when_refused_then_only_the_decision_maker_may(world):
    case = world.case_at("confidentiality_decision")
    world.refuse(case)
    case = world.fresh(case)
    assert {n for n, p in world.people.items() if p.has_perm("applications.reopen", case)} == {"decision_maker"}
    with pytest.raises(NotReady):
        decision.reopen(by=world.decision_maker, application_id=case.pk, reason=" ")
    decision.reopen(by=world.decision_maker, application_id=case.pk, reason="The court changed it.")
    assert world.fresh(case).stage == "confidentiality_decision"


def test_law_when_compared_with_the_machine_then_every_transition_has_its_move():
    machine = {t.name for t in Application._meta.get_field("stage").get_all_transitions(Application)}
    assert machine == set(LAW)


def test_officer_when_member_of_the_project_then_is_locked_out(world):
    case = world.case_at("submitted")
    case.project.members.create(user=world.officer, role="member")
    case = world.fresh(case)
    assert is_in_team(world.officer, case)
    assert not world.officer.has_perm("applications.assign", case)
    assert case not in Application.objects.on_desk_of(world.officer)
    with pytest.raises(NotReady):
        assignment.assign(by=world.coordinator, application_id=case.pk, officer=world.officer)


def test_assign_when_officer_declared_a_conflict_then_is_refused_with_the_reason(world):
    case = world.case_at("submitted")
    ConflictOfInterest.objects.create(application=case, user=world.officer, declared_at=MONDAY)
    with pytest.raises(NotReady) as refusal:
        assignment.assign(by=world.coordinator, application_id=case.pk, officer=world.officer)
    assert "conflict of interest" in str(refusal.value)


def test_assign_when_an_officer_gives_the_case_to_another_then_is_not_allowed(world):
    case = world.case_at("submitted")
    with pytest.raises(NotAllowed):
        assignment.assign(by=world.officer, application_id=case.pk, officer=world.second_officer)


def test_reassign_when_the_coordinator_gives_it_on_then_the_other_officer_owns_it(world):
    case = world.case_at("assigned")
    assignment.reassign(by=world.coordinator, application_id=case.pk, officer=world.second_officer)
    assert world.fresh(case).officer == world.second_officer
    assert world.fresh(case).stage == "assigned"


def test_submit_when_the_form_is_not_whole_then_is_refused_and_takes_no_number(world):
    case = world.draft(whole=False)
    with pytest.raises(NotReady):
        sending.submit(by=world.researcher, application_id=case.pk, at=MONDAY)
    assert not Counter.objects.exists()
    assert world.fresh(case).case_number == ""


def test_submit_when_done_twice_then_the_second_is_refused_and_nothing_is_doubled(world):
    case = world.case_at("submitted")
    with pytest.raises((NotReady, NotAllowed)):
        sending.submit(by=world.researcher, application_id=case.pk, at=MONDAY)
    assert case.submissions.count() == 1
    assert Counter.objects.get(kind="case").last == 1


def test_numbers_when_a_sending_fails_in_between_then_have_no_gap(world, monkeypatch):
    world.case_at("submitted")
    second = world.draft()
    with pytest.raises(NotReady):
        Answers.objects.filter(application=second).update(values={})
        sending.submit(by=world.researcher, application_id=second.pk, at=MONDAY)
    world.case_at("submitted")
    numbers = Application.objects.exclude(case_number="").order_by("pk").values_list("case_number", flat=True)
    assert list(numbers) == ["00001/2026", "00002/2026"]


def test_checklist_when_a_row_is_open_then_the_step_names_the_reason(world):
    case = world.case_at("assigned")
    step = next(step for step in steps_for(case, world.officer) if step.name == "send_to_legal_review")
    assert not step.is_ready
    assert "checklist" in step.reasons[0]


def test_every_reason_when_several_stand_against_a_move_then_all_are_told(world):
    case = world.case_at("assigned")
    completion_request.ask(by=world.officer, application_id=case.pk, text="Mend it.", sections=["study"], at=MONDAY)
    with pytest.raises(NotReady) as refusal:
        perform("send_to_legal_review", application_id=case.pk, by=world.officer)
    assert len(refusal.value.sentences) == 2


def test_move_when_the_page_is_stale_then_somebody_was_faster(world):
    case = world.case_at("submitted")
    seen = case.version
    assignment.assign(by=world.coordinator, application_id=case.pk, officer=world.officer, expected_version=seen)
    with pytest.raises(StaleCase):
        assignment.assign(
            by=world.coordinator, application_id=case.pk, officer=world.second_officer, expected_version=seen
        )
    assert world.fresh(case).officer == world.officer


def test_acceptance_when_of_an_older_version_then_is_refused(world):
    case = world.case_at("specification")
    world.propose(case)
    answering.decline(
        by=world.researcher, application_id=case.pk, specification_version=1, because="Too long.", at=MONDAY
    )
    world.propose(case)
    with pytest.raises(NotReady):
        answering.accept(by=world.researcher, application_id=case.pk, specification_version=1, at=MONDAY)
    answering.accept(by=world.researcher, application_id=case.pk, specification_version=2, at=MONDAY)
    assert world.fresh(case).stage == "confidentiality_decision"


def test_acceptance_when_the_time_has_run_out_then_is_refused_until_a_new_version(world):
    case = world.case_at("specification")
    proposed = world.propose(case)
    late = MONDAY + timedelta(days=90)
    with pytest.raises(NotReady) as refusal:
        answering.accept(by=world.researcher, application_id=case.pk, specification_version=1, at=late)
    assert "run out" in str(refusal.value)
    specification.take_back(by=world.officer, application_id=case.pk, at=late)
    world.propose(case, late)
    answering.accept(by=world.researcher, application_id=case.pk, specification_version=2, at=late)
    assert proposed.version == 1


def test_decision_when_drafted_by_the_one_who_decides_then_is_refused(world):
    case = world.case_at("confidentiality_decision")
    Membership.objects.create(user=world.officer, authority=world.authority, role="decision_maker")
    world.draft_decision(case)
    officer = type(world.officer).objects.get(pk=world.officer.pk)
    with pytest.raises(NotReady) as refusal:
        decision.decide(by=officer, application_id=case.pk)
    assert "drafted" in str(refusal.value)


def test_grant_when_the_principal_is_no_authority_then_needs_reservations(world):
    case = world.draft()
    answers = Answers.objects.get(application=case)
    answers.values = answers.values | {"is_authority": "no"}
    answers.save()
    for step in ("submit", "assign", "send_to_legal_review", "conclude_legal_review", "accept_specification"):
        getattr(world, step)(case)
    world.draft_decision(case)
    with pytest.raises(NotReady):
        decision.decide(by=world.decision_maker, application_id=case.pk)
    world.draft_decision(case, reservations=["Only the named people may see the data."])
    decision.decide(by=world.decision_maker, application_id=case.pk)
    assert world.fresh(case).stage == "delivery"


def test_step_back_when_a_specification_was_accepted_then_it_is_void(world):
    case = world.case_at("confidentiality_decision")
    decision.step_back(
        by=world.officer, application_id=case.pk, to="specification", reason="The period was wrong.", at=MONDAY
    )
    case = world.fresh(case)
    assert case.stage == "specification"
    assert not case.newest_specification.is_accepted
    with pytest.raises(NotReady):
        decision.step_back(by=world.officer, application_id=case.pk, to="delivery", reason="No.", at=MONDAY)


def test_legal_review_when_stepped_back_to_then_needs_a_new_meeting(world):
    case = world.case_at("specification")
    later = MONDAY + timedelta(days=3)
    decision.step_back(by=world.officer, application_id=case.pk, to="legal_review", reason="New facts.", at=later)
    with pytest.raises(NotReady):
        perform("conclude_legal_review", application_id=case.pk, by=world.lawyer, at=later)


@pytest.mark.parametrize(
    ("leaves_out", "step", "lands"),
    [
        (("legal_review",), "start_specification", "specification"),
        (("legal_review", "specification"), "refer_for_decision", "confidentiality_decision"),
    ],
)
def test_procedure_when_it_leaves_stages_out_then_they_are_passed_over(db, leaves_out, step, lands):
    world = make_world(leaves_out=leaves_out)
    case = world.case_at("assigned")
    world.check_all(case)
    with pytest.raises(NotReady):
        perform("send_to_legal_review", application_id=case.pk, by=world.officer)
    assert perform(step, application_id=case.pk, by=world.officer).stage == lands


def test_delivery_when_the_procedure_has_no_invoice_then_closes_the_case(db):
    world = make_world(leaves_out=("invoice",))
    case = world.case_at("delivery")
    world.complete_delivery(case)
    assert world.fresh(case).stage == "closed"


def test_withdrawal_when_the_fees_say_so_then_prepares_the_fee(world):
    case = world.case_at("assigned")
    sending.withdraw(by=world.researcher, application_id=case.pk, reason="No funds.", at=MONDAY)
    prepared = case.invoices.get()
    assert (prepared.kind, prepared.net) == ("withdrawal", 2500)


def test_draft_when_withdrawn_then_costs_nothing_and_has_no_number(world):
    case = world.draft()
    sending.withdraw(by=world.researcher, application_id=case.pk, at=MONDAY)
    case = world.fresh(case)
    assert (case.stage, case.case_number, case.invoices.count()) == ("withdrawn", "", 0)


def test_event_when_changed_or_deleted_in_the_database_then_is_refused(world):
    case = world.case_at("submitted")
    event = case.events.first()
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(kind="granted")
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.filter(pk=event.pk).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        case.submissions.update(sha256="0" * 64)


def test_chain_when_a_link_was_forged_then_is_found(world):
    case = world.case_at("assigned")
    forged = case.events.get(number=2)
    forged.pk, forged.number, forged.hash = None, case.version + 1, "0" * 64
    forged.save()
    assert len(broken_links(case)) == 2


def test_chain_when_written_then_holds_no_names(world):
    case = world.case_at("closed")
    said = " ".join(str(event.details) for event in case.events.all())
    for person in world.people.values():
        assert person.name not in said
        assert person.email not in said


def test_reason_when_written_then_stands_beside_the_chain_and_can_be_erased(world):
    case = world.case_at("confidentiality_decision")
    decision.step_back(by=world.officer, application_id=case.pk, to="assigned", reason="Rut asked for it.", at=MONDAY)
    event = case.events.get(kind="step_back")
    assert event.told["reason"] == "Rut asked for it."
    assert "Rut" not in str(event.details)
    event.written_reason.delete()
    assert broken_links(case) == []


def test_stage_when_assigned_outside_of_the_doorway_then_is_refused(world):
    case = world.case_at("submitted")
    with pytest.raises(AttributeError):
        case.stage = StageKey.DELIVERY


def test_sent_case_when_without_a_number_then_the_database_refuses_it(world):
    case = world.case_at("submitted")
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=case.pk).update(case_number="")


@pytest.mark.postgres
def test_stage_when_changed_by_raw_sql_against_the_law_then_postgres_refuses(world):
    case = world.case_at("submitted")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE applications_application SET stage = 'delivery' WHERE id = %s", [case.pk])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE applications_application SET stage = 'assigned' WHERE id = %s", [case.pk])
    assert world.fresh(case).stage == "assigned"


def test_draft_when_begun_then_waits_for_the_applicant(world):
    assert world.draft().waiting_for == Waiting.APPLICANT
