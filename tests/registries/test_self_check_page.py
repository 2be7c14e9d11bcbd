"""The page of the self-check: open to everybody, without script too; the answers stand in its address (U2, U7)."""

import pytest
from django.urls import reverse

from tests.factories.registries import AuthorityFactory, ProcedureFactory
from tests.registries.test_self_check import CHECK

pytestmark = pytest.mark.django_db
ADDRESS = "/authorities/agency/check/"
WORDS = {
    "aggregates": {"text": {"en": "Tables are open to all."}, "web": "https://tables.example/en"},
    "there": {"text": {"en": "They keep the rows."}, "authority": "other"},
    "rows_there": {"title": {}, "authority": "nowhere"},
    "here": {"title": {}, "text": {"en": "We keep the files."}},
}


@pytest.fixture
def agency():
    outcomes = [row | WORDS[row["key"]] for row in CHECK["outcomes"]]
    agency = AuthorityFactory(slug="agency", name={"en": "The Agency"})
    ProcedureFactory(authority=agency, stages=("assigned",), self_check=CHECK | {"outcomes": outcomes})
    return agency


def test_check_when_opened_then_asks_the_first_question_and_shows_no_result(client, agency):
    page = client.get(ADDRESS).text
    assert "Before you apply." in page and "Do you need data on persons?" in page
    assert "Does the statistics office" not in page and "question left" not in page
    assert '<section id="result" class="outcome" tabindex="-1" aria-label="Result"></section>' in page


def test_check_when_a_question_is_left_then_links_to_it(client, agency):
    page = client.get(ADDRESS, {"persons": "yes"}).text
    assert "1 question left" in page
    assert '<a href="#id_held_there_0">Does the statistics office have them?</a>' in page
    checked = [tag for tag in page.split("<input")[1:] if " checked" in tag.split(">")[0]]
    assert len(checked) == 1 and 'id="id_persons_0"' in checked[0]


def test_check_when_the_result_is_asked_for_with_nothing_chosen_then_links_to_the_first_question(client, agency):
    assert '<button name="see" value="result"' in client.get(ADDRESS).text
    page = client.get(ADDRESS, {"see": "result"}).text
    assert "1 question left" in page and "The result needs more answers." in page
    assert '<a href="#id_persons_0">Do you need data on persons?</a>' in page


@pytest.mark.parametrize("takes", [True, False])
def test_check_when_one_applies_here_then_leads_to_the_question_form_where_questions_are_taken(client, agency, takes):
    agency.takes_enquiries = takes
    agency.save()
    link = f'href="{reverse("enquiry_new")}?authority=agency">Ask first'
    assert (link in client.get(ADDRESS + "?persons=yes&held_there=no&kinds=files").text) == takes
    assert link not in client.get(ADDRESS, {"persons": "no"}).text


def test_check_when_one_need_not_apply_then_says_why_and_where_to_go(client, agency):
    page = client.get(ADDRESS, {"persons": "no"}).text
    for words in (
        "<title>",
        "You may not need to apply",
        "Tables do",
        "Tables are open to all.",
        "Go to tables.example",
    ):
        assert words in page
    assert "Tables do – Check before you apply" in " ".join(page.split())
    assert "Start an application" not in page


def test_check_when_one_applies_elsewhere_then_links_to_the_check_there_or_the_page(client, agency):
    other = AuthorityFactory(slug="other", name={"en": "The Office"})
    answers = {"persons": "yes", "held_there": "yes"}
    page = client.get(ADDRESS, answers).text
    assert "Apply there instead" in page and "They keep the rows." in page
    assert f'href="{reverse("authority_page", args=["other"])}">Go on to The Office' in page
    ProcedureFactory(authority=other, self_check=CHECK)
    assert 'href="/authorities/other/check/">Go on to The Office' in client.get(ADDRESS, answers).text


def test_check_when_the_other_authority_is_not_here_then_has_no_link_that_leads_nowhere(client, agency):
    page = client.get(ADDRESS, {"persons": "yes", "held_there": "no", "kinds": "rows"}).text
    assert "<h2>Apply there instead</h2>" in page and "Go on to" not in page


def test_check_when_one_applies_here_then_leads_to_the_start_with_the_answers_kept(client, agency):
    page = client.get(ADDRESS + "?persons=yes&held_there=no&kinds=files&kinds=rows").text
    assert "<h2>Apply here</h2>" in page and "We keep the files." in page
    assert f'href="{reverse("application_start", args=["agency"])}">Start an application' in page
    assert page.count(" checked") == 4


def test_check_when_no_outcome_fits_then_says_so(client, agency):
    agency.procedures.update(self_check=CHECK | {"outcomes": []})
    page = client.get(ADDRESS, {"persons": "no"}).text
    assert "These answers give no clear result" in page and "/authorities/agency/#contact" in page


def test_check_when_answered_with_script_then_only_questions_result_and_sentence_come(client, agency):
    part = client.get(ADDRESS, {"persons": "no"}, headers={"HX-Request": "true"})
    assert "<html" not in part.text and part.text.count("hx-swap-oob") == 2
    assert "Result: Tables do" in part.text
    assert "HX-Request" in part.headers["Vary"]


def test_check_when_read_in_another_language_then_follows(client, agency):
    agency.procedures.update(self_check=CHECK | {"intro": {"sv": "Innan du ansöker."}})
    assert "Innan du ansöker." in client.get(ADDRESS, headers={"Accept-Language": "sv"}).text


@pytest.mark.parametrize("procedure", [True, False])
def test_check_when_the_procedure_in_force_has_none_then_is_not_found(client, procedure):
    agency = AuthorityFactory(slug="bare")
    if procedure:
        ProcedureFactory(authority=agency)
    assert client.get("/authorities/bare/check/").status_code == 404
    assert "Check before you apply" not in client.get("/authorities/bare/").text


def test_public_pages_when_there_is_a_check_then_lead_to_it(client, agency):
    for address in ("/", "/authorities/agency/"):
        assert f'href="{ADDRESS}"' in client.get(address).text
