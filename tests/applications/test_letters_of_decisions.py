"""The decision and the secrecy information: what is decided first, why, what binds the receiver, how to appeal."""

import re

import pytest

from applications import letters
from applications.models import RequestedVariable
from reviews.actions import decision as deciding
from tests.applications.reading_letters import DAY, decided, say, write_texts
from tests.factories.world import MONDAY


def test_decision_when_granted_then_begins_with_what_is_disclosed_and_ends_with_signatures(world):
    case = decided(world)
    text = say(case, "decision", decision=case.newest_decision)
    assert re.search(r"We disclose the data from Patient register, as in “Specification” of 7 September 2026", text)
    assert "We refuse" not in text
    order = ("We disclose", "What is disclosed", "Reasons for the decision", "How to appeal", "Decided by")
    assert sorted(order, key=text.index) == list(order)
    for words in (
        "It is clear that nobody suffers harm.",
        "within 3 weeks from the day that you received the decision",
        "the administrative court of appeal",
        "Decided by Decision Maker",
        "presented by Officer",
        "Lawyer, lawyer, took part",
    ):
        assert words in text


def test_decision_when_partly_granted_then_says_what_is_refused_and_why(world):
    case = decided(world, outcome="partly")
    text = say(case, "decision", decision=case.newest_decision)
    assert "We disclose the data from Patient register" in text
    assert "We refuse the application as to Patient register: FODDAT." in text
    assert "Too exact." in text
    assert "Granted" in text and "Refused" in text


def test_decision_when_refused_then_discloses_nothing_and_tells_how_to_appeal(world):
    case = decided(world, outcome="refused")
    text = say(case, "decision", decision=case.newest_decision)
    assert "We refuse the application. The data from Patient register are not disclosed." in text
    assert "We disclose" not in text
    assert "How to appeal" in text
    assert not case.documents.of_kind("secrecy_information").exists()


def test_decision_when_dismissed_then_says_that_nothing_was_assessed(world):
    case = world.case_at("assigned")
    deciding.dismiss(by=world.officer, application_id=case.pk, because="incomplete", reason="No approval.", at=MONDAY)
    case = world.fresh(case)
    text = say(case, "decision", decision=case.newest_decision)
    assert "We dismiss the application. What it asks for has not been assessed." in text
    assert "No approval." in text
    assert "How to appeal" in text
    assert "presented by" not in text  # the officer both drafted and decided it


def test_decision_when_only_drafted_then_the_preview_says_so(world):
    case = world.case_at("confidentiality_decision")
    draft = world.draft_decision(case)
    text = say(world.fresh(case), "decision", decision=draft)
    assert "Draft: the decision has not been taken yet" in text
    assert "Decided by" not in text


def test_decision_when_the_procedure_has_a_notice_of_its_own_then_prints_it(world):
    write_texts(world, appeal_how="Write to the court.\n\nSend it to us.")
    case = decided(world, outcome="refused")
    text = say(case, "decision", decision=case.newest_decision)
    assert "Write to the court. Send it to us. Tried by" in text


def test_decision_when_variables_are_named_then_lists_them_in_an_annex(world):
    case = world.draft()
    for variable in world.registry.variables.all()[:2]:
        RequestedVariable.objects.create(application=case, registry=world.registry, variable=variable, reason="x")
    world.submit(case)
    for step in ("assign", "send_to_legal_review", "conclude_legal_review", "accept_specification", "grant"):
        getattr(world, step)(case)
    case = world.fresh(case)
    text = say(case, "decision", decision=case.newest_decision)
    assert "2 variables, annex 1" in text
    assert "Annex 1: the variables applied for Patient register INDATUM, HDIA" in text


# --- secrecy ---------------------------------------------------------------------------------------------------------

SECRECY = {
    "secrecy_authority": "The law holds with you.",
    "secrecy_carried_over": "It is carried over.",
    "secrecy_other": "The law does not hold with you.",
    "reservation_intro": "You may use the data under these reservations.",
}


@pytest.mark.parametrize("kind", ["decision", "secrecy_information"])
def test_secrecy_when_the_principal_is_an_authority_then_the_law_holds_there_too(world, kind):
    write_texts(world, **SECRECY)
    case = decided(world)
    text = say(case, kind, decision=case.newest_decision)
    assert "The law holds with you. It is carried over." in text
    assert SECRECY["secrecy_other"] not in text
    assert SECRECY["reservation_intro"] not in text


@pytest.mark.parametrize("kind", ["decision", "secrecy_information"])
def test_secrecy_when_the_principal_is_no_authority_then_reservations_are_numbered(world, kind):
    write_texts(world, **SECRECY)
    case = decided(world, is_authority="no", reservations=["Only the team.", "No other use."])
    context = letters.context_for(kind, case, day=DAY, language="en", decision=case.newest_decision)
    assert "<ol><li>Only the team.</li><li>No other use.</li></ol>" in letters.to_html(kind, "en", context)
    text = say(case, kind, decision=case.newest_decision)
    assert f"{SECRECY['secrecy_other']} {SECRECY['reservation_intro']}" in text
    assert SECRECY["secrecy_authority"] not in text


def test_decision_when_a_paragraph_is_cited_then_no_line_ends_before_its_number(world):
    write_texts(world, secrecy_authority="Secret by 24 kap. 8 § OSL, § 13 d fvl and the § sign.")
    case = decided(world)
    text = say(case, "decision", decision=case.newest_decision)
    assert "24 kap. 8\N{NO-BREAK SPACE}§ OSL, §\N{NO-BREAK SPACE}13 d fvl and the § sign." in text
