"""What an action was given was read before the case was locked: it goes by what stands there under the lock."""

from datetime import timedelta
from decimal import Decimal

import pytest

from applications.actions import application as sending
from applications.actions.delivery import complain
from applications.models import Counter, DeliveryComplaint, Invoice
from applications.problems import NotReady
from applications.workflow import perform
from reviews.actions import decision, delivery, invoice
from tests.factories.world import MONDAY, make_world

LINES = [("Work", Decimal(2), Decimal(1250))]


def test_invoice_when_corrected_in_another_window_then_is_sent_as_corrected(world):
    case = world.case_at("invoice")
    prepared = invoice.prepare(by=world.finance, application_id=case.pk, at=MONDAY)
    read_before = Invoice.objects.get(pk=prepared.pk)
    invoice.correct(
        by=world.finance, invoice=prepared, receiver=prepared.receiver | {"name": "Lunds universitet"}, lines=LINES
    )
    invoice.issue(by=world.finance, invoice=read_before, at=MONDAY)
    assert Invoice.objects.get(pk=prepared.pk).receiver["name"] == "Lunds universitet"


def test_fee_when_sent_from_two_windows_then_takes_one_number(world):
    case = world.case_at("assigned")
    sending.withdraw(by=world.researcher, application_id=case.pk, at=MONDAY)
    first, second = Invoice.objects.get(), Invoice.objects.get()
    invoice.issue(by=world.finance, invoice=first, at=MONDAY)
    with pytest.raises(NotReady):
        invoice.issue(by=world.finance, invoice=second, at=MONDAY)
    with pytest.raises(NotReady):
        invoice.correct(by=world.finance, invoice=second, receiver=second.receiver, lines=LINES)
    assert Counter.objects.get(kind="invoice").last == 1


def test_fee_when_it_has_no_lines_or_no_address_then_is_not_sent(world):
    case = world.case_at("assigned")
    sending.withdraw(by=world.researcher, application_id=case.pk, at=MONDAY)
    fee = Invoice.objects.get()
    invoice.correct(by=world.finance, invoice=fee, receiver=fee.receiver | {"street": ""}, lines=[])
    with pytest.raises(NotReady) as refusal:
        invoice.issue(by=world.finance, invoice=fee, at=MONDAY)
    assert len(refusal.value.sentences) == 2
    assert not Invoice.objects.get().is_issued


def test_invoice_when_no_fees_are_in_force_then_says_so(db):
    world = make_world(leaves_out=("legal_review", "specification"))
    world.fees.delete()
    case = world.case_at("assigned")
    world.check_all(case)
    perform("refer_for_decision", application_id=case.pk, by=world.officer, at=MONDAY)
    world.grant(case)
    world.complete_delivery(case)
    with pytest.raises(NotReady) as refusal:
        invoice.prepare(by=world.finance, application_id=case.pk, at=MONDAY)
    assert "fee schedule" in str(refusal.value)


def test_draft_when_the_case_has_stepped_back_since_then_has_to_be_saved_anew(world):
    case = world.case_at("confidentiality_decision")
    world.draft_decision(case)
    later = MONDAY + timedelta(days=1)
    decision.step_back(by=world.officer, application_id=case.pk, to="specification", reason="The period.", at=later)
    world.accept_specification(case, at=later)
    with pytest.raises(NotReady):
        decision.decide(by=world.decision_maker, application_id=case.pk, at=later)
    assert world.fresh(case).waiting_for == "case_officer"
    world.draft_decision(case, at=later)
    decision.decide(by=world.decision_maker, application_id=case.pk, at=later)
    assert case.decisions.get().is_taken


def test_complaint_when_settled_from_two_windows_then_the_first_word_stands(world):
    case = world.case_at("delivery")
    sent = world.deliver(case)
    complain(by=world.researcher, delivery=sent, text="A year is missing.", at=MONDAY)
    first, second = DeliveryComplaint.objects.get(), DeliveryComplaint.objects.get()
    delivery.settle_complaint(by=world.data_manager, complaint=first, settlement="Sent anew.", at=MONDAY)
    with pytest.raises(NotReady):
        delivery.settle_complaint(by=world.data_manager, complaint=second, settlement="Again.", at=MONDAY)
    assert DeliveryComplaint.objects.get().settlement == "Sent anew."
