"""The public pages of authorities that differ: quoted prices, no fees, no lawyer, receivers by registry, questions."""

from decimal import Decimal

import pytest

from tests.factories.registries import STAGES, AuthorityFactory, FeeScheduleFactory, ProcedureFactory, RegistryFactory

pytestmark = pytest.mark.django_db
PAGE = "/authorities/agency/"


@pytest.fixture
def agency():
    return AuthorityFactory(slug="agency", name={"en": "The Agency"})


def quoted(agency) -> None:
    none = {"base": Decimal(0), "hourly_rate": Decimal(0)}
    single = {"reinvoicing": Decimal(0), "withdrawal": Decimal(0), "refusal": Decimal(0)}
    FeeScheduleFactory(authority=agency, pricing="quoted", **none, **single)


def test_price_when_it_is_quoted_then_says_in_which_step_and_shows_no_amounts(client, agency):
    quoted(agency)
    ProcedureFactory(authority=agency, stages=STAGES)
    page = client.get(PAGE).text
    assert "The price is quoted for each application, in the step “Specification”." in page
    assert "SEK" not in page and "Hours ×" not in page and "Prices from" not in page
    home = client.get("/").text
    assert "quoted for each application" in home and "Per hour" not in home and "SEK" not in home


def test_price_when_it_is_quoted_without_a_step_for_it_then_names_none(client, agency):
    quoted(agency)
    stages = ProcedureFactory(authority=agency, stages=STAGES).stages
    stages.filter(key="specification").update(is_on=False)
    assert "The price is quoted for each application.</p>" in client.get(PAGE).text


def test_price_when_nothing_is_charged_then_is_not_spoken_of(client, agency):
    procedure = ProcedureFactory(authority=agency, stages=STAGES)
    procedure.stages.filter(key__in=("invoice", "legal_review", "specification")).update(is_on=False)
    page = client.get(PAGE).text
    for word in ("cost", "price", "nvoice", "awyer", "Legal review"):
        assert word not in page.split("<main")[1]
    card = client.get("/").text.split('aria-labelledby="authority-agency"')[1]
    assert "Wait and price" not in card and "without VAT" not in card
    procedure.texts = {"price_note": {"en": "Nothing is charged."}}
    procedure.save()
    page = client.get(PAGE).text
    assert "Nothing is charged." in page and "has published no prices" not in page


def test_picture_when_a_stage_is_left_out_then_passes_over_it(client, agency):
    ProcedureFactory(authority=agency, stages=STAGES).stages.filter(key="legal_review").update(is_on=False)
    steps = client.get(PAGE).text.split('<ol class="steps">')[1].split("</ol>")[0]
    assert steps.count("<li>") == 6 and "Legal review" not in steps


def test_contacts_and_links_when_there_are_some_then_are_shown(client, agency):
    agency.contacts = [{"label": {"en": "Microdata"}, "email": "micro@example.org", "telephone": "+47 21 09 46 42"}]
    agency.links = [{"title": {"en": "Index of variables"}, "web": "https://index.example"}]
    agency.save()
    page = client.get(PAGE).text
    for words in ("Microdata", "mailto:micro@example.org", "tel:+4721094642", "Index of variables"):
        assert words in page
    assert 'href="https://index.example"' in page


def test_registries_when_each_receives_by_itself_then_their_holders_are_named(client, agency):
    holder, advice = {"en": "Clinic of Hips"}, {"en": "The steering group"}
    RegistryFactory(authority=agency, slug="hips", holder=holder, advised_by=advice, email="hips@example.org")
    assert "Clinic of Hips" not in client.get(PAGE).text
    agency.receives = "registry"
    agency.save()
    page = client.get(PAGE).text
    assert "Clinic of Hips" in page and "Each registry gets an application of its own" in page
    page = client.get("/registries/hips/").text
    for words in ("Clinic of Hips", "The steering group", "hips@example.org", "apply/?registry=hips"):
        assert words in page


def test_questions_when_the_authority_takes_them_then_both_pages_lead_to_the_form(client, agency):
    RegistryFactory(authority=agency, slug="hips")
    assert "enquiries/new" not in client.get(PAGE).text + client.get("/registries/hips/").text
    agency.takes_enquiries = True
    agency.save()
    assert "/enquiries/new/?authority=agency" in client.get(PAGE).text
    assert "/enquiries/new/?authority=agency&amp;registry=hips" in client.get("/registries/hips/").text


def test_change_when_a_procedure_for_it_is_in_force_then_can_be_begun(client, agency):
    ProcedureFactory(authority=agency)
    assert "kind=change" not in client.get(PAGE).text
    ProcedureFactory(authority=agency, kind="change", version="change-1")
    page = client.get(PAGE).text
    assert "/authorities/agency/apply/?kind=change" in page and "change-1" not in page
