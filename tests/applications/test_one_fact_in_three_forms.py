"""One fact of a project, followed into the forms of three authorities in two countries, read in three languages."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from applications.actions.answers import save_section
from applications.actions.application import start_application
from applications.completeness import gaps
from applications.models import Answers, Project
from registries.loading import load_catalogue
from registries.models import Authority
from tests.factories.once import taken_back
from tests.factories.people import UserFactory

CATALOGUE = Path(settings.BASE_DIR) / "registries" / "catalogue"
UMEA = {"name": "Umeå universitet", "number": "202100-2874"}
LUND = {"name": "Lunds universitet", "number": "202100-3211"}
# Where each form asks for the principal, in which language it is read, and what the question and its parts are called.
FORMS = {
    "socialstyrelsen": ("principal", "principal", "sv", "Forskningshuvudman", "Organisationsnummer"),
    "ssb": ("institution", "principal", "nb", "Behandlingsansvarlig institusjon", "Organisasjonsnummer"),
    "udi": ("project", "controller", "en", "Controller institution", "Organisation number"),
}


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The three authorities are in the database, for all tests of the module."""
    with django_db_blocker.unblock(), taken_back():
        for slug in FORMS:
            load_catalogue(CATALOGUE / slug)
        yield


@pytest.fixture
def person(loaded, db):
    return UserFactory(name="Ada Lovelace")


@pytest.fixture
def cases(person) -> dict:
    """A draft of one project at each authority."""
    project, begun = None, {}
    for slug in FORMS:
        authority = Authority.objects.get(slug=slug)
        begun[slug] = start_application(by=person, authority=authority, title="Hip fractures", project=project)
        project = begun[slug].project
    return begun


def reader(person, language: str) -> Client:
    """A browser in which the person reads in a language."""
    person.language = language
    person.save(update_fields=["language"])
    client = Client()
    client.force_login(person)
    return client


def block_of(person, case, section: str, key: str, language: str) -> str:
    """What the form shows of a question, with what stands beside it."""
    answer = reader(person, language).get(f"/applications/{case.public_id}/form/{section}/")
    assert answer.status_code == 200 and f'<html lang="{language}"' in answer.content.decode()
    return re.search(rf'<div class="slot" id="slot_{key}">.*?(?=<div class="slot"|\Z)', answer.content.decode(), re.S)[
        0
    ]


def stands_in(person, cases, principal: dict, slugs=FORMS) -> None:
    """The principal stands in each form, in its words, whole and right."""
    for slug in slugs:
        section, key, language, label, part = FORMS[slug]
        block = block_of(person, cases[slug], section, key, language)
        assert label in block and part in block
        assert f'value="{principal["name"]}"' in block and f'value="{principal["number"]}"' in block
        wrong = [gap for gap in gaps(cases[slug]) if gap.question == key]
        assert not wrong, wrong  # a Swedish number is right in Norway too


def test_fact_when_written_once_then_stands_in_three_forms_in_three_languages(person, cases):
    project = Project.objects.get()
    address = f"/projects/{project.public_id}/facts/"
    typed = {"asked": "principal", "principal__name": UMEA["name"], "principal__number": UMEA["number"]}
    assert reader(person, "sv").post(address, typed).status_code == 302
    stands_in(person, cases, UMEA)
    typed |= {"principal__name": LUND["name"], "principal__number": LUND["number"], "version_principal": "1"}
    assert reader(person, "nb").post(address, typed).status_code == 302
    stands_in(person, cases, LUND)


def test_fact_when_one_case_says_something_else_then_the_difference_is_shown_and_leads_back(person, cases):
    save_section(by=person, application_id=cases["udi"].pk, section="project", typed={"controller": UMEA}, version=0)
    stands_in(person, cases, UMEA)  # the form that was first tells the others
    ssb = cases["ssb"]
    save_section(by=person, application_id=ssb.pk, section="institution", typed={"principal": LUND}, version=0)
    stands_in(person, cases, UMEA, ["socialstyrelsen", "udi"])
    stands_in(person, cases, LUND, ["ssb"])
    block = block_of(person, ssb, "institution", "principal", "nb")
    assert "<blockquote>" in block and UMEA["name"] in block and 'value="make_project:principal"' in block
    typed = {"asked": "principal", "principal__name": LUND["name"], "principal__number": LUND["number"]}
    pressed = typed | {"version": "1", "do": "use_project:principal"}
    reader(person, "nb").post(f"/applications/{ssb.public_id}/form/institution/", pressed)
    stands_in(person, cases, UMEA)
    assert Answers.objects.get(application=ssb).own == []


def test_words_when_written_in_one_form_then_stand_in_a_form_that_lets_them_point_to_an_attachment(person, cases):
    save_section(
        by=person,
        application_id=cases["socialstyrelsen"].pk,
        section="purpose",
        typed={"purpose": "To prevent fractures.\nAt home."},
        version=0,
    )
    assert Answers.objects.get(application=cases["ssb"]).values["purpose"] == "To prevent fractures.\nAt home."
    in_udi = {"text": "To prevent fractures.\nAt home.", "reference": ""}
    assert Answers.objects.get(application=cases["udi"]).values["purpose"] == in_udi
    assert "At home." in block_of(person, cases["udi"], "sample", "purpose", "en")


def test_page_of_facts_when_read_then_every_case_is_named_at_its_fact(person, cases):
    project = Project.objects.get()
    save_section(by=person, application_id=cases["udi"].pk, section="project", typed={"controller": UMEA}, version=0)
    for language in ("sv", "nb", "en"):
        page = reader(person, language).get(f"/projects/{project.public_id}/facts/").content.decode()
        for slug, (section, key, *_rest) in FORMS.items():
            assert f"/applications/{cases[slug].public_id}/form/{section}/#slot_{key}" in page
