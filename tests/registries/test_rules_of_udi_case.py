"""Rows U1–U11: a case at UDI runs to its end, in the authority's words or in English."""

from datetime import date

import pytest
import time_machine
from django.conf import settings

from applications import letters
from applications.models import Application
from applications.workflow import perform
from registries.models import Role
from tests.applications.applicant import signed_in
from tests.registries import way
from tests.registries.udi import MONDAY, begin

FOLDER = settings.BASE_DIR / "registries/catalogue/udi"


@pytest.fixture
def people(authority) -> dict:
    return way.staff(authority)


def test_public_page_when_read_then_says_dispensation_first_and_stages_in_its_own_words(authority, client):
    page = client.get("/authorities/udi/", headers={"accept-language": "nb"}).content.decode()
    for words in ("§ 13 d", "Vedtak om dispensasjon", "Utlevering", "23 35 15 00", "statistikk@udi.no"):
        assert words in page  # U1, U11
    assert "When it is not" not in page and "Når den ikke er det" not in page  # § 13 e holds for everybody


@pytest.mark.parametrize("language", ["nb", "en"])
def test_pages_when_shown_then_speak_the_readers_language(authority, language):
    case = begin(authority)
    case.created_by.language = language
    case.created_by.save()
    with time_machine.travel(MONDAY, tick=False):
        browser = signed_in(case.created_by)
        for section in case.form_version.sections:
            page = browser.get(f"/applications/{case.public_id}/form/{section.key}/")
            assert page.status_code == 200
            assert section.title[language] in page.content.decode()


def test_case_when_it_goes_its_way_then_passes_over_review_price_and_invoice(authority, people):
    case = begin(authority)
    stages = way.go(case, people, way.submit, way.assign, refer, way.decide, way.deliver)

    assert stages == ["draft", "submitted", "assigned", "confidentiality_decision", "delivery", "closed"]
    closed = Application.objects.get(pk=case.pk)
    assert closed.case_number == "2026/00001" and not closed.invoices.exists()
    duty = closed.duties.get()
    assert (duty.key, duty.due_on) == ("deletion", date(2030, 1, 31))  # U8: a month after the project's last day


def test_letters_when_the_case_is_in_norwegian_then_dispense_and_bind_in_norwegian(authority, people):
    told = decided(begin(authority), people)
    assert set(told) == {"order_copy", "decision", "secrecy_information"}
    for words in ("Vedtak om dispensasjon fra taushetsplikt", "Vi gir dispensasjon", "tre uker", "§§ 28 og 29"):
        assert words in told["decision"]
    assert "Justis- og beredskapsdepartementet" in told["decision"]
    assert "Opplysningene kan bare brukes til forskningsprosjektet" in told["decision"]  # U1: on conditions
    assert "forvaltningsloven § 13 e" in told["secrecy_information"]
    assert "Dette må dere gjøre" in told["secrecy_information"]


def test_letters_when_the_applicant_chose_english_then_dispense_and_bind_in_english(authority, people):
    told = decided(begin(authority, language="en"), people)
    assert "Decision on dispensation from the duty of secrecy" in told["decision"]
    assert "We give dispensation from the duty of secrecy" in told["decision"]
    assert "What you need to do" in told["secrecy_information"]
    assert "section 13 e of the Public Administration Act" in told["secrecy_information"]
    assert not any("taushetsplikt" in words for words in told.values())


def decided(case: Application, people: dict) -> dict[str, str]:
    """The words of every letter up to the decision, by kind."""
    for step in (way.submit, way.assign, refer, way.decide):
        step(case, people)
    return {document.kind: letter(document) for document in case.documents.all()}


def letter(document) -> str:
    """The words of a letter, without hard spaces."""
    html = letters.to_html(document.kind, document.language, document.context)
    return html.partition("<main>")[2].replace("\N{NO-BREAK SPACE}", " ")


def refer(case, people):
    """The case officer goes through the checklist, and refers the case for decision."""
    way.go_through_checklist(case, people)
    perform("refer_for_decision", application_id=case.pk, by=people[Role.CASE_OFFICER], at=MONDAY)
