"""Rules tried out on chosen answers: which hold, and why."""

import pytest
from django.http import QueryDict

from registries.loading.checking import read_draft
from registries.setup import tester
from tests.factories.registries import RegistryFactory
from tests.registries.setup.drafting import make_office, words

pytestmark = pytest.mark.django_db


def tried(office, address: str, **changes) -> dict[tuple[str, str], bool | None]:
    """{(key, effect): value} of every rule, given the answers in an address."""
    draft = office.draft(**changes)
    versions = read_draft(draft)
    rules = tester.rules_of(versions)
    asked = tester.asked_for(versions, tester.keys_read(tester.try_out(rules, {})))
    facts = tester.facts_of(versions, asked, tester.answers_of(asked, QueryDict(address)))
    return {(verdict.rule.key, verdict.rule.effect): verdict.value for verdict in tester.try_out(rules, facts)}


def with_rules(office, **conditions) -> dict:
    """Contents in which a question of its own hangs on each condition, and there is a table to name."""
    content = office.draft().content
    office.authority.form_drafts.all().delete()
    section = content["sections"][0]
    section["questions"] += [
        {"key": "people", "kind": "people", "label": words("People")},
        {"key": "chosen", "kind": "registries", "label": words("Registries")},
    ]
    section["questions"] += [
        {"key": key, "kind": "text", "label": words(key), "visible_when": condition}
        for key, condition in conditions.items()
    ]
    return content


@pytest.mark.parametrize(
    "address, shown, needed",
    [
        ("", None, None),
        ("linkage=yes", True, None),
        ("linkage=no", False, False),
        ("linkage=yes&abroad=yes", True, True),
    ],
)
def test_rules_when_answers_are_chosen_then_those_that_hold_are_known(address, shown, needed):
    found = tried(make_office(), address)
    assert found == {
        ("sources", "visible"): shown,
        ("transfer", "required"): needed,
        ("linked", "checked"): shown,
    }


def test_tester_when_conditions_name_facts_of_a_case_then_asks_for_them_and_begins_as_a_case_does():
    office = make_office()
    RegistryFactory(authority=office.authority, slug="patients")
    conditions = {
        "a": "has_identifying_variables",
        "b": "variables_count > 2",
        "c": "'patients' in registries",
        "d": "principal_is_approved",
        "e": "'postcode' in variable_tags",
        "f": "people > 1",
    }
    content = with_rules(office, **conditions)
    empty = tried(office, "", content=content)
    assert [empty[key, "visible"] for key in conditions] == [False, False, False, None, False, None]
    office.authority.form_drafts.all().delete()
    address = "has_identifying_variables=yes&variables_count=3&chosen=patients&principal_is_approved=no&people=2"
    full = tried(office, address, content=content)
    assert [full[key, "visible"] for key in conditions] == [True, True, True, False, False, True]


def test_tester_when_a_condition_cannot_be_read_then_says_so_and_tries_the_others():
    office = make_office()
    found = tried(office, "linkage=yes", content=with_rules(office, broken="linkage and and"))
    assert (found["broken", "visible"], found["sources", "visible"]) == (None, True)


def test_rule_when_tried_out_then_leads_to_its_place():
    versions = read_draft(make_office().draft())
    assert [rule.steps for rule in tester.rules_of(versions)] == [
        ("sections", 0, "questions", 3, "visible_when"),
        ("attachments", 0, "required_when"),
        ("checklist", 0, "when"),
    ]
