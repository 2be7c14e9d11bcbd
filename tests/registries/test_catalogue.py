"""Every authority of the catalogue: its forms build, its rules parse, its texts are there, in every language."""

from datetime import date

import pytest
from django import forms
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import translation

from portal.base.texts import pick
from registries import rules
from registries.kinds import kind_of, rule_facts, rule_types
from registries.loading import CATALOGUE, export_authority, load_catalogue
from registries.models import Authority, FeeSchedule, FormVersion, Notice, Procedure, Registry
from tests.registries.papers import WHOLE, put

pytestmark = pytest.mark.django_db

SLUGS = sorted(folder.name for folder in CATALOGUE.glob("*/") if (folder / "authority.toml").exists())
LANGUAGES = [code for code, _name in settings.LANGUAGES]
# What pages and letters ask every procedure for; the rest belongs to some of them only.
NEEDED_TEXTS = ("before_applying", "handling_time", "price_note", "what_happens", "confirmation", "appeal_how")
ROWS_OF_VERSIONS = ("procedures", "form_versions", "fee_schedules")


@pytest.fixture(params=SLUGS)
def authority(request, db):
    load_catalogue(CATALOGUE / request.param)
    return Authority.objects.get(slug=request.param)


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
    for relation in ROWS_OF_VERSIONS:
        getattr(authority, relation).all().delete()
    Registry.objects.all().delete()
    authority.delete()

    load_catalogue(tmp_path)

    assert rows_of(Authority.objects.get(slug=authority.slug)) == before


def test_exported_catalogue_when_it_holds_everything_then_loads_to_the_same_rows(db, tmp_path):
    load_catalogue(put(tmp_path / "in", **WHOLE))
    agency = Authority.objects.get(slug="agency")
    before = rows_of(agency)
    export_authority(agency, tmp_path / "out")
    for relation in ROWS_OF_VERSIONS:
        getattr(agency, relation).all().delete()
    Registry.objects.all().delete()
    agency.delete()

    load_catalogue(tmp_path / "out")

    assert rows_of(Authority.objects.get(slug="agency")) == before
    assert all(before[name] for name in ("approved_institutions", "letter_templates"))
    first = {path.relative_to(tmp_path / "out"): path.read_text("utf-8") for path in (tmp_path / "out").rglob("*.*")}
    export_authority(Authority.objects.get(slug="agency"), tmp_path / "again")
    second = {p.relative_to(tmp_path / "again"): p.read_text("utf-8") for p in (tmp_path / "again").rglob("*.*")}
    assert first == second


def test_exported_catalogue_when_loaded_over_the_same_rows_then_nothing_is_written(authority, tmp_path):
    numbers = list(authority.form_versions.values_list("pk", "schema"))
    export_authority(authority, tmp_path)

    load_catalogue(tmp_path, again=True)

    assert list(authority.form_versions.values_list("pk", "schema")) == numbers


def rows_of(authority) -> dict:
    """Everything that an authority has, without the numbers of the rows."""
    numbers = {"id", "authority_id", "procedure_id", "form_version_id", "registry_id", "catalogue_digest"}

    def plain(rows):
        return [{name: value for name, value in row.items() if name not in numbers} for row in rows.values()]

    found = {"authority": plain(Authority.objects.filter(pk=authority.pk))}
    for relation in (*ROWS_OF_VERSIONS, "registries"):
        found[relation] = plain(getattr(authority, relation).all())
    for relation in ("notices", "legal_references", "approved_institutions", "letter_templates"):
        found[relation] = plain(getattr(authority, relation).order_by("pk"))
    for procedure in authority.procedures.all():
        found[f"stages {procedure.kind} {procedure.valid_from}"] = plain(procedure.stages.all())
    for form in authority.form_versions.all():
        found[f"attachments {form.kind} {form.valid_from} {form.registry_slug}"] = plain(form.attachment_rules.all())
    for registry in authority.registries.all():
        found[registry.slug] = plain(registry.variables.all())
    return found


def test_export_command_when_run_then_it_writes_every_authority_or_those_named(tmp_path, capsys):
    load_catalogue(put(tmp_path / "in"))

    call_command("export_catalogue", str(tmp_path / "all"))
    call_command("export_catalogue", str(tmp_path / "one"), "agency")

    assert (tmp_path / "all" / "agency" / "registries" / "patients.toml").exists()
    assert (tmp_path / "one" / "agency" / "new-2019-01-01.toml").exists()
    assert capsys.readouterr().out == "agency: 5 files\nagency: 5 files\n"
    with pytest.raises(CommandError, match="There is no authority nowhere"):
        call_command("export_catalogue", str(tmp_path), "nowhere")


def test_export_when_a_form_has_no_procedure_of_its_day_then_it_has_a_file_of_its_own(tmp_path):
    load_catalogue(put(tmp_path / "in"))
    Procedure.objects.filter(version="T").delete()

    written = export_authority(Authority.objects.get(slug="agency"), tmp_path / "out")
    FormVersion.objects.all().delete()
    load_catalogue(tmp_path / "out", again=True)

    assert tmp_path / "out" / "agency" / "new-2019-01-01.toml" in written
    assert FormVersion.objects.get(version="T").valid_from == date(2019, 1, 1)
    assert FeeSchedule.objects.count() == Notice.objects.count() == 1
