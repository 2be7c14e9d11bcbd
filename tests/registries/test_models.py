"""Authorities and their dated configuration: what holds on a day, and what the database refuses."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from registries.models import Authority, FeeSchedule, LegalReference, Notice, Procedure, Role, StageKey
from tests.factories.registries import (
    STAGES,
    AttachmentRuleFactory,
    AuthorityFactory,
    FeeScheduleFactory,
    FormVersionFactory,
    MembershipFactory,
    NoticeFactory,
    ProcedureFactory,
    RegistryFactory,
    VariableFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "version"),
    [
        (date(2017, 10, 31), None),
        (date(2017, 11, 1), "S"),
        (date(2018, 12, 31), "S"),
        (date(2019, 1, 1), "T"),
        (date(2030, 1, 1), "T"),
    ],
)
def test_procedure_in_force_when_a_day_is_given_then_it_is_the_newest_that_has_begun(day, version):
    authority = AuthorityFactory()
    ProcedureFactory(authority=authority, version="S", valid_from=date(2017, 11, 1))
    ProcedureFactory(authority=authority, version="T", valid_from=date(2019, 1, 1))
    ProcedureFactory(authority=authority, kind="change", version="C", valid_from=date(2018, 1, 1))
    ProcedureFactory(version="other", valid_from=date(2018, 6, 1))

    procedure = authority.procedure_in_force(on=day)

    assert (procedure and procedure.version) == version


def test_everything_in_force_when_no_day_is_given_then_it_is_todays(time_machine):
    time_machine.move_to("2024-01-01T00:30:00+01:00")
    authority = AuthorityFactory()
    old, new = (FeeScheduleFactory(authority=authority, valid_from=date(year, 1, 1)) for year in (2017, 2024))
    FeeScheduleFactory(authority=authority, valid_from=date(2025, 1, 1))
    form = FormVersionFactory(authority=authority)

    assert authority.fees_in_force() == new
    assert authority.fees_in_force(date(2023, 12, 31)) == old
    assert authority.form_in_force() == form
    assert authority.form_in_force("change") is None
    assert FeeSchedule.objects.in_force().get() == new


def test_case_number_when_formatted_then_it_follows_the_pattern():
    authority = AuthorityFactory(case_number_pattern="4.2.3-{seq:05d}/{year}")

    assert authority.format_case_number(417, 2026) == "4.2.3-00417/2026"


@pytest.mark.parametrize("pattern", ["{year}", "{seq", "{number}", "{}", "{seq.real.x}", "plain"])
def test_case_number_pattern_when_it_cannot_count_then_it_is_refused(pattern):
    authority = AuthorityFactory.build(case_number_pattern=pattern)

    with pytest.raises(ValidationError) as refused:
        authority.full_clean()

    assert "case_number_pattern" in refused.value.message_dict


def test_case_number_pattern_when_written_past_the_form_then_the_database_refuses_it():
    authority = AuthorityFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Authority.objects.filter(pk=authority.pk).update(case_number_pattern="{year}")


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: AuthorityFactory.build(country="XX"), "country"),
        (lambda: ProcedureFactory.build(authority=AuthorityFactory(), handling_months_max=2), "longest handling time"),
        (lambda: ProcedureFactory.build(authority=AuthorityFactory(), appeal_weeks=0), "at least a day"),
        (lambda: FeeScheduleFactory.build(authority=AuthorityFactory(), base=-1), "less than nothing"),
        (lambda: FeeScheduleFactory.build(authority=AuthorityFactory(), vat_percent=101), "between 0 and 100"),
        (lambda: RegistryFactory.build(authority=AuthorityFactory(), to_year=1900), "before the first"),
        (lambda: VariableFactory.build(registry=RegistryFactory(), from_year=2000, to_year=1999), "before the first"),
        (lambda: NoticeFactory.build(authority=AuthorityFactory(), shown_to=date(2019, 1, 1)), "before it begins"),
        (
            lambda: AttachmentRuleFactory.build(form_version=FormVersionFactory(), required=True, required_when="x"),
            "not both",
        ),
    ],
)
def test_row_when_it_breaks_a_constraint_then_the_sentence_says_which(make, sentence):
    with pytest.raises(ValidationError) as refused:
        make().full_clean()

    assert sentence in str(refused.value)


def test_versions_when_two_begin_on_one_day_then_the_second_is_refused():
    first = FeeScheduleFactory()

    with pytest.raises(ValidationError, match="begins on that day"):
        FeeScheduleFactory.build(authority=first.authority).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        FeeScheduleFactory(authority=first.authority)


def test_notices_when_their_days_are_past_or_to_come_then_they_are_not_shown():
    now = NoticeFactory(shown_from=date(2026, 1, 1), shown_to=date(2026, 1, 31))
    NoticeFactory(shown_from=date(2026, 2, 1))
    NoticeFactory(shown_from=date(2025, 1, 1), shown_to=date(2025, 12, 31))
    always = NoticeFactory(shown_from=date(2020, 1, 1))

    assert set(Notice.objects.shown(date(2026, 1, 31))) == {now, always}
    assert always in Notice.objects.shown()


def test_paragraphs_when_the_law_is_replaced_then_the_one_of_the_day_holds(time_machine):
    authority = AuthorityFactory()
    paragraph = {"authority": authority, "key": "fvl-13", "short": {"nb": "fvl. § 13"}}
    old = LegalReference.objects.create(valid_from=date(1970, 1, 1), valid_to=date(2026, 6, 30), **paragraph)
    new = LegalReference.objects.create(valid_from=date(2026, 7, 1), **paragraph)

    assert list(LegalReference.objects.in_force(date(2026, 6, 30))) == [old]
    assert list(LegalReference.objects.in_force(date(2026, 7, 1))) == [new]
    time_machine.move_to("2026-07-01T12:00:00+02:00")
    assert list(LegalReference.objects.in_force()) == [new]


def test_procedure_when_it_leaves_a_stage_out_then_only_the_optional_ones_are_off():
    procedure = ProcedureFactory(stages=[key for key in STAGES if key not in ("legal_review", "archived")])

    assert not procedure.is_on(StageKey.LEGAL_REVIEW)
    assert procedure.is_on(StageKey.SPECIFICATION)
    assert procedure.is_on(StageKey.ARCHIVED)
    assert procedure.is_on(StageKey.REFUSED)
    assert [stage.key for stage in procedure.public_stages()] == [
        "submitted",
        "assigned",
        "specification",
        "confidentiality_decision",
        "delivery",
        "invoice",
    ]


def test_procedure_when_its_stage_is_off_then_it_is_not_among_those_that_are_on():
    procedure = ProcedureFactory(stages=["legal_review", "invoice"])
    procedure.stages.filter(key="invoice").update(is_on=False)
    procedure = Procedure.objects.get(pk=procedure.pk)

    assert not procedure.is_on("invoice")
    assert [stage.key for stage in procedure.stages_on()] == ["legal_review"]
    assert procedure.stage("legal_review").role == "lawyer"
    assert procedure.stage("refused") is None


def test_procedure_words_when_it_has_none_of_its_own_then_the_common_ones_are_used():
    procedure = ProcedureFactory(stages=["assigned"], texts={"price_note": {"sv": "Pris", "en": "Price"}})

    assert procedure.stage_name("assigned", "en") == "Assigned"
    assert procedure.stage_name("refused", "en") == "refused"
    assert procedure.text("price_note", "nb") == "Pris"
    assert procedure.text("nothing") == ""


def test_form_version_when_asked_then_it_gives_sections_and_questions_by_key():
    form = FormVersionFactory()

    assert form.section("study").title == {"en": "Study"}
    assert form.question("title").required
    assert list(form.questions) == ["title"]
    with pytest.raises(KeyError):
        form.question("nothing")


def test_registries_when_searched_then_every_word_must_be_in_what_the_registry_says_of_itself():
    wanted = RegistryFactory(name={"sv": "Patientregistret", "en": "Patient register"})
    VariableFactory(registry=wanted, name="HDIA", label={"sv": "Huvuddiagnos", "en": "Main diagnosis"})
    RegistryFactory(name={"sv": "Cancerregistret"})
    registries = type(wanted).objects

    assert list(registries.matching("PATIENTregistret register")) == [wanted]
    assert not registries.matching("hdia") and not registries.matching("patient tumour")
    assert registries.matching("").count() == 2


def test_membership_when_its_registry_is_another_authoritys_then_is_refused():
    registry = RegistryFactory()
    held = MembershipFactory(authority=registry.authority, role=Role.REGISTRY_HOLDER, registry=registry)
    held.full_clean()
    held.authority = AuthorityFactory()

    with pytest.raises(ValidationError) as refused:
        held.full_clean()

    assert "has no registry" in str(refused.value.message_dict["registry"])


def test_registries_when_only_some_have_a_form_then_one_can_apply_to_these(django_assert_num_queries):
    authority = AuthorityFactory()
    hearts, _lungs = [RegistryFactory(authority=authority) for _number in range(2)]
    FormVersionFactory(authority=authority, registry_slug=hearts.slug)
    assert list(authority.registries_with_form(on=date(2000, 1, 1))) == []
    with django_assert_num_queries(2):
        assert list(authority.registries_with_form()) == [hearts]
    FormVersionFactory(authority=authority)
    assert authority.registries_with_form().count() == 2


def test_rows_when_written_in_the_admin_then_they_are_called_by_their_names():
    procedure = ProcedureFactory(stages=["assigned"])
    rule = AttachmentRuleFactory()
    membership = MembershipFactory()

    assert str(procedure).endswith("new application · T")
    assert str(procedure.stages.get()) == "Assigned"
    assert str(rule) == "Approval"
    assert "case officer" in str(membership)
    assert str(VariableFactory(name="HDIA")) == "HDIA"
    assert str(NoticeFactory()).startswith("We have begun")
    assert str(FeeScheduleFactory()).endswith("2024-01-01")
    assert str(FormVersionFactory()).endswith("T")
    assert "register" in str(RegistryFactory()).lower()
    reference = LegalReference(authority=procedure.authority, short={"sv": "24 kap. 8 § OSL"})
    assert str(reference) == "24 kap. 8 § OSL"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("words", "written per language"), ({"dk": "navn"}, "Unknown language: dk"), ({"sv": 1}, "holds words")],
)
def test_text_when_it_is_not_written_per_language_then_it_is_refused(name, sentence):
    with pytest.raises(ValidationError, match=sentence):
        AuthorityFactory.build(name=name).full_clean()
