"""A case from draft to archive, by the actions that people take."""

from datetime import timedelta

import pytest

from applications.actions import application as sending
from applications.events import broken_links
from applications.models import Document, Waiting
from applications.problems import NotReady
from applications.workflow import perform
from reviews.actions import invoice
from tests.factories.world import MONDAY, WAY


@pytest.mark.parametrize("stage", [stage for stage, _step in WAY])
def test_case_when_taken_along_by_everybody_then_stands_at_each_stage(world, stage):
    case = world.case_at(stage)
    assert case.stage == stage
    assert broken_links(case) == []


def test_case_when_invoiced_then_holds_every_document_and_number(world):
    case = world.case_at("closed")
    kinds = set(case.documents.values_list("kind", flat=True))
    assert kinds == set(Document.Kind.values) - {
        Document.Kind.AGREEMENT,
        Document.Kind.DELAY_NOTICE,
        Document.Kind.DEMAND_REFUSAL,
    }
    assert case.case_number == "00001/2026"
    assert case.invoices.get().number == "2026-00001"
    assert case.waiting_for == Waiting.NOBODY
    assert case.deadline_on is None


def test_specification_when_accepted_then_price_is_base_plus_hours_and_vat(world):
    case = world.case_at("confidentiality_decision")
    price = case.newest_specification.price
    assert (price.net, price.vat, price.gross) == (41250, 10312.5, 51562.5)


def test_case_when_a_fee_is_not_invoiced_then_cannot_be_archived(world):
    case = world.case_at("assigned")
    sending.withdraw(by=world.researcher, application_id=case.pk, at=MONDAY)
    late = MONDAY + timedelta(days=3700)
    with pytest.raises(NotReady) as refusal:
        perform("archive", application_id=case.pk, by=world.administrator, at=late)
    assert "invoice" in str(refusal.value)
    invoice.issue(by=world.finance, invoice=case.invoices.get(), at=MONDAY)
    perform("archive", application_id=case.pk, by=world.administrator, at=late)
    assert world.fresh(case).stage == "archived"


def test_case_when_retention_has_passed_then_can_be_archived(world):
    case = world.case_at("closed")
    with pytest.raises(NotReady):
        perform("archive", application_id=case.pk, by=world.administrator, at=MONDAY + timedelta(days=30))
    perform("archive", application_id=case.pk, by=world.administrator, at=MONDAY + timedelta(days=3700))
    assert world.fresh(case).stage == "archived"
