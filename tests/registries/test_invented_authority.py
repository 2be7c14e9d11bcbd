"""An authority that the repository does not have, in another country and currency, works from its folder alone."""

from datetime import date

import pytest
import time_machine

from applications import letters
from applications.completeness import gaps
from applications.models import Application
from portal.base.clock import add_working_days
from registries.models import Authority, Role
from reviews.actions import invoice
from tests.applications.applicant import signed_in
from tests.registries import rekisterilaitos as paper
from tests.registries import way
from tests.registries.way import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def authority(tmp_path) -> Authority:
    """Rekisterilaitos, loaded from its folder."""
    return way.load_files(tmp_path, paper.FILES, paper.SLUG)


@pytest.fixture
def case(authority) -> Application:
    """A draft with everything that the form asks for."""
    return way.begin(authority, paper.ANSWERS)


def test_authority_when_loaded_from_anywhere_then_has_its_country_currency_and_list(authority):
    assert (authority.country, authority.currency, authority.time_zone) == ("FI", "EUR", "Europe/Helsinki")
    assert authority.registries.count() == 2
    assert authority.approves("20774740", MONDAY.date())
    # Finland's independence day is a Sunday in 2026; Epiphany 2027 is no working day there.
    assert add_working_days(date(2027, 1, 5), 1, authority.country) == date(2027, 1, 7)
    assert not authority.procedure_in_force(on=MONDAY.date()).is_on("legal_review")


@pytest.mark.parametrize(
    ("language", "words"),
    [("sv", ("Forskningshuvudman", "Vilka register?")), ("en", ("Research principal", "Which registries?"))],
)
def test_form_when_shown_then_speaks_the_readers_language(case, language, words):
    case.created_by.language = language
    case.created_by.save()
    with time_machine.travel(MONDAY, tick=False):
        browser = signed_in(case.created_by)
        for section, word in zip(("project", "data"), words, strict=True):
            page = browser.get(f"/applications/{case.public_id}/form/{section}/")
            assert page.status_code == 200
            assert word in page.content.decode()


@pytest.mark.parametrize(
    ("changed", "needed"),
    [
        ({}, set()),
        ({"approved_on": "2018-05-25"}, {"assessment"}),
        ({"principal": {"name": "Annan", "number": "0112038-9"}}, {"guarantee"}),
        (
            {"principal": {"name": "Annan", "number": "0112038-9"}, "approved_on": "2019-01-01"},
            {"assessment", "guarantee"},
        ),
        ({"registries": ["fyrregistret", "lotsregistret"]}, {"map"}),
        ({"registries": ["lotsregistret"]}, set()),
    ],
)
def test_attachments_when_answers_change_then_its_rules_switch_them_on_and_off(authority, changed, needed):
    case = way.begin(authority, paper.ANSWERS | changed)

    assert {gap.part for gap in gaps(case)} == needed


def test_organisation_number_when_it_is_no_finnish_one_then_the_form_says_what_to_write(authority):
    wrong = {"principal": {"name": "Annan", "number": "0112038-8"}}

    found = [gap.sentence for gap in gaps(way.begin(authority, paper.ANSWERS | wrong))]

    assert any("its check digit is wrong" in sentence for sentence in found)


@pytest.mark.parametrize(
    ("answer", "words"), [("yes", "You may not need to apply"), ("no", "Apply here"), ("", "Would open figures do?")]
)
def test_self_check_when_answered_without_signing_in_then_says_where_to_go(client, authority, answer, words):
    page = client.get(
        f"/authorities/{authority.slug}/check/", {"open_figures": answer}, headers={"accept-language": "en"}
    )

    assert page.status_code == 200
    assert words in page.content.decode()


def test_case_when_it_goes_its_way_then_closes_with_letters_of_the_authority(case):
    people = way.staff(case.authority)
    steps = (way.submit, way.assign, way.check, way.specify, way.decide, way.deliver, charge)

    stages = way.go(case, people, *steps)

    assert stages == [
        "draft",
        "submitted",
        "assigned",
        "specification",
        "confidentiality_decision",
        "delivery",
        "invoice",
        "closed",
    ]
    closed = Application.objects.get(pk=case.pk)
    assert closed.case_number == "RL/1/2026"
    written = {document.kind: read(document) for document in closed.documents.all()}
    assert set(written) == {
        "order_copy",
        "specification",
        "decision",
        "secrecy_information",
        "delivery_note",
        "invoice",
    }
    assert all('<html lang="sv">' in html for html in written.values())
    assert "Datatillstånd" in written["decision"]
    assert "Lagen" in written["secrecy_information"]
    assert "lag 552/2019: Uppgifterna får bara användas" in written["secrecy_information"]
    # 500 and ten hours at 115, with 25.5 per cent of VAT.
    assert "2 070,75 EUR" in written["specification"]
    assert "EUR" in written["invoice"]
    assert [duty.due_on for duty in closed.duties.all()] == [date(2029, 3, 30)]


def test_case_when_begun_in_english_then_its_letters_are_in_english(authority):
    case = way.begin(authority, paper.ANSWERS, language="en")

    way.go(case, way.staff(authority), way.submit)

    (copy,) = Application.objects.get(pk=case.pk).documents.all()
    assert '<html lang="en">' in read(copy)
    assert "Research principal" in read(copy)


def charge(case, people):
    """The invoice is prepared and sent."""
    officer = people[Role.FINANCE_OFFICER]
    invoice.issue(by=officer, invoice=invoice.prepare(by=officer, application_id=case.pk, at=MONDAY), at=MONDAY)


def read(document) -> str:
    """A letter as its receiver reads it, with plain spaces."""
    html = letters.to_html(document.kind, document.language, document.context)
    return html.replace("\N{NO-BREAK SPACE}", " ")
