"""Two authorities in Norwegian, page by page: a dispensation to its decision, a loan of microdata to its sending."""

import re

import pytest
from django.core.management import call_command

from applications.events import broken_links
from applications.models import Application
from registries.models import Authority
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
    send_application,
    sign_in,
    take_next_step,
    tick_checklist,
    type_answer,
    type_form,
    write,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

RESEARCHER = "ingrid@example.org"
INGRID = person("Ingrid Solheim", RESEARCHER)
BERGEN = {"name": "Universitetet i Bergen", "number": "874789542"}
TEXT = "Det går frem av prosjektbeskrivelsen."
STAFF = {
    "coordinator": "Hedda Myhre",
    "case_officer": "Yusuf Aden",
    "decision_maker": "Ragnhild Vik",
    "data_manager": "Emil Dahl",
    "finance_officer": "Siri Haugen",
}


@pytest.fixture
def ingrid(db, window):
    """A Norwegian researcher, signed in, and the catalogue with people at both authorities' desks."""
    call_command("load_catalogue", verbosity=0)
    UserFactory(name="Ingrid Solheim", email=RESEARCHER, language="nb")
    return sign_in(window, RESEARCHER, "nb")


def begin(person, slug: str, title: str) -> Application:
    """Begin an application from the authority's own page."""
    person.open(f"/authorities/{slug}/")
    person.looks_right(f"{slug}-authority")
    person.open(f"/authorities/{slug}/apply/")
    person.looks_right(f"{slug}-begin")
    person.fill(title=title)
    person.page.locator("main form button.btn-main").first.click()
    person.page.wait_for_url("**/form/**")
    return Application.objects.get(title=title)


def check_oneself(person) -> None:
    """The self-check sends away whom others can serve, and lets in whom it concerns (U2, U7)."""
    person.open("/authorities/udi/check/?individual_level=no")
    person.looks_right("udi-aggregates-serve")
    person.open("/authorities/udi/check/?individual_level=yes&confidential=yes&held_by_ssb=yes")
    assert person.page.locator("main a[href*='/authorities/ssb/']").count()
    query = "individual_level=yes&confidential=yes&held_by_ssb=no&scientific=yes&doctorate_and_tie=yes"
    person.open(f"/authorities/udi/check/?{query}")
    person.looks_right("udi-apply-here")
    assert person.page.locator("main a[href*='/authorities/udi/apply/']").count()


def test_dispensation_when_applied_for_in_norwegian_then_is_decided_in_norwegian(ingrid, window, letters, tmp_path):
    make_staff(Authority.objects.get(slug="udi"), STAFF, "nb")
    check_oneself(ingrid)
    case = begin(ingrid, "udi", "Veien til arbeid etter familieinnvandring")
    registry = case.authority.registries.get(slug="udi-oppholdssaker")
    own = {
        "project_title": case.title,
        "asks_for": ["variables"],
        "registries": [registry.slug],
        "has_doctorate": "yes",
        "has_tie": "yes",
        "controller": BERGEN,
    }
    answers = answers_for(case, applicant=INGRID, principal=BERGEN, text=TEXT, **own)
    type_form(ingrid, case, answers, looked_at=["people", "data"])
    ingrid.open(f"/applications/{case.public_id}/form/data/")
    name = registry.variables.filter(identifying=False).first().name
    choose_variables(ingrid, case, [name], "Utfallet i studien.", level="År")
    ingrid.looks_right("udi-variables")
    go_on(ingrid)
    ingrid.open(f"/applications/{case.public_id}/form/attachments/")
    enclose_all(ingrid, case, tmp_path)
    case = send_application(ingrid, case)
    assert case.case_number in letters(RESEARCHER).subject

    decide_dispensation(window, letters, case)
    ingrid.open(f"/applications/{case.public_id}/")
    ingrid.looks_right("udi-decided")
    ingrid.sees("Vedtak om dispensasjon")
    with case.documents.get(kind="decision").file.open("rb") as file:
        words = papers.words_of(file.read())
    assert "dispensasjon fra taushetsplikt" in words
    assert "§ 13 d" in words
    assert broken_links(Application.objects.get(pk=case.pk)) == []


def decide_dispensation(window, letters, case) -> None:
    """Officer and decision maker: neither meeting nor price lies on the way."""
    yusuf = sign_in(window, "case_officer@example.org", "nb")
    take_next_step(yusuf, case)
    tick_checklist(yusuf, case)
    yusuf.looks_right("udi-desk-checklist")
    take_next_step(yusuf, case)
    open_case(yusuf, case, "decision/")
    assert not yusuf.page.locator("nav a[href*='/specification/'], nav a[href*='/legal/']").count()
    yusuf.choose(outcome="granted")
    yusuf.fill(reasons="Opplysningene er nødvendige for forskningen, og ulempen for den enkelte er liten.")
    for reservation in yusuf.page.locator("input[name=reservations]").all():
        reservation.check()
    yusuf.page.locator("section[aria-labelledby=write] button.btn-main").click()
    yusuf.looks_right("udi-decision-drafted")
    ragnhild = sign_in(window, "decision_maker@example.org", "nb")
    open_case(ragnhild, case, "decision/")
    ragnhild.page.locator("form[data-confirm] button.btn-main").click()
    confirm(ragnhild)
    ragnhild.page.wait_for_load_state()
    assert case.case_number in letters(RESEARCHER, case.case_number).subject


def gaps_on(person, case) -> str:
    """The words of what is missing, on the page before sending."""
    person.open(f"/applications/{case.public_id}/review/")
    return " ".join(person.page.locator("ul.missing").all_inner_texts())


def set_legal_basis(person, case, day: str) -> None:
    """Write another day of the legal basis."""
    person.open(f"/applications/{case.public_id}/form/legal_basis/")
    write(person, "legal_basis_date", day)
    go_on(person)


def test_loan_when_the_legal_basis_is_from_either_side_of_the_gdpr_then_calls_for_its_own_papers(
    ingrid, letters, tmp_path
):
    case = begin(ingrid, "ssb", "Utdanning og dødelighet 2010–2020")
    registry = case.authority.registries.get(slug="ssb-befolkning")
    own = {
        "project_title": case.title,
        "registries": [registry.slug],
        "data_about": ["people"],
        "legal_basis_date": "2018-07-19",
        "principal_is_authority": "yes",
    }
    answers = answers_for(case, applicant=INGRID, principal=BERGEN, text=TEXT, **own)
    type_form(ingrid, case, answers, looked_at=["legal_basis", "team"])
    ingrid.open(f"/applications/{case.public_id}/form/data/")
    plain = registry.variables.filter(identifying=False, tags=[]).first()
    choose_variables(ingrid, case, [plain.name], "Kjennetegn ved utvalget.")
    go_on(ingrid)

    labels = {rule.key: rule.label["nb"] for rule in case.form_version.attachment_rules.all()}
    before = gaps_on(ingrid, case)
    assert labels["legal_ground"] in before
    assert labels["gdpr_account"] in before
    assert f"«{labels['dpia']}»" not in before
    set_legal_basis(ingrid, case, "2018-07-20")
    after = gaps_on(ingrid, case)
    ingrid.looks_right("ssb-what-is-missing")
    assert labels["dpia"] in after
    assert labels["legal_ground"] not in after

    narrow_and_widen_the_approval(ingrid, case, answers)
    ingrid.open(f"/applications/{case.public_id}/form/attachments/")
    enclose_all(ingrid, case, tmp_path)
    case = send_application(ingrid, case)
    assert re.search(r"\d", case.case_number)
    assert case.case_number in letters(RESEARCHER).subject


def narrow_and_widen_the_approval(ingrid, case, answers) -> None:
    """An approval that ends before the data do stands in the way, and says which years it leaves out (B4)."""
    question = case.form_version.question("approvals")
    row = answers["approvals"][0]
    ingrid.open(f"/applications/{case.public_id}/form/legal_basis/")
    type_answer(ingrid, question, [row | {"to": "2018-12-31"}])
    go_on(ingrid)
    assert "2020" in gaps_on(ingrid, case)
    ingrid.looks_right("ssb-approval-does-not-cover")
    ingrid.open(f"/applications/{case.public_id}/form/legal_basis/")
    type_answer(ingrid, question, [row])
    go_on(ingrid)
