"""Loading a catalogue: whole or not at all, again without a write, and every problem with its file and line."""

from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.core.management import call_command

from applications.actions.application import start_application
from applications.completeness import gaps
from applications.models import Answers, Application, RequestedVariable
from registries.loading import CatalogueProblems, load_catalogue
from registries.models import (
    ApprovedInstitution,
    Authority,
    FeeSchedule,
    FormVersion,
    LetterTemplate,
    Membership,
    Notice,
    Procedure,
    Registry,
    Role,
    Variable,
)
from registries.setup.actions.notice import change_notice, remove_notice
from tests.factories.people import UserFactory
from tests.factories.registries import NoticeFactory
from tests.registries.papers import AUTHORITY, FEES, INSTITUTIONS, LATER, LETTER, NEW, REGISTRY, WHOLE, put

pytestmark = pytest.mark.django_db


def test_catalogue_when_it_is_right_then_every_row_is_there(tmp_path):
    loaded = load_catalogue(put(tmp_path))

    agency = Authority.objects.get(slug="agency")
    assert [(each.slug, each.changed) for each in loaded] == [("agency", True)]
    assert agency.notices.get().from_catalogue
    assert agency.legal_references.get().text["sv"].startswith("Sekretess gäller.")
    assert [variable.name for variable in agency.registries.get().variables.all()] == ["HDIA", "FODDAT"]
    assert agency.fees_in_force().hourly_rate == Decimal(1100)
    procedure = agency.procedure_in_force(on=date(2018, 1, 1))
    assert (procedure.version, procedure.text("before_applying", "en")) == ("S", "Read this first.")
    assert procedure.stage("assigned").limit_days == 30
    form = agency.form_in_force(on=date(2018, 1, 1))
    assert list(form.questions) == ["linkage", "linkage_with", "files", "ended_on"]
    assert form.question("ended_on").min == "2004-01-01"
    assert form.question("linkage_with").options == {"since": "2020-01-01"}
    assert form.attachment_rules.get().required_when == "linkage"


def test_form_when_it_extends_another_then_it_takes_over_what_it_does_not_leave_out(tmp_path):
    load_catalogue(put(tmp_path))

    form = Authority.objects.get(slug="agency").form_in_force(on=date(2019, 1, 1))
    assert [section.key for section in form.sections] == ["study", "extra"]
    assert form.version == "T"
    assert not form.attachment_rules.exists()


def test_catalogue_when_nothing_changed_then_nothing_is_written(tmp_path, django_assert_max_num_queries):
    put(tmp_path)
    load_catalogue(tmp_path)

    with django_assert_max_num_queries(3):
        assert [each.changed for each in load_catalogue(tmp_path)] == [False]


def test_catalogue_when_loaded_again_then_the_rows_are_the_same(tmp_path):
    put(tmp_path)
    load_catalogue(tmp_path)
    before = [list(model.objects.order_by("pk").values()) for model in (Procedure, FormVersion, Registry, Notice)]

    assert load_catalogue(tmp_path, again=True)[0].changed

    assert before == [
        list(model.objects.order_by("pk").values()) for model in (Procedure, FormVersion, Registry, Notice)
    ]


def test_version_when_it_changed_and_no_case_uses_it_then_it_is_replaced(tmp_path):
    load_catalogue(put(tmp_path))
    number = FormVersion.objects.get(version="S").pk

    load_catalogue(put(tmp_path, new_2017_11_01=NEW.replace("Med vad?", "Med vilka register?")))

    form = FormVersion.objects.get(version="S")
    assert form.pk == number
    assert form.question("linkage_with").label["sv"] == "Med vilka register?"
    assert form.attachment_rules.count() == 1


def test_version_when_it_changed_and_a_case_uses_it_then_it_is_refused_with_its_line(tmp_path):
    load_catalogue(put(tmp_path))
    use(Authority.objects.get(slug="agency"))
    changed = LATER.replace('version = "T"', 'version = "T"\nretention_years = 5')
    put(tmp_path, new_2019_01_01=changed, authority=AUTHORITY.replace("106 30", "106 31"))

    with pytest.raises(CatalogueProblems, match="Publish a new version with a later date") as refused:
        load_catalogue(tmp_path)

    problem = refused.value.problems[0]
    assert (problem.path.name, problem.line) == ("new-2019-01-01.toml", 1)
    assert Authority.objects.get(slug="agency").address == "106 30 Stockholm"


def test_version_when_a_case_uses_it_and_a_later_one_comes_then_both_hold_in_their_time(tmp_path):
    load_catalogue(put(tmp_path))
    case = use(Authority.objects.get(slug="agency"))

    load_catalogue(put(tmp_path, new_2030_01_01=LATER.replace('version = "T"', 'version = "U"')))

    assert case.procedure.version == "T"
    assert Authority.objects.get(slug="agency").procedure_in_force(on=date(2030, 1, 1)).version == "U"


def test_catalogue_when_it_holds_everything_then_every_row_is_there(tmp_path):
    load_catalogue(put(tmp_path, **WHOLE))

    agency = Authority.objects.get(slug="agency")
    assert agency.receives_by_registry and agency.takes_enquiries
    assert agency.contacts[0]["email"] == "questions@example.org"
    assert agency.links[0]["web"] == "https://example.org/guide"
    patients = agency.registries.get()
    assert (patients.holder["en"], patients.advised_by["en"]) == ("The region", "The steering group")
    assert patients.variables.get(name="FODDAT").tags == ["birth_date"]
    assert agency.approves("202100 2973", date(2018, 1, 1)) and not agency.approves("202100-2973", date(2017, 1, 1))
    assert agency.fees_in_force().is_quoted
    procedure = agency.procedure_in_force(on=date(2018, 1, 1))
    assert procedure.review_kind == "harm_assessment"
    assert [outcome["result"] for outcome in procedure.self_check["outcomes"]] == ["apply", "not_needed"]
    assert [(duty["after"], duty["months"], duty["remind_days"]) for duty in procedure.duties] == [("delivery", 12, 30)]
    assert agency.form_in_force(on=date(2018, 1, 1)).version == "S"
    own = agency.form_in_force(on=date(2018, 1, 1), registry=patients)
    assert (own.version, [section.key for section in own.sections]) == ("P", ["study", "own"])
    assert agency.letter_templates.get().source == LETTER


def test_institutions_when_loaded_again_then_what_administrators_added_stays(tmp_path):
    load_catalogue(put(tmp_path, institutions=INSTITUTIONS))
    agency = Authority.objects.get(slug="agency")
    ApprovedInstitution.objects.create(authority=agency, name="Own", number="202100-2874", valid_from=date(2020, 1, 1))

    load_catalogue(put(tmp_path, institutions=INSTITUTIONS.replace("Karolinska institutet", "KI")))

    assert [row.name for row in agency.approved_institutions.order_by("pk")] == ["KI", "Own"]


def test_letter_when_its_file_changed_then_the_folder_is_loaded_again(tmp_path):
    letter = "letters/secrecy_information.html"
    load_catalogue(put(tmp_path, **{letter: LETTER}))

    (loaded,) = load_catalogue(put(tmp_path, **{letter: LETTER.replace("linebreaks", "upper")}))

    assert loaded.changed
    assert "|upper" in LetterTemplate.objects.get().source


def test_case_in_flight_when_a_new_version_comes_then_nothing_of_it_is_touched(tmp_path):
    load_catalogue(put(tmp_path, **WHOLE))
    case = use(Authority.objects.get(slug="agency"), registry=Registry.objects.get(slug="patients"))
    before = everything_of(case)

    load_catalogue(
        put(
            tmp_path,
            new_2026_01_01=NEW.replace('version = "S"', 'version = "V"').replace("Studien", "Projektet"),
            fees=FEES + FEES.replace("2017-11-01", "2026-01-01").replace("1100", "1500"),
        )
    )

    assert Authority.objects.get(slug="agency").procedure_in_force(on=date(2026, 6, 1)).version == "V"
    assert everything_of(case) == before


def everything_of(case) -> list:
    """The rows of a case, and what its rules say."""
    fresh = Application.objects.get(pk=case.pk)
    return [
        list(Application.objects.filter(pk=case.pk).values()),
        list(Answers.objects.filter(application=case).values()),
        list(fresh.events.order_by("number").values()),
        (fresh.procedure.version, fresh.procedure.duties, fresh.procedure.texts),
        (fresh.form_version.version, fresh.form_version.schema),
        list(fresh.form_version.attachment_rules.values()),
        [gap.sentence for gap in gaps(fresh)],
    ]


def use(authority, **begun):
    """A draft that pins the versions in force."""
    return start_application(by=UserFactory(), authority=authority, title="Hip fractures", **begun)


def test_rows_when_the_catalogue_drops_them_then_they_go_but_not_what_was_written_in_the_browser(tmp_path):
    load_catalogue(put(tmp_path))
    agency = Authority.objects.get(slug="agency")
    own = NoticeFactory(authority=agency)
    Variable.objects.get(name="FODDAT")

    load_catalogue(
        put(
            tmp_path,
            authority=AUTHORITY.split("[[notices]]")[0],
            patients=REGISTRY.rsplit("[[variables]]", 1)[0],
        )
    )

    assert list(agency.notices.all()) == [own]
    assert not Variable.objects.filter(name="FODDAT").exists()
    assert agency.legal_references.count() == 1


@pytest.mark.parametrize("deed", [remove_notice, partial(change_notice, values={"shown_to": date(2030, 1, 1)})])
def test_notice_when_an_administrator_took_it_over_then_the_catalogue_does_not_bring_it_back(tmp_path, deed):
    load_catalogue(put(tmp_path))
    agency = Authority.objects.get(slug="agency")
    by = UserFactory()
    Membership.objects.create(user=by, authority=agency, role=Role.ADMINISTRATOR)
    deed(by=by, notice=agency.notices.get())
    left = list(agency.notices.all())

    load_catalogue(put(tmp_path, authority=AUTHORITY + "\n"))

    assert list(agency.notices.all()) == left


def test_variable_when_a_case_asks_for_it_then_it_cannot_be_dropped(tmp_path):
    load_catalogue(put(tmp_path))
    case = use(Authority.objects.get(slug="agency"))
    variable = Variable.objects.get(name="FODDAT")
    RequestedVariable.objects.create(
        application=case, registry=variable.registry, variable=variable, reason="age", position=0
    )

    with pytest.raises(CatalogueProblems, match="“FODDAT”, so it cannot go"):
        load_catalogue(put(tmp_path, patients=REGISTRY.rsplit("[[variables]]", 1)[0]))

    assert Variable.objects.filter(name="FODDAT").exists()


def test_catalogue_when_fees_are_missing_then_the_authority_has_none(tmp_path):
    load_catalogue(put(tmp_path, fees=None) / "agency")

    assert not FeeSchedule.objects.exists()


def test_command_when_the_catalogue_is_right_then_it_says_what_was_loaded(tmp_path, capsys):
    call_command("load_catalogue", str(put(tmp_path)))
    call_command("load_catalogue", str(tmp_path))
    call_command("load_catalogue", str(tmp_path), "--again")

    assert capsys.readouterr().out.split("\n")[:3] == ["agency: loaded", "agency: unchanged", "agency: loaded"]


def test_procedure_when_the_form_stays_as_it_was_then_the_file_needs_none(tmp_path):
    load_catalogue(put(tmp_path, new_2020_01_01=LATER.split("[form]")[0]))

    assert FormVersion.objects.count() == 2
    assert Procedure.objects.count() == 3


def test_form_when_it_changes_alone_then_the_file_needs_no_procedure(tmp_path):
    alone = '[form]\nextends = "new-2017-11-01"\nversion = "S2"\n'

    load_catalogue(put(tmp_path, new_2018_01_01=alone))

    assert FormVersion.objects.get(version="S2").valid_from == date(2018, 1, 1)
    assert Procedure.objects.count() == 2
