"""Quoted prices, agreements on costs and variables (Q9), and letters in the case's language."""

from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from applications import documents, letters
from applications.actions import application as sending
from applications.actions import specification as answering
from applications.models import Answers, Application, RequestedVariable, Specification
from applications.problems import NotReady
from reviews.actions import invoice, specification
from reviews.forms.decision import known_reservations
from reviews.forms.steps import reusable_reasons
from tests.applications.applicant import page_of, signed_in
from tests.applications.reading_letters import say
from tests.factories.world import MONDAY, make_world

TEXTS = {
    "decision_heading": {"en": "Decision on disclosure for research", "sv": "Beslut om utlämnande för forskning"},
    "specification_heading": {"en": "Agreement on costs and variables", "sv": "Avtal om kostnader och variabler"},
    "agreement_terms": {"en": "Use it for the study alone.\n\nDelete it in time.", "sv": "Bara studien.\n\nRadera."},
}
DUTY = {"key": "report", "title": {"en": "Report of the results"}, "statement": {"en": "Done."}, "months": 12}


def quoted(world):
    """The world's fees, quoted for each case."""
    world.fees.pricing, world.fees.base, world.fees.hourly_rate = "quoted", 0, 0
    world.fees.save()
    return world


@pytest.fixture
def offers(world):
    """A world that quotes its prices."""
    return quoted(world)


@pytest.fixture
def agrees(db):
    """A world that quotes its prices and makes agreements."""
    duties = [DUTY | {"after": "delivery"}]
    world = quoted(make_world(agreement_kind="agreement", texts=TEXTS, duties=duties))
    world.registry.variables.filter(name="HDIA").update(label={"en": "Main diagnosis", "sv": "Huvuddiagnos"})
    return world


def accept(world, case, amount=Decimal(8000)):
    version = world.propose(case, amount=amount).version
    answering.accept(by=world.researcher, application_id=case.pk, specification_version=version, at=MONDAY)
    return world.fresh(case)


# --- quoted prices ---------------------------------------------------------------------------------------------------


def test_price_when_quoted_then_needs_an_amount_and_no_hours(offers):
    case = offers.case_at("specification")
    for price in ({}, {"hours": Decimal(5)}, {"amount": Decimal(-1)}, {"amount": Decimal(1), "hours": Decimal(0)}):
        with pytest.raises(NotReady):
            specification.draft(by=offers.officer, application_id=case.pk, content="Data.", at=MONDAY, **price)
    version = offers.propose(case, amount=Decimal(8000))
    assert (version.hours, version.price.net, version.price.gross) == (None, 8000, 10000)
    text = say(case, "specification", specification=version)
    assert "costs 10,000" in text and "about" not in text and "estimate" not in text and "fees in force" not in text


def test_price_when_by_the_hour_then_an_amount_is_not_kept(world):
    case = world.case_at("specification")
    draft = specification.draft(
        by=world.officer, application_id=case.pk, content="x", hours=Decimal(2), amount=Decimal(1), at=MONDAY
    )
    assert (draft.amount, draft.price.net) == (None, 12500)


def test_specification_when_without_hours_and_amount_then_the_database_refuses(world):
    case = world.case_at("specification")
    version = world.propose(case)
    with pytest.raises(IntegrityError), transaction.atomic():
        Specification.objects.filter(pk=version.pk).update(hours=None, amount=None)
    version.hours = None
    with pytest.raises(ValidationError):
        version.full_clean()


def test_invoice_when_the_price_was_quoted_then_has_one_line(offers):
    case = accept(offers, offers.case_at("specification"))
    offers.grant(case)
    offers.complete_delivery(case)
    prepared = invoice.prepare(by=offers.finance, application_id=case.pk, at=MONDAY)
    with translation.override(case.language):
        words = translation.gettext("Price as agreed, version %(version)s") % {"version": 1}
    assert [(line.text, line.amount) for line in prepared.lines.all()] == [(words, 8000)]


@time_machine.travel(MONDAY, tick=False)
def test_price_when_nothing_then_reads_so_and_no_invoice_follows(offers, client):
    case = offers.case_at("specification")
    version = offers.propose(case, amount=Decimal(0))
    text = say(case, "specification", specification=version)
    assert "costs nothing" in text and "What it costs" not in text
    page = page_of(signed_in(offers.researcher), case)
    assert "It costs nothing." in page and "0 SEK" not in page
    answering.accept(by=offers.researcher, application_id=case.pk, specification_version=1, at=MONDAY)
    offers.grant(case)
    offers.complete_delivery(case)
    case = offers.fresh(case)
    assert (case.stage, case.invoices.count()) == ("closed", 0)
    client.force_login(offers.officer)
    assert "nvoice</a>" not in client.get(reverse("desk_case", args=[case.public_id])).content.decode()


def test_desk_when_prices_are_quoted_then_asks_for_the_amount_and_shows_the_sum(offers, client):
    case = offers.case_at("specification")
    client.force_login(offers.officer)
    address = reverse("desk_specification", args=[case.public_id])
    assert "Price without VAT" in client.get(address).content.decode()
    shown = client.get(reverse("desk_price", args=[case.public_id]), {"amount": "8 000"}).content.decode()
    assert "10,000" in shown
    for typed in ("", "NaN", "Infinity", "-5", "x"):
        assert (
            "Write the price"
            in client.get(reverse("desk_price", args=[case.public_id]), {"amount": typed}).content.decode()
        )
    typed = {"do": "draft", "content": "Data.", "amount": "8 000", "hours": ""}
    assert client.post(address, typed).status_code == 302
    assert offers.fresh(case).newest_specification.amount == 8000


# --- agreements ------------------------------------------------------------------------------------------------------


def agreed(world):
    case = world.draft()
    for variable in world.registry.variables.exclude(name="FODDAT"):
        RequestedVariable.objects.create(application=case, registry=world.registry, variable=variable, reason="x")
    for step in ("submit", "assign", "send_to_legal_review", "conclude_legal_review"):
        getattr(world, step)(case)
    return case


@time_machine.travel(MONDAY, tick=False)
def test_agreement_when_proposed_then_is_read_and_accepted_as_one(agrees):
    case = agreed(agrees)
    version = agrees.propose(case, amount=Decimal(8000))
    page = page_of(signed_in(agrees.researcher), case)
    for words in ("Agreement on costs and variables, version 1", "Accept the agreement", "Main diagnosis", "Delete it"):
        assert words in page
    text = say(agrees.fresh(case), "specification", specification=version)
    for words in (
        "Agreement on costs and variables, version 1",
        "Terms",
        "HDIA (Main diagnosis)",
        "accept the agreement",
    ):
        assert words in text


def test_agreement_when_granted_then_is_made_beside_the_decision_and_reaches_everybody(agrees, client):
    case = accept(agrees, agreed(agrees))
    agrees.grant(case)
    case = agrees.fresh(case)
    assert set(case.documents.values_list("kind", flat=True)) >= {"decision", "agreement"}
    assert not case.documents.of_kind("secrecy_information").exists()
    text = say(case, "agreement", decision=case.newest_decision)
    for words in (
        "Agreement on costs and variables", "The Registry Agency, 202100-0555", "Umeå universitet, 202100-2874",
        "Hip fractures and vitamin D", "Patient register", "Price for this case", "Use it for the study alone.",
        "Delete it in time.", "Report of the results , at most 12 months after the delivery",
        "Version 1 was accepted electronically by Rut Researcher on 7 September 2026", "HDIA (Main diagnosis)",
    ):  # fmt: skip
        assert words in text, words
    decision = say(case, "decision", decision=case.newest_decision)
    assert "Decision on disclosure for research" in decision
    assert (
        "The agreement belongs to this decision and is enclosed." in decision and "ecrecy information" not in decision
    )
    note = say(case, "delivery_note", delivery=agrees.deliver(case))
    assert "the agreement say how" in note and "ecrecy information" not in note
    client.force_login(agrees.researcher)
    page = client.get(f"/applications/{case.public_id}/?tab=documents").content.decode()
    said = " ".join(page.split())
    assert ">Agreement <span" in said and "Agreement on costs and variables" in said


def test_decision_when_nothing_is_enclosed_then_says_nothing_of_it(db):
    world = make_world(agreement_kind="none")
    case = world.case_at("delivery")
    assert set(case.documents.values_list("kind", flat=True)) == {"order_copy", "specification", "decision"}
    assert "enclosed" not in say(case, "decision", decision=case.newest_decision)
    assert "says how you may use the data" in say(case, "delivery_note", delivery=world.deliver(case))


def test_preview_when_an_agreement_is_drafted_then_can_be_read(agrees, client):
    case = accept(agrees, agreed(agrees))
    agrees.draft_decision(case)
    client.force_login(agrees.officer)
    assert "See the agreement" in client.get(reverse("desk_decision", args=[case.public_id])).content.decode()
    shown = client.get(reverse("desk_decision_preview", args=[case.public_id, "agreement"]))
    assert shown.content.startswith(b"%PDF")


# --- the language of letters -----------------------------------------------------------------------------------------


@pytest.fixture
def abroad(db):
    """An authority that writes Norwegian, a case in English, an officer who reads Swedish."""
    reasons = [{"key": "a", "title": {"nb": "Grunn"}, "text": {"nb": "Fordi.", "en": "Because.", "sv": "Eftersom."}}]
    bound = [{"key": "b", "text": {"nb": "Bare gruppen.", "en": "The team alone.", "sv": "Bara gruppen."}}]
    world = make_world(reasons=reasons, reservations=bound)
    world.authority.language = "nb"
    world.authority.save()
    return world


def test_letters_when_the_case_is_in_english_then_are_english_whoever_writes(abroad):
    case = sending.start_application(
        by=abroad.researcher, authority=abroad.authority, title="Hips", language="en", at=MONDAY
    )
    Answers.objects.filter(application=case).update(values=abroad_answers(abroad, case))
    with translation.override("sv"):
        for step in ("submit", "assign", "send_to_legal_review", "conclude_legal_review", "accept_specification"):
            getattr(abroad, step)(case)
        abroad.grant(case)
        abroad.complete_delivery(case)
        abroad.issue_invoice(case)
        case = abroad.fresh(case)
        assert known_reservations(case) == [("b", "The team alone.")]
        assert reusable_reasons(case)[0]["text"] == "Because."
        assert documents.preview(case, "decision", at=MONDAY, decision=case.newest_decision).startswith(b"%PDF")
    for document in case.documents.all():
        assert (document.language, document.context["language"]) == ("en", "en")
        assert '<html lang="en">' in letters.to_html(document.kind, document.language, document.context)
    assert [line.text for line in case.invoices.get().lines.all()] == ["Base fee"]


def abroad_answers(world, case):
    case.registries.set([world.registry])
    return Answers.objects.get(application=case).values | {
        "principal": {"name": "Umeå universitet", "number": "202100-2874"}, "is_authority": "yes", "title": "Hips",
        "registries": ["patients"],
        "invoicing_address": {"street": "Box 1", "postcode": "901 87", "city": "Umeå", "reference": ""},
    }  # fmt: skip


def test_letters_when_the_case_is_in_the_authoritys_language_then_follow_it(abroad):
    case = abroad.case_at("submitted")
    assert [document.language for document in case.documents.all()] == ["nb"]


def test_fee_when_withdrawn_then_its_line_is_in_the_language_of_the_case(abroad):
    case = abroad.case_at("assigned")
    Application.objects.filter(pk=case.pk).update(language="en")
    with translation.override("sv"):
        sending.withdraw(by=abroad.researcher, application_id=case.pk, at=MONDAY)
    assert case.invoices.get().lines.get().text == "Withdrawal fee"
