"""The public pages: what everybody can see of authorities, registries, waits and prices."""

from datetime import date

import pytest
from django.urls import reverse

from registries.models import LegalReference
from tests.factories.people import UserFactory
from tests.factories.registries import (
    STAGES,
    AuthorityFactory,
    FeeScheduleFactory,
    NoticeFactory,
    ProcedureFactory,
    RegistryFactory,
    VariableFactory,
)

pytestmark = pytest.mark.django_db

TEXTS = {
    "before_applying": {"en": "Read this first.\n\n- one thing\n- another <b>thing</b>"},
    "what_happens": {"en": "You get a number.\n\nYou get a price."},
    "secrecy_authority": {"en": "Secret with you as well."},
    "secrecy_other": {"en": "A reservation governs the use."},
    "personal_numbers": {"en": "Seldom disclosed."},
    "appeal_how": {"en": "Write to us."},
    "handling_time": {"en": "Longer where others join."},
    "price_note": {"en": "Most cases take 10 to 40 hours."},
}


@pytest.fixture
def agency():
    agency = AuthorityFactory(
        slug="agency",
        name={"sv": "Myndigheten", "en": "The Agency"},
        unit={"en": "Register service"},
        about={"en": "Keeps registers.\n\nDiscloses them."},
        telephone="075-247 30 00",
        web="https://agency.example",
        visiting="Street 1",
        updated_on=date(2026, 11, 20),
    )
    ProcedureFactory(authority=agency, stages=STAGES, texts=TEXTS)
    FeeScheduleFactory(authority=agency)
    NoticeFactory(authority=agency)
    patients = RegistryFactory(authority=agency, slug="patients", update={"en": "Monthly"}, web="https://p.example")
    VariableFactory(registry=patients, name="HDIA")
    VariableFactory(registry=patients, name="FODDAT", label={"en": "Date of birth"}, identifying=True, to_year=1999)
    return agency


def test_home_when_nobody_is_signed_in_then_it_shows_authorities_waits_prices_and_notices(client, agency):
    page = client.get(reverse("home"))

    for words in ("The Agency", "Keeps registers.", "Patient register", "3–6", "10,000", "22,500", "60,000"):
        assert words in page.text
    assert "We have begun with cases from May." in page.text
    assert "Discloses them." not in page.text
    assert reverse("application_start", args=["agency"]) in page.text


def test_home_when_somebody_is_signed_in_then_it_goes_on_to_the_own_start(client):
    client.force_login(UserFactory())

    assert client.get("/").url == reverse("start")
    assert client.get("/?public=1").status_code == 200


def test_home_when_there_is_no_authority_then_it_says_what_will_be_here(client):
    assert "No authority yet" in client.get("/").text


def test_home_when_there_are_many_authorities_then_it_needs_no_more_queries(
    client, agency, django_assert_max_num_queries
):
    for _number in range(5):
        other = AuthorityFactory()
        ProcedureFactory(authority=other, stages=STAGES)
        FeeScheduleFactory(authority=other)
        RegistryFactory(authority=other)

    with django_assert_max_num_queries(7):
        client.get("/")


def test_authority_page_when_opened_then_it_says_everything_that_applies(client, agency):
    LegalReference.objects.create(
        authority=agency, key="osl", short={"sv": "24 kap."}, text={"en": "Secrecy."}, valid_from=date(2009, 6, 30)
    )

    page = client.get(reverse("authority_page", args=["agency"])).text

    for words in ("Confidentiality decision", "Case officer", "Read this first.", "You get a price.", "24 kap."):
        assert words in page
    for words in ("28,125", "75,000", "075-247 30 00", "20 Nov 2026", "Secret with you as well.", "Write to us."):
        assert words in page
    assert "<li>another &lt;b&gt;thing&lt;/b&gt;</li>" in page
    assert "Draft" not in page


def test_authority_page_when_it_quotes_a_decision_then_it_says_who_is_spoken_to(client, agency):
    page = client.get(reverse("authority_page", args=["agency"])).text

    assert page.count("Decision for the research principal:") == 2
    assert "<blockquote><p>Secret with you as well.</p></blockquote>" in page
    assert "<blockquote><p>A reservation governs the use.</p></blockquote>" in page


def test_authority_page_when_nothing_is_published_then_it_says_so(client):
    AuthorityFactory(slug="bare")

    page = client.get(reverse("authority_page", args=["bare"])).text

    assert "has published no handling time" in page
    assert "has published no prices" in page
    assert reverse("application_start", args=["bare"]) not in page


@pytest.mark.parametrize(("months", "words"), [((None, 1), "at most 1 month"), ((2, 4), "2–4 months")])
def test_authority_page_when_months_are_published_then_it_writes_them(client, months, words):
    least, most = months
    ProcedureFactory(authority=AuthorityFactory(slug="a"), handling_months_min=least, handling_months_max=most)

    assert words in client.get(reverse("authority_page", args=["a"])).text


def test_authority_page_when_a_stage_has_a_limit_then_it_is_said_in_working_days(client, agency):
    agency.procedures.get().stages.filter(key="assigned").update(limit_days=1)
    agency.procedures.get().stages.filter(key="delivery").update(limit_days=35)

    page = client.get(reverse("authority_page", args=["agency"])).text

    assert "at most 1 working day<" in page
    assert "at most 35 working days" in page


@pytest.mark.parametrize("address", ["/authorities/nowhere/", "/registries/nowhere/"])
def test_page_when_there_is_none_of_that_name_then_it_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_registry_page_when_opened_then_it_lists_variables_with_what_they_say(client, agency):
    page = client.get(reverse("registry_page", args=["patients"])).text

    for words in ("Patient register", "The Agency", "Monthly", "HDIA", "Main diagnosis", "points out a person"):
        assert words in page
    assert "2 variables" in page and "1999" in page


def test_registry_page_when_searched_then_only_those_variables_are_there(client, agency):
    address = reverse("registry_page", args=["patients"])

    assert "HDIA" not in client.get(address, {"q": "birth"}).text
    assert "No variable holds" in client.get(address, {"q": "birth nothing"}).text
    assert "<html" not in client.get(address, {"q": "birth"}, headers={"HX-Request": "true"}).text


def test_pages_when_read_in_another_language_then_configuration_follows(client, agency):
    page = client.get(reverse("registry_page", args=["patients"]), headers={"Accept-Language": "sv"}).text

    assert "Patientregistret" in page and "Huvuddiagnos" in page
    assert '<html lang="sv">' in page
