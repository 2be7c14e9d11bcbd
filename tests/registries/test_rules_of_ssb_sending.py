"""Before Statistics Norway gets an application: the self-check, the pages of the form, what the approvals cover."""

import pytest
from django.conf import settings

from applications.actions.application import submit
from applications.completeness import gaps
from applications.problems import NotReady
from registries.self_check import evaluate, read_self_check
from tests.applications.applicant import address, signed_in
from tests.registries.test_rules_of_ssb import APPROVAL, WHOLE, draft, enclose

pytestmark = pytest.mark.django_db


FOLDER = settings.BASE_DIR / "registries/catalogue/ssb"
# What an approval leaves out, and the sentence that says so.
MISMATCHES = [
    ({"to": "2015-12-31"}, "“DPIA” does not cover the data of 2016–2019."),
    ({"from": "2011-01-01"}, "“DPIA” does not cover the data of 2010."),
    ({"variables": "KJONN"}, "“DPIA” does not cover the variables BOSTEDSKOMMUNE."),
]


@pytest.mark.parametrize(("less", "sentence"), MISMATCHES)
def test_approval_when_it_does_not_cover_what_is_asked_for_then_sending_waits_and_names_it(authority, less, sentence):
    case = draft(authority, variables=("KJONN", "BOSTEDSKOMMUNE"), **WHOLE | {"approvals": [APPROVAL | less]})
    enclose(case, "protocol", "dpia")
    [gap] = gaps(case)
    assert gap.question == "approvals" and gap.sentence.startswith(sentence)  # B1, B4, B7
    with pytest.raises(NotReady):
        submit(by=case.created_by, application_id=case.pk)


def test_approval_when_it_covers_the_variables_by_name_then_the_application_can_be_sent(authority):
    covered = [APPROVAL | {"variables": "KJONN, BOSTEDSKOMMUNE"}]
    case = draft(authority, variables=("KJONN", "BOSTEDSKOMMUNE"), **WHOLE | {"approvals": covered})
    assert submit(by=case.created_by, application_id=enclose(case, "protocol", "dpia").pk).case_number.endswith(
        "/00001"
    )


# The self-check: answers, and (outcome, result) that they lead to.
CHECKS = [
    ({}, ("", "")),
    ({"individual_level": "no"}, ("aggregates", "not_needed")),
    ({"individual_level": "yes", "holder": "udi"}, ("udi", "elsewhere")),
    ({"individual_level": "yes", "holder": "others"}, ("others", "elsewhere")),
    ({"individual_level": "yes", "holder": "ssb", "institution": "neither"}, ("institution_first", "elsewhere")),
    ({"individual_level": "yes", "holder": "ssb", "institution": "approved"}, ("", "")),
    (
        {"individual_level": "yes", "holder": "both", "institution": "exception", "personal_data": "no"},
        ("apply", "apply"),
    ),
    (
        {"individual_level": "yes", "holder": "ssb", "institution": "approved", "personal_data": "yes"}
        | {"approvals_there": "no"},
        ("approvals_first", "apply"),
    ),
    (
        {"individual_level": "yes", "holder": "ssb", "institution": "approved", "personal_data": "yes"}
        | {"approvals_there": "yes"},
        ("apply", "apply"),
    ),
]


@pytest.mark.parametrize(("answers", "expected"), CHECKS)
def test_self_check_when_answered_then_leads_where_the_data_and_the_approvals_are(authority, answers, expected):
    check = read_self_check(authority.procedure_in_force("new").self_check)
    outcome = evaluate(check, answers, authority).outcome
    assert ((outcome.key, outcome.result) if outcome else ("", "")) == expected


@pytest.mark.parametrize(("language", "words"), [("nb", "Behandlingsgrunnlag"), ("en", "Legal basis")])
@pytest.mark.parametrize("kind", ["new", "change"])
def test_form_when_opened_then_every_section_reads_in_both_languages(authority, kind, language, words):
    case = draft(authority, kind, data_about=["people"])
    client = signed_in(case.created_by)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    for section in case.form_version.sections:
        page = client.get(address(case, f"form/{section.key}/"), headers={"accept-language": language})
        assert page.status_code == 200
        assert section.title[language] in page.text and words in page.text
