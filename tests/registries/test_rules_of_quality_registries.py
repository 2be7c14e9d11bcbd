"""Rows Q1–Q16: what the quality registries of one region ask for, when they do not ask for it, and what they say."""

import tomllib
from datetime import date
from html import unescape

import pytest
from django.conf import settings
from django.urls import reverse

from applications.actions.application import NotOpenForApplications, start_application
from applications.completeness import gaps
from applications.facts import condition_facts
from applications.models import Answers, RequestedVariable
from portal.accounts.models import User
from portal.base.clock import add_months
from registries.models import Registry
from registries.rules import is_true
from registries.self_check import evaluate, read_self_check
from tests.factories.people import UserFactory
from tests.factories.registries import AuthorityFactory

FOLDER = settings.BASE_DIR / "registries/catalogue/vgr-kvalitetsregister"
COMMON = "svenska-ledprotesregistret"
OWN = "svenska-frakturregistret"
OTHER_OWN = "nationella-diabetesregistret"
DAY = date(2026, 11, 23)


@pytest.fixture
def procedure(authority):
    return authority.procedure_in_force("new", DAY)


def draft(authority, registry: str = COMMON, **answers):
    """A draft for one registry, with these answers."""
    case = start_application(
        by=UserFactory(), authority=authority, title="Höfter", registry=Registry.objects.get(slug=registry)
    )
    Answers.objects.filter(application=case).update(values=answers)
    return case


def lacking(case) -> set[str]:
    """The keys of questions and attachments that a draft still lacks."""
    return {gap.part or gap.question for gap in gaps(case)}


def checklist(case, **answers) -> set[str]:
    """The rows of the checklist that count with these answers."""
    facts = condition_facts(case, answers)
    return {row["key"] for row in case.procedure.checklist if is_true(row.get("when", ""), facts, when_empty=True)}


def led_to(**answers) -> tuple[str, str]:
    """(key, result) of the outcome that the self-check of the file comes to; ("", "") while it is open."""
    check = tomllib.loads((FOLDER / "new-2019-01-01.toml").read_text("utf-8"))["self_check"]
    outcome = evaluate(read_self_check(check), answers, AuthorityFactory.build()).outcome
    return (outcome.key, outcome.result) if outcome else ("", "")


def test_folder_when_loaded_then_each_registry_has_its_own_holder_and_advice(authority):
    registries = list(authority.registries.all())
    assert len(registries) >= 4 and authority.receives_by_registry  # Q7
    for told in ("holder", "advised_by"):  # Q2, Q8
        assert len({getattr(registry, told)["sv"] for registry in registries}) == len(registries)
    for registry in registries:
        assert registry.email and registry.from_year and 12 <= registry.variables.count() <= 25
        assert registry.variables.filter(identifying=True).exists()


def test_authority_when_loaded_then_takes_enquiries_and_links_the_guides(authority):
    assert authority.takes_enquiries  # Q2
    web = " ".join(link["web"] for link in authority.links)
    for guide in ("kvalitetsregister.se/forskning", "/register", "/registercentrum", "registerforskning.se"):
        assert guide in web  # Q1
    assert "socialstyrelsen.se/registerservice" in web  # Q1: the index of variables


def test_fees_when_loaded_then_no_amount_is_published(authority):
    fees = authority.fees_in_force(DAY)
    assert (fees.pricing, fees.hourly_rate, fees.base, fees.vat_percent) == ("quoted", 0, 0, 25)  # Q9


def test_form_when_the_registry_has_its_own_then_that_one_is_used_else_the_common(authority):
    forms = {registry.slug: authority.form_in_force("new", DAY, registry) for registry in authority.registries.all()}
    assert {slug for slug, form in forms.items() if form.registry_slug} == {OWN, OTHER_OWN}  # Q5
    assert "fracture_classification" in forms[OWN].questions
    assert {"diabetes_types", "manuscripts"} <= set(forms[OTHER_OWN].questions)
    common = forms[COMMON]
    assert not {"fracture_classification", "diabetes_types", "manuscripts"} & set(common.questions)
    rules = {slug: set(forms[slug].attachment_rules.values_list("key", flat=True)) for slug in (OWN, COMMON)}
    assert rules[COMMON] - rules[OWN] == {"variable_list"}
    assert not [question for question in common.questions.values() if question.kind == "registries"]  # Q7


def test_form_when_the_registry_has_its_own_then_asks_what_every_registry_must(authority):
    common = authority.form_in_force("new", DAY)
    every = {key for key, question in common.questions.items() if question.fact}
    for registry in authority.registries.all():
        assert every <= set(authority.form_in_force("new", DAY, registry).questions)


def test_application_when_begun_for_three_registries_then_is_three_cases_of_one_project(authority):
    first = draft(authority, COMMON)
    others = [
        start_application(
            by=first.created_by,
            authority=authority,
            title=first.title,
            project=first.project,
            registry=Registry.objects.get(slug=slug),
        )
        for slug in (OWN, OTHER_OWN)
    ]
    assert first.project.applications.count() == 3  # Q7
    for case, slug in zip([first, *others], (COMMON, OWN, OTHER_OWN), strict=True):
        assert [registry.slug for registry in case.registries.all()] == [slug]
    assert [case.form_version.registry_slug for case in [first, *others]] == ["", OWN, OTHER_OWN]
    assert len({case.receiver_name for case in [first, *others]}) == 3


def test_application_when_begun_without_a_registry_then_is_refused(authority):
    with pytest.raises(NotOpenForApplications):  # Q7
        start_application(by=UserFactory(), authority=authority, title="Alla")


@pytest.mark.parametrize("registry", [COMMON, OWN, OTHER_OWN])
def test_draft_when_empty_then_lacks_what_the_guide_asks_for(authority, registry):
    found = lacking(draft(authority, registry))
    assert "extract_period" in found  # Q6
    assert {"contacted", "approvals", "ethics_application", "ethics_approval"} <= found  # Q2, Q4
    assert {"identity_handling", "coding", "encryption"} <= found  # Q4
    assert {"results_plan", "archiving", "project_duration"} <= found  # Q13, Q14, Q16
    assert {"one_purpose", "new_question_known", "duties_known"} <= found  # Q13–Q16
    assert {"variables", "members", "principal", "representative_address", "invoicing_address"} <= found
    assert not {"linkage_plan", "ethics_amendment", "variable_list", "other", "new_question_approved"} & found


def test_period_when_given_then_is_no_longer_lacking(authority):
    assert "extract_period" not in lacking(draft(authority, extract_period={"from": "2015-01-01", "to": "2020-12-31"}))


@pytest.mark.parametrize(("contacted", "asked"), [("yes", "contact_with"), ("no", "not_contacted_reason")])
def test_contact_when_answered_then_asks_with_whom_or_why_not(authority, contacted, asked):
    other = {"contact_with": "not_contacted_reason", "not_contacted_reason": "contact_with"}[asked]
    case = draft(authority, contacted=contacted)
    assert asked in lacking(case) and other not in lacking(case)  # Q2
    assert ("not_contacted" in checklist(case, contacted=contacted)) is (contacted == "no")


def test_linkage_when_planned_then_asks_for_every_holder_and_one_plan(authority):
    asked = {"linkage_sources", "linkage_holders_contacted", "linkage_by", "linkage_key_holder", "linkage_plan"}
    case = draft(authority, linkage="yes")
    assert asked <= lacking(case) and "linkage" in checklist(case, linkage="yes")  # Q3


def test_linkage_when_not_planned_then_asks_for_none_of_it(authority):
    case = draft(authority, linkage="no")
    assert not [key for key in lacking(case) if key.startswith("linkage")]  # Q3
    assert "linkage" not in checklist(case, linkage="no")


@pytest.mark.parametrize(("question", "is_asked"), [("new", True), ("same", False)])
def test_earlier_data_when_for_a_new_question_then_asks_for_an_approval_of_its_own(authority, question, is_asked):
    answers = {"earlier_data": "yes", "earlier_question": question}
    case = draft(authority, **answers)
    assert ({"earlier_difference", "new_question_approved"} <= lacking(case)) is is_asked  # Q15
    assert ("new_question" in checklist(case, **answers)) is is_asked


def test_earlier_data_when_there_are_none_then_asks_nothing_more(authority):
    case = draft(authority, earlier_data="no", earlier_question="new")
    assert not {"earlier_case", "earlier_difference", "new_question_approved"} & lacking(case)
    assert "new_question" not in checklist(case, earlier_data="no", earlier_question="new")


@pytest.mark.parametrize(("board", "is_asked"), [("epn", True), ("cepn", True), ("epm", False), ("onep", False)])
def test_approval_when_from_before_2019_then_must_still_hold(authority, board, is_asked):
    case = draft(authority, ethics_boards=[board])
    assert ("earlier_approval_holds" in lacking(case)) is is_asked  # Q4: EPN up to 2018, EPM from 2019
    assert ("approval_before_2019" in checklist(case, ethics_boards=[board])) is is_asked


@pytest.mark.parametrize(
    ("rows", "uncovered"),
    [
        ([("2010-01-01", "2020-12-31", "")], ""),
        ([("2010-01-01", "2015-12-31", ""), ("2016-01-01", "2020-12-31", "LED, SIDA")], ""),
        ([("2010-01-01", "2018-12-31", "")], "2019–2020"),
        ([("2010-01-01", "2020-12-31", "LED")], "SIDA"),
    ],
)
def test_approvals_when_they_leave_something_out_then_what_is_left_out_is_named(authority, rows, uncovered):
    names = ("what", "reference", "from", "to", "variables")
    approvals = [dict(zip(names, ("ethics", "2018/1-31", *row), strict=True)) for row in rows]
    case = draft(authority, approvals=approvals, extract_period={"from": "2012-01-01", "to": "2020-12-31"})
    for variable in case.registries.get().variables.filter(name__in=["LED", "SIDA"]):
        RequestedVariable.objects.create(application=case, registry=variable.registry, variable=variable, reason="Ja")
    found = [gap.sentence for gap in gaps(case) if gap.question == "approvals"]
    assert len(found) == bool(uncovered) and all(uncovered in sentence for sentence in found)  # Q4


@pytest.mark.parametrize(("answer", "is_asked"), [("yes", True), ("no", False)])
def test_approval_when_amended_then_the_amendment_is_enclosed(authority, answer, is_asked):
    assert ("ethics_amendment" in lacking(draft(authority, ethics_amended=answer))) is is_asked


def test_personal_numbers_when_in_the_list_then_are_justified_and_checked(authority):
    case = draft(authority, personal_numbers="no")
    assert "personal_numbers" not in checklist(case, personal_numbers="no")
    variable = case.registries.get().variables.get(name="PNR")
    RequestedVariable.objects.create(application=case, registry=variable.registry, variable=variable, reason="Länk")
    assert any("nothing less detailed" in gap.sentence and "PNR" in gap.sentence for gap in gaps(case))
    assert "personal_numbers" in checklist(case, personal_numbers="no")  # Q4


def test_own_form_when_the_fractures_are_chosen_by_class_then_asks_for_the_classes(authority):
    by_class, by_code = (draft(authority, OWN, fracture_classification=kind) for kind in ("ao_ota", "icd"))
    assert "ao_classes" in lacking(by_class) and "fracture_codes" not in lacking(by_class)
    assert "fracture_codes" in lacking(by_code) and "ao_classes" not in lacking(by_code)


def test_procedure_when_loaded_then_assesses_harm_and_makes_an_agreement(procedure):
    assert (procedure.review_kind, procedure.stage("legal_review").role) == ("harm_assessment", "decision_maker")  # Q8
    assert procedure.stage_name("legal_review", "sv") == "Menprövning"
    assert (procedure.agreement_kind, procedure.delivery_method) == ("agreement", "agreed")  # Q9, Q12
    assert procedure.stage_name("specification", "sv") == "Avtal"
    assert procedure.text("specification_heading", "sv") == "Avtal om utlämnande av registeruppgifter"
    terms = procedure.text("agreement_terms", "en").split("\n\n")
    assert [term.split(".")[0] for term in terms] == [
        *("Cost", "Variables", "Purpose", "Access", "Linkage", "Protection", "Results", "Archiving and deletion"),
    ]  # Q9, Q13, Q14, Q16
    assert {"refuse_no_approval", "refuse_harm"} <= {row["key"] for row in procedure.reasons}  # Q10


def test_appeal_when_read_then_says_what_can_be_appealed_where_and_by_when(procedure):
    assert (procedure.appeal_weeks, procedure.appeal_body["sv"]) == (3, "Kammarrätten i Göteborg")  # Q11
    assert "6 kap. 7 §" in procedure.appeal_reference["sv"]
    how = procedure.text("appeal_how", "sv")
    assert "avslagit" in how and "förbehåll som inskränker" in how and "tre veckor" in how


def test_duties_when_counted_then_fall_due_after_delivery_and_after_the_project(procedure):
    duties = {row["key"]: row for row in procedure.duties}
    assert {key: row["after"] for key, row in duties.items()} == {
        "results_report": "delivery",  # Q13
        "deletion": "project_end",  # Q14
    }
    assert add_months(date(2026, 1, 31), duties["results_report"]["months"]) == date(2028, 1, 31)
    assert add_months(date(2026, 11, 30), duties["deletion"]["months"]) == date(2027, 2, 28)
    assert all(row["remind_days"] > 0 and row["statement"]["sv"] for row in duties.values())


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({}, ("", "")),
        ({"individual_level": "no"}, ("statistics", "not_needed")),
        ({"held_by": "socialstyrelsen"}, ("at_socialstyrelsen", "elsewhere")),
        ({"delivered": "same", "more_data": "no"}, ("already_delivered", "not_needed")),
        ({"delivered": "new", "approved": "no"}, ("new_question_unapproved", "elsewhere")),  # Q15
        ({"delivered": "new", "approved": "yes", "contacted": "yes"}, ("new_question", "apply")),  # Q15
        ({"delivered": "none", "approved": "no"}, ("unapproved", "elsewhere")),  # Q4
        ({"delivered": "none", "approved": "yes", "contacted": "no"}, ("contact_first", "apply")),  # Q2
        ({"delivered": "none", "approved": "yes", "contacted": "yes"}, ("apply", "apply")),
        ({"delivered": "none", "approved": "yes"}, ("", "")),
        ({"held_by": "both", "delivered": "none", "approved": "yes", "contacted": "yes"}, ("both", "apply")),
        ({"delivered": "same", "more_data": "yes", "approved": "yes", "contacted": "yes"}, ("apply", "apply")),
    ],
)
def test_self_check_when_answered_then_leads_to_its_outcome(answers, outcome):
    known = {"individual_level": "yes", "held_by": "quality_registry"} if answers else {}
    assert led_to(**known | answers) == outcome


def test_self_check_when_it_leads_elsewhere_then_names_a_reason_and_a_place(procedure):
    for row in procedure.self_check["outcomes"]:
        assert row["text"]["sv"] and row["text"]["en"]
        if row["result"] == "elsewhere":
            assert row.get("authority") or row.get("web")


def test_page_of_the_authority_when_read_then_says_what_the_guide_says(client, authority):
    page = unescape(client.get(reverse("authority_page", args=[authority.slug])).text).replace("\xa0", " ")
    for row, words in {
        "Q2": "Begin by contacting the registry holder",
        "Q3": "make one plan for the whole linkage",
        "Q4": "how you handle personal identity numbers, coding and encryption",
        "Q6": "Decide which period the extract shall cover",
        "Q8": "often together with the registry's steering group or research council",
        "Q10": "if we refuse it, a decision with the reasons",
        "Q13": "You report the results to the registry",
        "Q15": "A new research question needs a new ethical approval and a new application",
        "§5": "8–9 months are more usual",
    }.items():
        assert words in page, row


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("registry", [COMMON, OWN])
def test_form_when_shown_then_reads_in_both_languages(client, authority, registry, language):
    case = draft(authority, registry)
    User.objects.filter(pk=case.created_by_id).update(language=language)
    client.force_login(case.created_by)
    for section in case.form_version.sections:
        address = reverse("application_form", args=[case.public_id, section.key])
        page = unescape(client.get(address).text)
        assert section.title[language] in page
        for question in section.questions:
            if not question.visible_when and question.kind not in ("attachments", "variables"):
                assert question.label[language] in page, question.key
