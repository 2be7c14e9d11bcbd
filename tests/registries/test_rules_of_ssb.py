"""What Statistics Norway asks of a new application, and what it does not: rows B1–B15, B21 and B22."""

from datetime import date

import pytest
from django.conf import settings

from applications.actions.application import start_application
from applications.completeness import Gap, gaps
from applications.facts import condition_facts
from applications.models import Answers, Application, Attachment, RequestedVariable
from portal.accounts.models import User
from registries.models import Variable
from registries.rules import is_true
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

FOLDER = settings.BASE_DIR / "registries/catalogue/ssb"
OSLO = {"name": "Universitetet i Oslo", "number": "971 035 854"}
NOT_APPROVED = {"name": "Statistisk sentralbyrå", "number": "971526920"}
LAST_DAY, FIRST_DAY = "2018-07-19", "2018-07-20"
BEFORE = {"earlier_approval", "legal_ground", "gdpr_account"}
FROM = {"dpia"}
DISPENSATION = {"dispensation_application", "dispensation_decision"}
CONSENT = {"consent_form", "information_letter"}
PERSON = {"name": "Kari Nordmann", "email": "kari@example.org"}
STREET = {"street": "Boks 1", "postcode": "0316", "city": "Oslo"}
YEARS = {"from": "2010-01-01", "to": "2019-12-31"}
APPROVAL = {"what": "dpia", "reference": "D-1", "from": "2010-01-01", "to": "2019-12-31", "variables": ""}
WHOLE = {
    "project_title": "Utdanning og flytting",
    "research_question": "Hvem flytter?",
    "purpose": "Å forstå flytting.",
    "duration": {"from": "2026-01-01", "to": "2028-12-31"},
    "principal": OSLO,
    "principal_is_authority": "yes",
    "representative": PERSON,
    "representative_address": STREET,
    "principal_investigator": PERSON,
    "contact_person": PERSON,
    "members": [{"name": "Kari Nordmann", "title": "", "affiliation": "UiO", "email": ""}],
    "population": "Alle bosatte.",
    "registries": ["ssb-befolkning"],
    "period": YEARS,
    "unlisted_data": "no",
    "other_owners": "no",
    "consent_based": "no",
    "health_research": "no",
    "data_about": ["people"],
    "legal_basis_date": FIRST_DAY,
    "approvals": [APPROVAL],
    "storage": "Sikker sone.",
    "access": "To trinn.",
    "deletion": "Vi sletter.",
    "invoicing_organisation": OSLO,
    "invoicing_address": STREET,
    **dict.fromkeys(("complete_checked", "covered_checked", "use_checked", "leader_informed"), "yes"),
}


def draft(authority, kind: str = "new", variables: tuple = (), **answers) -> Application:
    """A draft with these answers, and these variables of the population registry."""
    case = start_application(by=UserFactory(), authority=authority, title="Flytting", kind=kind)
    Answers.objects.filter(application=case).update(values=answers)
    for variable in Variable.objects.filter(registry__slug="ssb-befolkning", name__in=variables):
        RequestedVariable.objects.create(
            application=case, registry=variable.registry, variable=variable, reason="Hvem flytter?"
        )
    case.registries.set(authority.registries.filter(slug__in=answers.get("registries", ())))
    return case


def lacking(case: Application) -> set[str]:
    """The keys of questions and attachments that a draft still lacks."""
    return {gap.part if gap.question == "attachments" else gap.question for gap in gaps(case)}


def lacks(authority, kind: str = "new", variables: tuple = (), **answers) -> set[str]:
    """What a draft with these answers and variables lacks."""
    return lacking(draft(authority, kind, variables, **answers))


def enclose(case: Application, *rule_keys: str) -> Application:
    """The case with a file under each of these attachment rules."""
    owner = User.objects.get(pk=case.created_by_id)
    for key in rule_keys:
        Attachment.objects.create(
            application=case, rule_key=key, name="a.pdf", content_type="application/pdf", size=1, uploaded_by=owner
        )
    return case


def gap_of(case: Application, key: str) -> Gap:
    return next(gap for gap in gaps(case) if key in (gap.part, gap.question))


def checklist(case: Application, answers: dict) -> set[str]:
    """The rows of the checklist that count with these answers."""
    facts = condition_facts(case, answers)
    return {row["key"] for row in case.procedure.checklist if is_true(row.get("when", ""), facts, when_empty=True)}


def test_folder_when_loaded_then_holds_what_the_page_says_of_the_authority(authority):
    contacts = [(row.get("email"), row.get("telephone", "")) for row in authority.contacts]
    assert authority.email == "mikrodata@ssb.no" and contacts == [("informasjon@ssb.no", "21 09 46 42")]  # B22
    assert {procedure.kind for procedure in authority.procedures.all()} == {"new", "change"}  # B3
    assert authority.fees_in_force().pricing == "quoted"
    assert authority.approves("971035854", date(2026, 1, 1)) and not authority.approves("971526920", date(2026, 1, 1))
    assert authority.procedure_in_force("new", date(2018, 7, 19)) is None
    for procedure in authority.procedures.all():
        assert not procedure.is_on("legal_review") and procedure.stage("specification").limit_days == 10
        assert procedure.appeal_weeks == 3 and "28" in procedure.appeal_reference["nb"]
        assert {"dismiss_mismatch", "dismiss_incomplete"} <= {row["key"] for row in procedure.reasons}  # B1
        assert [(row["key"], row["after"]) for row in procedure.duties] == [("deletion", "project_end")]


def test_variables_when_they_point_somebody_out_then_say_how(authority):
    tagged = {tag for variable in Variable.objects.all() for tag in variable.tags}
    assert tagged == {"basic_statistical_unit", "postcode", "full_birth_date", "full_death_date"}  # B13
    assert all(variable.identifying == bool(variable.tags) for variable in Variable.objects.all())


@pytest.mark.parametrize("basis", [LAST_DAY, FIRST_DAY])
def test_application_when_everything_is_there_then_lacks_nothing_and_each_file_counts(authority, basis):
    needed = {"protocol"} | (BEFORE if basis == LAST_DAY else FROM)
    case = draft(authority, variables=("KJONN",), **WHOLE | {"legal_basis_date": basis})
    assert lacking(case) == needed  # B1
    enclose(case, *needed)
    assert gaps(case) == []


def test_application_when_empty_then_lacks_protocol_variables_and_statements_but_no_further_document(authority):
    found = lacks(authority, unlisted_data="no")
    assert {"protocol", "variables", "complete_checked", "use_checked", "principal", "data_about"} <= found  # B1, B5
    assert not found & (BEFORE | FROM | DISPENSATION | CONSENT | {"other", "variable_list", "rek_approval"})  # B21
    assert "variables" not in lacks(authority, unlisted_data="yes")  # B6
    assert authority.form_in_force("new").attachment_rules.get(key="other").multiple  # B21


@pytest.mark.parametrize(
    ("principal", "needed"),
    [
        (OSLO, set()),
        (NOT_APPROVED, {"exception", "institution_agreement"}),
        ({}, set()),
        (OSLO | {"number": "971035853"}, set()),  # a typing mistake says nothing of the institution
    ],
)
def test_institution_when_not_approved_then_needs_an_exception_and_its_agreement(authority, principal, needed):
    found = lacks(authority, principal=principal)
    assert found & {"exception", "institution_agreement"} == needed  # B2, B15


def test_institution_when_its_approval_has_ended_then_needs_an_exception(authority):
    authority.approved_institutions.filter(number="971035854").update(valid_to=date(2020, 1, 1))
    assert {"exception", "institution_agreement"} <= lacks(authority, principal=OSLO)  # B2, B15


# What each answer calls for, and what it does not without it.
YES_OR_NO = [
    ("unlisted_data", {"unlisted_overview", "unlisted_detail"}),  # B6
    ("other_owners", {"other_owners_overview", "other_owners_list"} | DISPENSATION),  # B6, B11
    ("consent_based", {"consent_studies"} | CONSENT),  # B12
    ("health_research", {"rek_approval"}),  # B14
]


@pytest.mark.parametrize(("question", "needed"), YES_OR_NO)
def test_answer_when_yes_then_calls_for_documents_and_when_no_for_none(authority, question, needed):
    assert lacks(authority, **{question: "yes"}) & needed == needed
    assert not lacks(authority, **{question: "no"}) & needed
    assert not lacks(authority) & needed


@pytest.mark.parametrize(
    ("about", "is_personal"),
    [
        (["people"], True),
        (["small_units"], True),
        (["larger_units", "small_units"], True),
        (["larger_units"], False),
        ([], False),
    ],
)
def test_units_when_they_have_five_or_fewer_employees_then_count_as_personal_data(authority, about, is_personal):
    found = lacks(authority, data_about=about)
    asked = {"legal_basis_date", "approvals", "covered_checked"}
    assert found & asked == (asked if is_personal else set())  # B7, B8
    with_a_day = lacks(authority, data_about=about, legal_basis_date=FIRST_DAY)
    assert bool(with_a_day & FROM) is is_personal


@pytest.mark.parametrize(
    ("day", "needed"),
    [("2010-01-01", BEFORE), (LAST_DAY, BEFORE), (FIRST_DAY, FROM), ("2025-01-01", FROM), ("", set())],
)
def test_legal_basis_when_from_before_or_after_the_gdpr_then_calls_for_its_own_documents(authority, day, needed):
    found = lacks(authority, data_about=["people"], legal_basis_date=day)
    assert found & (BEFORE | FROM) == needed  # B9, B10


def test_missing_document_when_told_then_says_why_it_is_needed(authority):
    case = draft(authority, data_about=["people"], legal_basis_date=LAST_DAY, principal=NOT_APPROVED)
    assert "The legal basis is from before 20 July 2018." in gap_of(case, "earlier_approval").sentence  # B9
    assert "The institution is not approved." in gap_of(case, "institution_agreement").sentence  # B15


@pytest.mark.parametrize("name", ["GRUNNKRETS", "POSTNUMMER", "FODSELSDATO", "DODSDATO"])
def test_variable_when_it_makes_people_easy_to_recognise_then_needs_a_reason_of_its_own(authority, name):
    assert "detail_reason" in lacks(authority, variables=("KJONN", name))  # B13
    assert "detail_reason" not in lacks(authority, variables=(name,), detail_reason="Kommune er for grovt.")


def test_variables_when_coarse_then_need_no_further_reason(authority):
    assert "detail_reason" not in lacks(authority, variables=("KJONN", "FODSELSAAR", "DODSAAR", "BOSTEDSKOMMUNE"))
    unlisted = {"unlisted_data": "yes", "unlisted_detail": "yes"}
    assert "detail_reason" in lacks(authority, **unlisted)  # B13: also data that are in no list
    assert "detail_reason" not in lacks(authority, **unlisted | {"unlisted_detail": "no"})


def test_checklist_when_answers_differ_then_asks_what_belongs_to_them(authority):
    case = draft(authority)
    plain = {"data_about": ["larger_units"], "principal": OSLO}
    assert not checklist(case, plain) & {"approvals_match", "basis_before", "basis_from", "institution_exception"}
    people = plain | {"data_about": ["people"], "legal_basis_date": LAST_DAY, "other_owners": "yes"}
    assert {"approvals_match", "basis_before", "other_owners", "complete"} <= checklist(case, people)  # B1, B4
    assert "basis_from" in checklist(case, people | {"legal_basis_date": FIRST_DAY, "principal": NOT_APPROVED})
    assert "institution_exception" in checklist(case, {"principal": NOT_APPROVED})
