"""Every authority of the catalogue: its forms build, its rules parse, its texts are there, in every language."""

import pytest
from django import forms
from django.conf import settings
from django.utils import translation

from portal.base.texts import pick
from registries import rules
from registries.kinds import kind_of, rule_facts, rule_types
from registries.loading import CATALOGUE, export_authority, load_catalogue
from registries.models import Authority
from tests.factories.once import taken_back
from tests.registries.test_exporting import remove, rows_of

pytestmark = pytest.mark.django_db

SLUGS = sorted(folder.name for folder in CATALOGUE.glob("*/") if (folder / "authority.toml").exists())
LANGUAGES = [code for code, _name in settings.LANGUAGES]
# What pages and letters ask every procedure for; the rest belongs to some of them only.
NEEDED_TEXTS = ("before_applying", "handling_time", "price_note", "what_happens", "confirmation", "appeal_how")


@pytest.fixture(scope="module", params=SLUGS)
def loaded(request, django_db_setup, django_db_blocker):
    """One authority after the other is in the database; gives its slug."""
    with django_db_blocker.unblock(), taken_back():
        load_catalogue(CATALOGUE / request.param)
        yield request.param


@pytest.fixture
def authority(loaded, db) -> Authority:
    return Authority.objects.get(slug=loaded)


def test_catalogue_when_the_portal_is_shipped_then_it_has_an_authority():
    assert SLUGS


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_when_built_then_every_question_can_be_asked_in_every_language(authority, language):
    for form in authority.form_versions.all():
        fields = {}
        for section in form.sections:
            assert pick(section.title, language)
            for question in section.questions:
                assert pick(question.label, language), question.key
                fields |= kind_of(question).fields(question, language, authority)
        with translation.override(language):
            assert type("Page", (forms.Form,), fields)().as_p()
        assert all(pick(rule.label, language) for rule in form.attachment_rules.all())


def test_rules_when_parsed_then_they_name_only_what_the_form_asks(authority):
    for form in authority.form_versions.all():
        questions = form.questions.values()
        known = rules.COMMON_TYPES | rule_types(questions)
        conditions = [question.visible_when for question in questions]
        conditions += [question.required_when for question in questions]
        conditions += [rule.required_when for rule in form.attachment_rules.all()]
        for condition in filter(None, conditions):
            rules.parse(condition, known)
            assert rules.holds(condition, rule_facts(questions, {})) in (True, False, None)


def test_questions_when_they_ask_for_a_fact_then_letters_find_what_they_need(authority):
    for form in authority.form_versions.filter(kind="new"):
        facts = {question.fact for question in form.questions.values()}
        assert {"project.title", "project.principal", "project.representative"} <= facts


def test_texts_when_asked_for_then_none_is_missing_in_its_own_language_and_in_english(authority):
    for language in {authority.language, "en"}:
        for procedure in authority.procedures.filter(kind="new"):
            assert [key for key in NEEDED_TEXTS if not procedure.texts.get(key, {}).get(language)] == []


def test_registries_when_loaded_then_each_has_a_real_list_of_variables(authority):
    assert authority.registries.exists()
    assert all(registry.variables.count() >= 10 for registry in authority.registries.all())


def test_exported_catalogue_when_loaded_into_an_empty_portal_then_the_rows_are_the_same(authority, tmp_path):
    before = rows_of(authority)
    export_authority(authority, tmp_path)
    remove(authority)

    load_catalogue(tmp_path)

    assert rows_of(Authority.objects.get(slug=authority.slug)) == before


def test_exported_catalogue_when_loaded_over_the_same_rows_then_nothing_is_written(authority, tmp_path):
    numbers = list(authority.form_versions.values_list("pk", "schema"))
    export_authority(authority, tmp_path)

    load_catalogue(tmp_path, again=True)

    assert list(authority.form_versions.values_list("pk", "schema")) == numbers
