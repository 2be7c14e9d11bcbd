"""Rows U1–U11: what UDI asks for before it dispenses from secrecy, and whom it sends elsewhere."""

import pytest
from django.conf import settings

from applications.facts import condition_facts
from applications.models import Application
from registries.rules import is_true
from registries.self_check import evaluate, read_self_check
from tests.registries.udi import ADDRESS, ANSWERS, MONDAY, POINTER, TEXT, begin, lacking, person

FOLDER = settings.BASE_DIR / "registries/catalogue/udi"
# U8: the sixteen subjects in the order of the source, each with its questions and their kinds.
SIXTEEN = [
    ("project name", {"project_title": "text"}),
    ("controller institution", {"controller": "organisation"}),
    ("its leader", {"leader": "person", "leader_address": "address"}),
    ("project leader", {"project_leader": "person", "project_leader_address": "address"}),
    ("contact person", {"contact_is_other": "yes_no", "contact_person": "person", "contact_person_address": "address"}),
    ("members with access", {"members": "people"}),
    ("short description", {"description": "long_text"}),
    ("variables", {"variables": "variables", "raw_data_reason": "long_text"}),
    ("documents", {"documents": "documents"}),
    ("sample and criteria", {"sample": "text_or_reference", "sample_criteria": "text_or_reference"}),
    ("purpose", {"purpose": "text_or_reference"}),
    ("start and end", {"duration": "period"}),
    ("benefit against privacy cost", {"benefit": "text_or_reference"}),
    ("storage and sign-in", {"storage": "text_or_reference", "access_routines": "text_or_reference"}),
    ("linkage", {"linkage": "yes_no", "linkage_sources": "text_or_reference", "linkage_by": "choice"}),
    ("prior consultation", {"prior_consultation": "yes_no", "prior_consultation_result": "text_or_reference"}),
]
FACTS = {
    "project_title": "project.title",
    "controller": "project.principal",
    "leader": "project.representative",
    "leader_address": "project.representative_address",
    "project_leader": "project.principal_investigator",
    "contact_person": "project.contact_person",
    "members": "project.members",
    "data_period": "project.period",
    "duration": "project.duration",
}


@pytest.fixture
def form(authority):
    return authority.form_in_force("new", MONDAY.date())


@pytest.fixture
def procedure(authority):
    return authority.procedure_in_force("new", MONDAY.date())


@pytest.fixture
def case(authority) -> Application:
    return begin(authority)


def checks(case: Application, **changed) -> set[str]:
    """The rows of the checklist that count with these answers."""
    facts = condition_facts(case, ANSWERS | changed)
    return {row["key"] for row in case.procedure.checklist if is_true(row.get("when", ""), facts, when_empty=True)}


# --- the authority ---------------------------------------------------------------------------------------------------


def test_authority_when_loaded_then_is_reached_early_and_by_telephone(authority):
    assert authority.takes_enquiries  # U3
    assert [(row["email"], row["telephone"]) for row in authority.contacts] == [("statistikk@udi.no", "23 35 15 00")]
    assert "utvalg" in authority.contacts[0]["label"]["nb"]  # U11
    assert authority.fees_in_force(MONDAY.date()) is None
    assert all(10 <= registry.variables.count() <= 25 for registry in authority.registries.all())


def test_paragraphs_when_the_act_is_replaced_then_they_carry_days_of_their_own(authority):
    on = set(authority.legal_references.in_force(MONDAY.date()).values_list("key", flat=True))
    assert {"fvl-13-d", "fvl-13-e", "fvl-28", "fvl-29", "gdpr-36", "gdpr-recital-159"} <= on  # U1, U5


# --- the self-check (U2, U4, U6, U7) ----------------------------------------------------------------------------------

RESEARCH = {"individual_level": "yes", "confidential": "yes", "held_by_ssb": "no", "scientific": "yes"}


@pytest.mark.parametrize(
    ("answers", "key", "result"),
    [
        ({}, "", ""),
        ({"individual_level": "no"}, "aggregates", "not_needed"),
        ({"individual_level": "yes"}, "", ""),
        ({"individual_level": "yes", "confidential": "no"}, "open", "not_needed"),
        (RESEARCH | {"held_by_ssb": "yes"}, "ssb", "elsewhere"),
        (RESEARCH | {"scientific": "no"}, "not_research", "not_needed"),
        (RESEARCH, "", ""),
        (RESEARCH | {"doctorate_and_tie": "yes"}, "researcher", "apply"),
        (RESEARCH | {"doctorate_and_tie": "no"}, "", ""),
        (RESEARCH | {"doctorate_and_tie": "no", "student": "supervised"}, "student", "apply"),
        (RESEARCH | {"doctorate_and_tie": "no", "student": "other"}, "assessed", "apply"),
        (RESEARCH | {"doctorate_and_tie": "no", "student": "no"}, "assessed", "apply"),
    ],
)
def test_self_check_when_answered_then_leads_where_the_data_are_best_got(authority, procedure, answers, key, result):
    outcome = evaluate(read_self_check(procedure.self_check), answers, authority).outcome
    assert (outcome.key if outcome else "", outcome.result if outcome else "") == (key, result)
    if outcome:
        assert outcome.text["nb"] and outcome.text["en"]


def test_self_check_when_others_serve_then_names_them(procedure):
    outcomes = {outcome.key: outcome for outcome in read_self_check(procedure.self_check).outcomes}
    assert outcomes["ssb"].authority == "ssb" and "ssb.no" in outcomes["ssb"].web
    aggregates = outcomes["aggregates"]
    assert "udi.no" in aggregates.web and "ssb.no/statbank" in aggregates.text["nb"]
    assert "statistikk@udi.no" in aggregates.text["nb"]


# --- the form --------------------------------------------------------------------------------------------------------


def test_form_when_loaded_then_asks_the_sixteen_fields_in_their_order(form):
    asked = list(form.questions)
    kinds = {key: kind for _subject, questions in SIXTEEN for key, kind in questions.items()}
    assert len(SIXTEEN) == 16
    assert {key: form.question(key).kind for key in kinds} == kinds
    assert [key for key in asked if key in kinds] == list(kinds)
    assert {key: form.question(key).fact for key in FACTS} == FACTS
    assert form.question("variables").options["level"] is True
    assert not any(form.question(key).max_length == 0 for key in kinds)


@pytest.mark.parametrize("subject", [subject for subject, _questions in SIXTEEN])
def test_field_when_not_answered_then_is_missing(case, subject):
    questions = dict(SIXTEEN)[subject]
    if subject == "contact person":  # asked only where there is another one
        assert {"contact_person", "contact_person_address"} <= lacking(case, contact_is_other="yes")
    elif subject == "documents":
        assert lacking(case, asks_for=["documents"]) == {"documents"}
    elif subject == "linkage":
        assert set(questions) <= {"linkage"} | lacking(case, linkage="yes")
        assert lacking(case, linkage="") == {"linkage"}
    elif subject == "prior consultation":
        assert lacking(case, prior_consultation="yes") == {"prior_consultation_result"}
    else:
        case.requested_variables.all().delete()
        assert set(questions) <= lacking(case, **{key: None for key in questions if key != "variables"})


def test_people_when_their_telephone_is_missing_then_it_is_asked_for(case):
    for key in ("leader", "project_leader"):
        assert lacking(case, **{key: person("Noen") | {"telephone": ""}}) == {f"{key}.telephone"}
    other = {"contact_is_other": "yes", "contact_person_address": ADDRESS}
    assert lacking(case, **other, contact_person=person("Noen") | {"telephone": ""}) == {"contact_person.telephone"}


def test_rows_when_they_lack_what_the_source_names_then_it_is_asked_for(case):
    for part in ("name", "title", "affiliation"):
        assert lacking(case, members=[ANSWERS["members"][0] | {part: ""}]) == {f"members.0__{part}"}
    for part in ("reason", "level"):
        case.requested_variables.update(reason="Trengs.", level="Som den er")
        case.requested_variables.filter(variable__name="UTFALL").update(**{part: ""})
        assert lacking(case) == {"variables."}


def test_answers_when_they_stand_in_the_dpia_then_pointing_there_is_enough(case, form):
    pointed = {key for key, question in form.questions.items() if question.kind == "text_or_reference"}
    assert {form.question(key).options["attachment"] for key in pointed} == {"dpia"}  # U10
    everything = dict.fromkeys(pointed, POINTER) | {"linkage": "yes", "linkage_by": "udi", "key_holder": "udi"}
    assert not lacking(case, **everything, prior_consultation="yes")
    assert lacking(case, benefit={"text": "", "reference": ""}) == {"benefit"}


@pytest.mark.parametrize(
    ("answers", "missing", "rows"),
    [
        ({}, set(), {"competence"}),
        ({"has_doctorate": "no"}, {"student_level"}, set()),
        ({"has_tie": "no"}, {"student_level"}, set()),
        ({"has_doctorate": "no", "student_level": "none"}, {"scientific_account"}, {"concrete_assessment"}),
        ({"has_doctorate": "no", "student_level": "master"}, {"supervisor", "supervisor_competence"}, {"supervisor"}),
        (
            {"has_doctorate": "no", "student_level": "lower"},
            {"supervisor", "supervisor_competence", "scientific_account"},
            {"supervisor", "concrete_assessment"},
        ),
        # What was answered before the doctorate was named asks for nothing any more.
        ({"student_level": "lower"}, set(), {"competence"}),
    ],
)
def test_level_when_there_is_no_doctorate_or_no_tie_then_a_supervisor_or_an_account(case, answers, missing, rows):
    assert lacking(case, **answers) == missing  # U5, U6
    assert checks(case, **answers) & {"competence", "supervisor", "concrete_assessment"} == rows


def test_research_when_the_statements_are_not_ticked_then_it_is_not_sent(case):
    for key in ("research_only", "self_check_done", "no_access_before"):  # U4, U2 and U7, U1
        assert lacking(case, **{key: ""}) == {key}


def test_variables_and_documents_when_not_relevant_then_not_asked_for(case):
    assert lacking(case, asks_for=[]) == {"asks_for"}
    papers = [{"document": "Vedtak", "level": "Uten navn", "reason": "Begrunnelsen er det vi studerer."}]
    assert not lacking(case, asks_for=["documents"], documents=papers, raw_data_reason="")
    assert lacking(case, raw_data_reason="") == {"raw_data_reason"}
    for part in ("reason", "level"):
        assert lacking(case, asks_for=["documents"], documents=[papers[0] | {part: ""}]) == {f"documents.0__{part}"}
    assert {"variables"} == checks(case) & {"variables", "documents"}
    assert {"documents"} == checks(case, asks_for=["documents"]) & {"variables", "documents"}


@pytest.mark.parametrize(
    ("holder", "missing"),
    [
        ("udi", set()),
        ("ssb", set()),
        ("none", set()),
        ("controller", {"key_holder_person"}),
        ("other", {"key_holder_organisation", "key_holder_person"}),
    ],
)
def test_key_when_data_are_linked_then_whoever_keeps_it_is_named(case, holder, missing):
    linked = {"linkage": "yes", "linkage_sources": TEXT, "linkage_by": "ssb", "key_holder": holder}
    assert lacking(case, **linked) == missing
    assert lacking(case, **linked | {"linkage_by": "other"}) == missing | {"linkage_by_other"}
    assert not lacking(case, **linked | {"linkage": "no"})
    assert "linkage" in checks(case, **linked) and "linkage" not in checks(case)


def test_attachments_when_one_of_the_three_is_gone_then_it_is_missing(case):
    assert not lacking(case)
    for rule in ("project_description", "cv", "dpia"):  # U9
        enclosed = case.attachments.filter(rule_key=rule)
        enclosed.update(removed_at=MONDAY)
        # What points to the DPIA has nowhere to point to without it (U10).
        pointing = {f"{key}.reference" for key, value in ANSWERS.items() if value == POINTER and rule == "dpia"}
        assert lacking(case) == {f"attachments.{rule}"} | pointing
        enclosed.update(removed_at=None)
    assert case.form_version.attachment_rules.get(key="other").multiple
