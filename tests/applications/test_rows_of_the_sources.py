"""Rows of the sources (S, T) that the catalogue answers: what its versions ask for, say and differ in."""

from datetime import date

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from applications.actions.application import start_application
from applications.completeness import gaps
from applications.models import Answers
from registries.fees import single_fee
from registries.models import Authority
from reviews.actions import completion_request
from reviews.demo.people import make_people, read
from reviews.demo.story import Story
from tests.factories.once import taken_back
from tests.factories.people import UserFactory
from tests.factories.world import MONDAY, make_world

IN_S, IN_T = "2018-02-05", "2025-02-03"


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The catalogue is in the database, for all tests of the module."""
    with django_db_blocker.unblock(), taken_back():
        call_command("load_catalogue", verbosity=0)
        yield


@pytest.fixture
def authority(loaded, db) -> Authority:
    return Authority.objects.get(slug=read("cases/socialstyrelsen.toml")["authority"])


def page_on(client, authority, day: str) -> str:
    """The public page of the authority as it reads on a day."""
    with time_machine.travel(f"{day}T10:00:00+00:00"):
        return client.get(reverse("authority_page", args=[authority.slug])).text.replace("\xa0", " ")


def lacking(authority, day: str, **answers) -> set[str]:
    """The keys of questions and attachments that a draft of that day still lacks."""
    with time_machine.travel(f"{day}T10:00:00+00:00"):
        case = start_application(by=UserFactory(), authority=authority, title="Kyla")
        Answers.objects.filter(application=case).update(values=answers)
        return {gap.part or gap.question for gap in gaps(case)}


def told(authority, day: str, stage: str):
    """A demo study that began on that day, taken to a stage."""
    common = read("cases/socialstyrelsen.toml")
    data = common["cases"][0] | {"begun": day, "stage": stage}
    return Story(data, common, make_people(), authority).tell()


def test_page_of_the_authority_when_read_under_s_then_says_what_s_says(client, authority):
    page = page_on(client, authority, "2017-11-10")
    for row, words in {
        "S1": "The law makes an exception for research",
        "S2": "Expect 3–6 months",
        "S3": "cases that came in in May",
        "S4": "Open house on 24 November",
        "S5": "Most cases take 10–40 hours. VAT is added.",
        "S6": "Read the conditions and the page on secrecy before you begin.",
        "S7": "must have been approved in an ethical review",
        "S9": "Check the invoicing address and the organisation number with your finance department",
        "S15": "We are very restrictive about disclosing personal identity numbers",
        "S16": "a meeting with, among others, the manager who decides and a lawyer",
        "S24": "After about a month comes the invoice",
    }.items():
        assert words in page, row
    assert "1,100" in page
    assert "Open house" not in page_on(client, authority, "2017-11-25")


def test_page_of_the_authority_when_read_under_t_then_says_what_t_says(client, authority):
    page = page_on(client, authority, "2026-11-22")
    for row, words in {
        "S3": "cases that came in in April",
        "T1": "a confirmation with the case number and a copy of the order",
        "T2": "To add something, quote the case number",
        "T7": "Only now can you send data files of your own",
        "T8": "registered letter",
        "T9": "within three months",
        "T10": "within a couple of weeks",
        "T11": "20 Nov 2026",
    }.items():
        assert words in page, row


@pytest.mark.parametrize("day", [IN_S, IN_T])
def test_form_when_nothing_is_answered_then_lacks_everything_that_the_sources_ask_for(authority, day):
    found = lacking(authority, day)
    assert {"conditions_read", "secrecy_read"} <= found  # S6
    assert {"ethics_application", "ethics_approval", "variables"} <= found  # S7, S8
    assert {"invoicing_address", "invoicing_organisation", "invoicing_checked"} <= found  # S9
    assert {"principal", "principal_is_authority", "representative"} <= found  # S19–S21
    assert {"complete_checked", "narrowest_checked"} <= found  # S12, S15
    assert not {"population_codes", "own_data_file_description", "personal_numbers_reason"} & found


@pytest.mark.parametrize("day", [IN_S, IN_T])
def test_form_when_an_answer_calls_for_more_then_lacks_that_too(authority, day):
    yes = dict.fromkeys(("population_by_diagnosis", "own_data_file", "personal_numbers", "linkage"), "yes")
    found = lacking(authority, day, **yes)
    assert {"population_codes", "own_data_file_description", "personal_numbers_reason"} <= found  # S10, S11, S15
    assert {"linkage_sources", "linkage_key_holder"} <= found


def test_checklist_when_loaded_then_asks_for_completeness_and_narrowing(authority):
    for procedure in authority.procedures.filter(kind="new"):
        keys = {row["key"] for row in procedure.checklist}
        assert {"form_complete", "ethics_application_signed", "approval_there"} <= keys  # S12
        assert {"variables_reasoned", "narrowest_extract", "personal_numbers"} <= keys  # S15, T3


def test_versions_when_compared_then_differ_as_the_pages_do(authority):
    s, t = (authority.procedure_in_force("new", date.fromisoformat(day)) for day in (IN_S, IN_T))
    assert (s.delivery_method, t.delivery_method) == ("agreed", "registered_letter")  # S23, T8
    assert (s.complaint_months, t.complaint_months) == (None, 3)  # T9
    assert (s.invoice_after_days, t.invoice_after_days) == (30, 14)  # S24, T10
    assert (s.order_copy_in_confirmation, t.order_copy_in_confirmation) == (False, True)  # S14, T1
    assert (s.data_files_after_decision, t.data_files_after_decision) == (False, True)  # S11, T7
    assert authority.procedure_in_force("new", date(2017, 10, 31)) is None  # S22: from 1 November 2017


def test_form_when_the_ethical_review_changed_hands_then_offers_the_boards_of_its_time(authority):
    forms = (authority.form_in_force("new", date.fromisoformat(day)) for day in (IN_S, IN_T))
    boards = [{choice.key for choice in form.question("ethics_authority").choices} for form in forms]
    assert "epn" in boards[0] and "epm" not in boards[0]
    assert {"epn", "epm"} <= boards[1]  # §5: both count


def test_fees_when_invoiced_again_then_cost_what_was_published(authority):
    old, new = (authority.fees_in_force(date.fromisoformat(day)) for day in (IN_S, IN_T))
    assert (single_fee(old, "reinvoicing").net, single_fee(new, "reinvoicing").net) == (250, 625)  # S9, §5
    assert (single_fee(new, "withdrawal").net, single_fee(new, "refusal").net) == (2500, 2500)


def test_decision_when_granted_under_s_then_secrecy_information_goes_out_and_no_agreement(authority):
    case = told(authority, IN_S, "closed")
    kinds = set(case.documents.values_list("kind", flat=True))
    assert {"decision", "secrecy_information"} <= kinds  # S19, S22
    assert not [kind for kind in kinds if "agreement" in kind]
    told_to = set(case.notifications.filter(template="decision_to_representative").values_list("email", flat=True))
    assert told_to == {case.newest_submission.facts["representative"]["email"]}  # S19
    order = ["submit", "assign", "conclude_legal_review", "accept_specification", "grant", "issue_invoice"]
    assert [event.kind for event in case.events.order_by("number") if event.kind in order] == order  # S14–S24


@pytest.mark.django_db
def test_question_of_the_meeting_when_put_by_the_officer_then_the_applicant_is_waited_for():
    world = make_world()
    case = world.case_at("legal_review")
    completion_request.ask(
        by=world.officer, application_id=case.pk, text="Why the day of birth?", sections=["study"], at=MONDAY
    )  # S16, T4
    assert world.fresh(case).waiting_for == "applicant"
    assert case.notifications.filter(template="completion_requested", recipient=world.researcher).exists()


@pytest.mark.django_db
def test_legal_review_when_concluded_without_a_specification_in_the_procedure_then_goes_on_to_the_decision():
    world = make_world(leaves_out=("specification",))
    case = world.case_at("legal_review")
    world.conclude_legal_review(case)
    assert world.fresh(case).stage == "confidentiality_decision"
