"""What is left of a case that has ended: nothing waits for an answer, and nobody can give one."""

import pytest
import time_machine

from applications.actions import answers as writing
from applications.actions import application as sending
from applications.actions import completion_request as completing
from applications.actions import specification as answering
from applications.events import broken_links
from applications.problems import NotReady
from reviews.actions import checklist, completion_request, decision
from tests.factories.world import MONDAY


def ask(world, case):
    completion_request.ask(by=world.officer, application_id=case.pk, text="Mend it.", sections=["study"], at=MONDAY)


def test_request_when_the_application_is_withdrawn_then_is_closed_and_no_section_is_open(world):
    case = world.case_at("assigned")
    ask(world, case)
    sending.withdraw(by=world.researcher, application_id=case.pk, at=MONDAY)
    assert not case.completion_requests.open().exists()
    with pytest.raises(NotReady):
        completing.answer(by=world.researcher, application_id=case.pk, at=MONDAY)
    with pytest.raises(NotReady):
        writing.save_section(
            by=world.researcher, application_id=case.pk, section="study", typed={"title": "Late"}, version=0
        )
    assert broken_links(world.fresh(case)) == []


def test_request_when_dismissed_and_opened_again_then_stands_in_nobodys_way(world):
    case = world.case_at("assigned")
    ask(world, case)
    decision.dismiss(by=world.officer, application_id=case.pk, because="incomplete", reason="No answer.", at=MONDAY)
    decision.reopen(by=world.decision_maker, application_id=case.pk, reason="The court.", at=MONDAY)
    case = world.fresh(case)
    assert case.open_completion_request is None
    assert case.waiting_for == "case_officer"


@time_machine.travel(MONDAY, tick=False)
def test_specification_when_the_application_is_withdrawn_then_can_be_neither_accepted_nor_declined(world, client):
    case = world.case_at("specification")
    version = world.propose(case).version
    client.force_login(world.researcher)
    address = f"/applications/{case.public_id}/"
    assert "/specification/accept/" in client.get(address).content.decode()
    sending.withdraw(by=world.researcher, application_id=case.pk, at=MONDAY)
    with pytest.raises(NotReady):
        answering.decline(
            by=world.researcher, application_id=case.pk, specification_version=version, because="Late.", at=MONDAY
        )
    assert case.specifications.get().voided_at == MONDAY
    assert "/specification/accept/" not in client.get(address).content.decode()


def test_checklist_when_the_case_has_ended_then_is_closed(world):
    case = world.case_at("assigned")
    sending.withdraw(by=world.researcher, application_id=case.pk, at=MONDAY)
    with pytest.raises(NotReady):
        checklist.answer_rows(by=world.officer, application_id=case.pk, answers={"whole": ("yes", "")}, at=MONDAY)
    assert not case.checklist_answers.exists()


def test_project_when_a_case_was_withdrawn_then_its_stage_begins_with_a_capital(world, client):
    case = world.case_at("assigned")
    sending.withdraw(by=world.researcher, application_id=case.pk, at=MONDAY)
    client.force_login(world.researcher)
    assert '<td data-label="Stage">Withdrawn</td>' in client.get("/projects/").content.decode()
