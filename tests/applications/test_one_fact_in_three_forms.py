"""One fact of a project, followed into the forms of three authorities in two countries, read in three languages."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from applications.actions.answers import save_section
from applications.actions.application import start_application
from applications.actions.approval import remove_approval, save_approval
from applications.actions.project_fact import make_project_answer, use_project_answer
from applications.completeness import gaps
from applications.models import Answers, Approval, Project, ProjectFact
from applications.problems import NotReady
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


def ethics(case) -> list:
    """What a case says of its ethical approval, and which of that is its own."""
    answers = Answers.objects.get(application=case)
    return [answers.values.get("ethics_number"), answers.values.get("ethics_date"), answers.own]


def approve(person, project, **fields) -> Approval:
    said = {"kind": "ethics", "reference": "2020-01234", "issued_by": "EPM", "decided_on": date(2020, 3, 4)} | fields
    return save_approval(by=person, project=project, **said)


def test_approval_when_a_form_asks_in_single_questions_then_they_follow_the_newest(person, cases):
    case, project = cases["socialstyrelsen"], Project.objects.get()
    approve(person, project)
    assert ethics(case) == ["2020-01234", "2020-03-04", []]
    newest = approve(person, project, reference="2022-7", decided_on=date(2022, 5, 6))
    approve(person, project, reference="no ethics", kind="dpia", decided_on=date(2024, 1, 1))
    approve(person, project, reference="elsewhere", decided_on=date(2024, 1, 1), other_sources="Own survey")
    assert ethics(case) == ["2022-7", "2022-05-06", []]
    later = start_application(by=person, authority=case.authority, title="Hip fractures", project=project)
    assert ethics(later) == ["2022-7", "2022-05-06", []]
    approve(person, project, approval_id=newest.pk, reference="2022-8", decided_on=None)
    assert ethics(case) == ["2020-01234", "2020-03-04", []]
    for approval in project.approvals.all():
        remove_approval(by=person, project=project, approval_id=approval.pk)
    assert ethics(case) == ["", "", []]


def test_approval_when_a_table_of_one_form_tells_it_then_stands_in_the_single_questions_of_another(person, cases):
    row = {"what": "rek_ethics", "reference": "REK 7", "decided_on": "2021-02-03"}
    typed = {"approvals": [row | dict.fromkeys(("from", "to", "variables"), "")]}
    save_section(by=person, application_id=cases["ssb"].pk, section="legal_basis", typed=typed, version=0)
    assert ethics(cases["socialstyrelsen"]) == ["REK 7", "2021-02-03", []]


def test_approval_when_a_case_names_another_number_then_says_so_and_leads_back_but_never_tells_the_project(
    person, cases
):
    case, project = cases["socialstyrelsen"], Project.objects.get()
    typed = {"ethics_number": "2019-1"}
    save_section(by=person, application_id=case.pk, section="approvals", typed=typed, version=0)
    assert not ProjectFact.objects.filter(name="ethics_number").exists()
    approve(person, project)
    assert ethics(case) == ["2019-1", "2020-03-04", ["ethics_number"]]
    block = block_of(person, case, "approvals", "ethics_number", "en")
    assert "The project says:" in block and "2020-01234" in block
    assert 'value="use_project:ethics_number"' in block and "make_project:ethics_number" not in block
    with pytest.raises(NotReady):
        make_project_answer(by=person, application_id=case.pk, question="ethics_number")
    page = reader(person, "en").get(f"/projects/{project.public_id}/facts/").content.decode()
    assert re.search(r"Reference number of the newest ethical approval.*2020-01234.*differs.*2019-1", page, re.S)
    assert f"take:{case.public_id}:ethics_number" not in page
    use_project_answer(by=person, application_id=case.pk, question="ethics_number")
    assert ethics(case) == ["2020-01234", "2020-03-04", []]
