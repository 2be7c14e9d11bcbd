"""Loading a catalogue: whole or not at all, again without a write, and every problem with its file and line."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from applications.actions.application import start_application
from applications.models import RequestedVariable
from registries.loading import CatalogueProblems, load_catalogue
from registries.models import Authority, FeeSchedule, FormVersion, Notice, Procedure, Registry, Variable
from tests.factories.people import UserFactory
from tests.factories.registries import AuthorityFactory, NoticeFactory, RegistryFactory
from tests.registries.papers import AUTHORITY, FEES, LATER, NEW, REGISTRY, line_of, put

pytestmark = pytest.mark.django_db


def problems(folder):
    with pytest.raises(CatalogueProblems) as refused:
        load_catalogue(folder)
    assert not Authority.objects.filter(slug="agency").exists()
    return refused.value.problems


def test_catalogue_when_it_is_right_then_every_row_is_there(tmp_path):
    loaded = load_catalogue(put(tmp_path))

    agency = Authority.objects.get(slug="agency")
    assert [(each.slug, each.changed) for each in loaded] == [("agency", True)]
    assert agency.notices.get().from_catalogue
    assert agency.legal_references.get().text["sv"].startswith("Sekretess gäller.")
    assert [variable.name for variable in agency.registries.get().variables.all()] == ["HDIA", "FODDAT"]
    assert agency.fees_in_force().hourly_rate == Decimal(1100)
    procedure = agency.procedure_in_force(on=date(2018, 1, 1))
    assert (procedure.version, procedure.text("before_applying", "en")) == ("S", "Läs detta först.")
    assert procedure.stage("assigned").limit_days == 30
    form = agency.form_in_force(on=date(2018, 1, 1))
    assert list(form.questions) == ["linkage", "linkage_with", "ended_on"]
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


def use(authority):
    """A draft that pins the versions in force."""
    return start_application(by=UserFactory(), authority=authority, title="Hip fractures")


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


# One line of one file changed, what is said then, and the line that it is said of: (stem, old, new, sentence, needle)
FILES = {"authority": AUTHORITY, "fees": FEES, "patients": REGISTRY, "new_2017_11_01": NEW, "new_2019_01_01": LATER}
WRONG = [
    ("authority", 'country = "SE"', 'country = "DK"', "“DK” is not known here; known: SE, NO", "DK"),
    ("authority", 'email = "agency', 'e_mail = "agency', "“e_mail” is not known here", "e_mail"),
    ("authority", 'currency = "SEK"\n', "", "“currency” is missing", "[authority]"),
    ("authority", 'slug = "agency"', 'slug = "other"', "they must be the same", "slug"),
    ("authority", 'slug = "agency"', 'slug = "The Agency"', "Small letters", "slug"),
    ("authority", "updated_on = 2026-11-20", 'updated_on = "soon"', "A date like 2017-11-01", "updated_on"),
    ("authority", "{seq:05d}/{year}", "{year}", "must hold {seq}", "case_number_pattern"),
    ("authority", 'email = "agency@example.org"', 'email = "agency"', "valid email", 'email = "agency"'),
    ("authority", 'text.sv = "Nu', 'text.dk = "Nu', "“dk” is no language of the portal", "text.dk"),
    ("authority", 'text.sv = "Nu handlägger vi ärenden från maj."', 'text.sv = ""', "text is missing", "text.sv"),
    (
        "authority",
        "shown_from = 2026-11-01",
        "shown_from = 2026-11-01\nshown_to = 2026-10-01",
        "cannot end",
        "[[notices]]",
    ),
    ("authority", "valid_from = 2009", "valid_from = 2009-13", "This is no TOML", "2009-13"),
    ("authority", 'short.sv = "24', 'short = "24', "A text is written per language", "short ="),
    ("fees", 'hourly_rate = "1100"', "hourly_rate = 1100.5", "An amount in quotation marks", "1100.5"),
    ("fees", 'hourly_rate = "1100"', 'hourly_rate = "much"', "An amount in quotation marks", "much"),
    ("fees", 'hourly_rate = "1100"', 'hourly_rate = "Infinity"', "An amount in quotation marks", "Infinity"),
    ("fees", 'base = "0"', 'base = "-1"', "less than nothing", "[[fee_schedules]]"),
    ("fees", 'base = "0"', 'base = "0.005"', "2 decimal places", "base"),
    ("fees", 'vat_percent = "25"', f'vat_percent = "25"\n{FEES}', "“2017-11-01” is there twice", "valid_from"),
    ("fees", "[[fee_schedules]]", "[fee_schedules]", "A list is expected", "[fee_schedules]"),
    ("patients", 'name = "FODDAT"', 'name = "HDIA"', "“HDIA” is there twice", 'name = "HDIA"'),
    ("patients", "identifying = true", 'identifying = "yes"', "true or false", "identifying"),
    ("patients", "from_year = 1964", "from_year = -1", "A whole number, 0 or more", "from_year"),
    ("patients", "from_year = 1964", "from_year = 1964\nto_year = 1900", "before the first", "[registry]"),
    ("patients", "[registry]", "[[registry]]", "A table is expected", "[[registry]]"),
    ("new_2017_11_01", 'key = "assigned"', 'key = "paused"', "“paused” is not known here", "paused"),
    ("new_2017_11_01", 'key = "submitted"', 'key = "delivery"', "“assigned” comes before “delivery”", '"assigned"'),
    ("new_2017_11_01", 'key = "assigned"', 'key = "submitted"', "“submitted” is there twice", 'key = "submitted"'),
    ("new_2017_11_01", 'role = "case_officer"', 'role = "boss"', "“boss” is not known here", "boss"),
    ("new_2017_11_01", "limit_days = 30", 'limit_days = "30"', "A whole number", "limit_days"),
    ("new_2017_11_01", "limit_days = 30", "limit_days = 0", "at least one working day", "[procedure]"),
    ("new_2017_11_01", 'version = "S"', 'version = "S"\nkind = "change"', "they must be the same", "kind ="),
    ("new_2017_11_01", 'version = "S"', "version = 1", "Text in quotation marks", "version"),
    ("new_2017_11_01", 'key = "linkage_with"', 'key = "linkage"', "“linkage” is there twice", 'key = "linkage"'),
    ("new_2017_11_01", 'key = "linkage_with"', 'key = "linkage-with"', "a letter first", "linkage-with"),
    ("new_2017_11_01", 'kind = "yes_no"', 'kind = "oracle"', "“oracle” is not known here", "oracle"),
    ("new_2017_11_01", 'kind = "yes_no"', 'kind = "choice"', "needs “choices”", 'kind = "choice"'),
    (
        "new_2017_11_01",
        'kind = "yes_no"',
        'kind = "choice"\nchoices = [{ label.sv = "x" }]',
        "“key” is missing",
        "choices",
    ),
    ("new_2017_11_01", 'visible_when = "linkage"', 'visible_when = "link"', "“link”, which is no question", '"link"'),
    ("new_2017_11_01", 'visible_when = "linkage"', 'visible_when = "linkage and"', "cannot be read", "linkage and"),
    (
        "new_2017_11_01",
        'required_when = "linkage"',
        "required_when = \"linkage == 'yes'\"",
        "different kinds",
        "== 'yes'",
    ),
    (
        "new_2017_11_01",
        'required_when = "linkage"',
        'required = true\nrequired_when = "linkage"',
        "not both",
        "required_when",
    ),
    ("new_2017_11_01", 'when = "linkage or', 'when = "nothing or', "“nothing”, which is no question", "nothing"),
    ("new_2017_11_01", 'kind = "date"', 'kind = "date"\nfact = "project.planet"', "no fact of a project", "planet"),
    ("new_2017_11_01", "min = 2004-01-01", "min = true", "A number, a date or text", "min ="),
    (
        "new_2017_11_01",
        "[procedure.texts.before_applying]\nsv",
        "[procedure]\ntexts",
        "This is no TOML",
        "[procedure]\ntexts",
    ),
    (
        "new_2017_11_01",
        '[procedure.texts.before_applying]\nsv = "Läs detta först."',
        "texts = 1",
        "A table is",
        "texts",
    ),
    (
        "new_2019_01_01",
        'extends = "new-2017-11-01"',
        'extends = "new-2000-01-01"',
        "no file “new-2000-01-01.toml”",
        "extends",
    ),
    ("new_2019_01_01", 'extends = "new-2017-11-01"', 'extends = "new-2019-01-01"', "in a circle", "extends"),
    ("new_2019_01_01", '"plan"', '"plans"', "no section and no attachment “plans”", "without"),
    ("new_2019_01_01", '[[stages]]\nkey = "assigned"\nname.sv = "Handläggare"', "", "no stages", "[procedure]"),
]


@pytest.mark.parametrize(("stem", "old", "new", "sentence", "needle"), WRONG)
def test_catalogue_when_a_line_is_wrong_then_the_problem_names_file_and_line(
    *, tmp_path, stem, old, new, sentence, needle
):
    text = FILES[stem].replace(old, new, 1)
    assert text != FILES[stem]

    found = [problem for problem in problems(put(tmp_path, **{stem: text})) if sentence in problem.sentence]

    assert found, "nothing was said"
    assert found[0].path.stem.replace("-", "_") == stem
    first = needle.split("\n", 1)[0]
    lines = [number for number, line in enumerate(text.split("\n"), start=1) if first in line]
    assert found[0].line in lines


def test_problem_when_it_lies_deep_then_its_line_is_exact(tmp_path):
    text = NEW.replace('key = "ended_on"', 'key = "ended on"')

    (problem,) = problems(put(tmp_path, new_2017_11_01=text))

    assert problem.line == line_of(text, "ended on")
    assert str(problem).startswith(f"{tmp_path}/agency/new-2017-11-01.toml:{problem.line}: ")


def test_problem_when_words_in_a_long_text_look_like_keys_then_lines_are_still_right(tmp_path):
    text = AUTHORITY.replace('key = "osl-24-8"', 'key = "OSL"')

    (problem,) = problems(put(tmp_path, authority=text))

    assert problem.line == line_of(text, '"OSL"')


def test_catalogue_when_several_files_are_wrong_then_all_of_it_is_said_at_once(tmp_path):
    folder = put(tmp_path, fees=FEES.replace('"25"', '"lots"'), patients=REGISTRY.replace("1964", '"then"'))

    assert [problem.path.name for problem in problems(folder)] == ["fees.toml", "patients.toml"]


def test_section_when_two_forms_share_it_then_what_is_wrong_with_it_is_said_once(tmp_path):
    folder = put(tmp_path, new_2017_11_01=NEW.replace('kind = "yes_no"', 'kind = "choice"'))

    assert len([problem for problem in problems(folder) if "needs “choices”" in problem.sentence]) == 1


def test_form_when_it_extends_one_that_extends_it_then_that_is_said(tmp_path):
    first = NEW.replace("[[sections]]", '[form]\nextends = "new-2019-01-01"\n\n[[sections]]', 1)

    assert any("in a circle" in problem.sentence for problem in problems(put(tmp_path, new_2017_11_01=first)))


def test_procedure_when_no_form_has_begun_then_that_is_said(tmp_path):
    bare = LATER.split("[form]")[0]

    found = problems(put(tmp_path, change_2019_01_01=bare))

    assert [problem.path.name for problem in found] == ["change-2019-01-01.toml"]
    assert "no form from that day" in found[0].sentence


def test_procedure_when_the_form_stays_as_it_was_then_the_file_needs_none(tmp_path):
    load_catalogue(put(tmp_path, new_2020_01_01=LATER.split("[form]")[0]))

    assert FormVersion.objects.count() == 2
    assert Procedure.objects.count() == 3


def test_form_when_it_changes_alone_then_the_file_needs_no_procedure(tmp_path):
    alone = '[form]\nextends = "new-2017-11-01"\nversion = "S2"\n'

    load_catalogue(put(tmp_path, new_2018_01_01=alone))

    assert FormVersion.objects.get(version="S2").valid_from == date(2018, 1, 1)
    assert Procedure.objects.count() == 2


@pytest.mark.parametrize("name", ["new", "new_2017_13_01", "notes"])
def test_file_when_its_name_says_nothing_then_that_is_said(tmp_path, name):
    assert "neither new-<date>.toml" in problems(put(tmp_path, **{name: NEW}))[0].sentence


def test_legal_reference_when_it_begins_twice_on_a_day_then_that_is_said(tmp_path):
    twice = AUTHORITY + "\n[[legal_references]]" + AUTHORITY.split("[[legal_references]]")[1]

    assert "“osl-24-8” is there twice" in problems(put(tmp_path, authority=twice))[0].sentence


def test_file_when_it_is_no_text_then_its_line_is_named(tmp_path):
    put(tmp_path)
    (tmp_path / "agency" / "fees.toml").write_bytes(b"# ok\n\xff\xfe")

    (problem,) = problems(tmp_path)

    assert (problem.path.name, problem.line) == ("fees.toml", 2)


def test_folder_when_it_has_no_authority_then_that_is_said(tmp_path):
    put(tmp_path, authority=None)
    (tmp_path / "another").mkdir()

    assert {problem.path.parent.name for problem in problems(tmp_path)} == {"agency", "another"}


def test_folder_when_it_is_empty_then_that_is_said(tmp_path):
    assert "no authority in this folder" in problems(tmp_path)[0].sentence


def test_registry_when_another_authority_has_its_slug_then_that_is_said(tmp_path):
    RegistryFactory(slug="patients", authority=AuthorityFactory(slug="other", name={"en": "Other"}))

    assert "Other already has a registry “patients”" in problems(put(tmp_path))[0].sentence


def test_catalogue_when_fees_are_missing_then_the_authority_has_none(tmp_path):
    load_catalogue(put(tmp_path, fees=None) / "agency")

    assert not FeeSchedule.objects.exists()


def test_command_when_the_catalogue_is_right_then_it_says_what_was_loaded(tmp_path, capsys):
    call_command("load_catalogue", str(put(tmp_path)))
    call_command("load_catalogue", str(tmp_path))
    call_command("load_catalogue", str(tmp_path), "--again")

    assert capsys.readouterr().out.split("\n")[:3] == ["agency: loaded", "agency: unchanged", "agency: loaded"]


def test_command_when_the_catalogue_is_wrong_then_it_stops_with_every_problem(tmp_path):
    with pytest.raises(CommandError, match=r"authority.toml:1: “currency” is missing(.|\n)*Nothing was loaded: 1"):
        call_command("load_catalogue", str(put(tmp_path, authority=AUTHORITY.replace('currency = "SEK"\n', ""))))
