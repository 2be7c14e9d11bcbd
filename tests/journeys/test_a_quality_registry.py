"""A quality registry, in Swedish: from the question to the registry holder, over the agreement, to the attestation."""

import re

import pytest
from django.core.management import call_command
from django.utils import translation

from applications.events import broken_links
from applications.models import Application, Enquiry
from registries.models import Authority, Membership, Registry, Role
from tests.factories.people import UserFactory
from tests.journeys import papers
from tests.journeys.answers import answers_for, person
from tests.journeys.verbs import (
    choose_variables,
    confirm,
    enclose_all,
    go_on,
    make_staff,
    open_case,
    press_in,
    send_application,
    sign_in,
    step,
    take_next_step,
    tick_checklist,
    type_form,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

RESEARCHER, HOLDER = "rut@example.org", "bengt@example.org"
RUT = person("Rut Lindqvist", RESEARCHER)
UMEA = {"name": "Umeå universitet", "number": "202100-2874"}
TITLE = "Luftvägsbesvär efter rökstopp"
STAFF = {
    "coordinator": "Maja Sandberg",
    "case_officer": "Oskar Nyberg",
    "decision_maker": "Henrik Palm",
    "data_manager": "Fatima Nilsson",
    "finance_officer": "Lena Björk",
}


def said(sentence: str) -> str:
    """A sentence of the frame in Swedish."""
    with translation.override("sv"):
        return translation.gettext(sentence)


@pytest.fixture
def registry(db) -> Registry:
    """A registry with a holder, at a region with people at its desk."""
    call_command("load_catalogue", verbosity=0)
    authority = Authority.objects.get(slug="vgr-kvalitetsregister")
    make_staff(authority, STAFF, "sv")
    registry = authority.registries.get(slug="luftvagsregistret")
    bengt = UserFactory(name="Bengt Forsberg", email=HOLDER, language="sv")
    Membership.objects.create(user=bengt, authority=authority, role=Role.REGISTRY_HOLDER, registry=registry)
    UserFactory(name="Rut Lindqvist", email=RESEARCHER, language="sv")
    return registry


def ask_first(rut, window, letters, registry) -> None:
    """Before any case: a question to the registry holder, and the answer (Q2)."""
    rut.open(f"/enquiries/new/?authority={registry.authority.slug}&registry={registry.slug}")
    rut.looks_right("enquiry-new")
    rut.fill(subject=TITLE, text="Kan registrets uppgifter besvara frågan, och vad kostar uttaget?")
    rut.page.locator("main form button.btn-main").first.click()
    rut.page.wait_for_url(re.compile(r"/enquiries/[0-9a-f-]{36}/"))
    mail = letters(HOLDER)
    assert "rökstopp" not in mail.body
    bengt = sign_in(window, HOLDER)
    bengt.open(re.search(r"https?://[^/]+(/enquiries/\S+)", mail.body)[1])
    bengt.fill(message="Ja, från 2013. Räkna med ungefär 20 000 kronor.")
    bengt.looks_right("enquiry-to-answer")
    bengt.page.locator("main form button.btn-main").first.click()
    bengt.page.wait_for_load_state()
    letters(RESEARCHER)
    rut.open(f"/enquiries/{Enquiry.objects.get().public_id}/")
    rut.sees("Räkna med ungefär")
    rut.looks_right("enquiry-answered")


def apply(rut, registry, folder) -> Application:
    """Begin from the registry, fill in the form, and send it to that registry alone (Q5–Q7)."""
    rut.open(f"/authorities/{registry.authority.slug}/apply/?registry={registry.slug}")
    rut.looks_right("registry-begin")
    rut.fill(title=TITLE)
    rut.page.locator("main form button.btn-main").first.click()
    rut.page.wait_for_url("**/form/**")
    case = Application.objects.get()
    assert list(case.registries.all()) == [registry]
    own = {
        "project_title": TITLE,
        "project_duration": {"from": "2024-01-01", "to": "2030-12-31"},
        "contacted": "yes",
        "contact_date": "2026-10-01",
        "principal_is_authority": "yes",
    }
    answers = answers_for(case, applicant=RUT, principal=UMEA, text="Det framgår av forskningsplanen.", **own)
    type_form(rut, case, answers, looked_at=["ethics"])
    rut.open(f"/applications/{case.public_id}/form/data/")
    name = registry.variables.filter(identifying=False).first().name
    choose_variables(rut, case, [name], "Utfallet i studien.")
    go_on(rut)
    rut.open(f"/applications/{case.public_id}/form/attachments/")
    enclose_all(rut, case, folder)
    return send_application(rut, case)


def assess_harm(oskar, henrik, case) -> None:
    """The officer checks; whoever acts for the controller assesses harm, with the steering group's advice (Q8)."""
    take_next_step(oskar, case)
    tick_checklist(oskar, case)
    take_next_step(oskar, case)
    open_case(henrik, case, "legal/")
    henrik.sees("Menprövning")
    henrik.pick("decision_maker", STAFF["decision_maker"])
    henrik.fill(
        advice="Styrgruppen ser inget hinder.",
        assessment="Uppgifterna kan lämnas ut utan men.",
        advised_on="2026-11-02",
    )
    henrik.choose(outcome="proceed")
    henrik.looks_right("harm-assessment")
    press_in(henrik, "record")
    take_next_step(henrik, case)


def agree(oskar, rut, case, letters) -> None:
    """The agreement on costs and variables is written, read and accepted (Q9)."""
    open_case(oskar, case, "specification/")
    oskar.fill(content="Variablerna i ansökan för patienter 2013–2020, med löpnummer.", amount="20000")
    press_in(oskar, "write")
    oskar.looks_right("agreement-to-send")
    press_in(oskar, "send")
    oskar.page.wait_for_load_state()
    letters(RESEARCHER, case.case_number)
    rut.open(f"/applications/{case.public_id}/")
    rut.looks_right("agreement-to-accept")
    rut.page.locator("form[action$='/specification/accept/'] button").first.click()
    confirm(rut)
    rut.page.wait_for_load_state()


def decide_and_deliver(oskar, henrik, fatima, lena, case) -> None:
    """Decision, delivery and invoice, by those who may."""
    open_case(oskar, case, "decision/")
    oskar.choose(outcome="granted")
    oskar.fill(reasons="Uppgifterna kan lämnas ut utan att någon lider men.")
    oskar.page.locator("section[aria-labelledby=write] button.btn-main").click()
    open_case(henrik, case, "decision/")
    henrik.page.locator("form[data-confirm] button.btn-main").click()
    confirm(henrik)
    henrik.page.wait_for_load_state()
    open_case(fatima, case, "delivery/")
    fatima.fill(receiver="Rut Lindqvist", contents="En krypterad fil.")
    press_in(fatima, "record")
    step(fatima, case, said("Complete the delivery"))
    confirm(fatima)
    fatima.page.wait_for_load_state()
    open_case(lena, case, "invoice/")
    press_in(lena, "prepare")
    lena.page.locator("form[data-confirm] button").first.click()
    confirm(lena)
    lena.page.wait_for_load_state()


def attest(rut, case, letters) -> None:
    """What is owed after the delivery stands on the case with its day, and is attested there (Q13, Q14)."""
    letters(RESEARCHER, case.case_number)
    rut.open(f"/applications/{case.public_id}/")
    rut.looks_right("duties")
    duty = case.duties.get(key="results_report")
    form = rut.page.locator(f"form[action*='/duties/{duty.pk}/']")
    rut.page.locator("details", has=form).locator("summary").click()
    form.locator("input[type=checkbox]").check()
    form.locator("button").click()
    rut.page.wait_for_load_state()
    rut.looks_right("duty-attested")


def test_registry_when_asked_first_then_leads_over_the_agreement_to_the_attestation(
    registry, window, letters, tmp_path
):
    rut = sign_in(window, RESEARCHER)
    ask_first(rut, window, letters, registry)
    case = apply(rut, registry, tmp_path)
    oskar, henrik, fatima, lena = (
        sign_in(window, f"{role}@example.org")
        for role in ("case_officer", "decision_maker", "data_manager", "finance_officer")
    )
    assess_harm(oskar, henrik, case)
    agree(oskar, rut, case, letters)
    decide_and_deliver(oskar, henrik, fatima, lena, case)
    attest(rut, case, letters)

    case = Application.objects.get()
    assert case.stage == "closed"
    assert broken_links(case) == []
    assert not case.duties.get(key="results_report").is_open
    assert case.duties.get(key="deletion").is_open
    with case.documents.get(kind="agreement").file.open("rb") as file:
        words = papers.words_of(file.read())
    assert "20 000" in words
    assert "Umeå universitet" in words
