"""What is wrong with a catalogue: every problem with its file and line, all at once, and nothing is loaded."""

import re

import pytest
from django.core.management import CommandError, call_command

from registries.loading.folder import open_folder, read_folder
from tests.factories.registries import AuthorityFactory, RegistryFactory
from tests.registries.papers import (
    AUTHORITY,
    FEES,
    LATER,
    NEW,
    REGISTRY,
    line_of,
    problems,
    put,
)

pytestmark = pytest.mark.django_db

# One line of one file changed, what is said then, and the line that it is said of: (stem, old, new, sentence, needle)
BLANK_LABEL = 'key = "plan"\nrequired_when = "linkage"\nlabel.sv = "Forskningsplan"\nlabel.en = "Research plan"'
FILES = {"authority": AUTHORITY, "fees": FEES, "patients": REGISTRY, "new_2017_11_01": NEW, "new_2019_01_01": LATER}
WRONG = [
    ("authority", 'country = "SE"', 'country = "XX"', "no calendar of working days for the country “XX”", "XX"),
    ("authority", 'email = "agency', 'e_mail = "agency', "“e_mail” is not known here", "e_mail"),
    ("authority", 'language = "sv"', 'language = "no"', "“no” is not known here; known: sv, nb, en", "language"),
    ("authority", 'language = "sv"', 'language = "sv"\ntime_zone = "Europe/Bodø"', "A time zone like", "time_zone"),
    ("authority", 'currency = "SEK"\n', "", "“currency” is missing", "[authority]"),
    ("authority", 'slug = "agency"', 'slug = "other"', "they must be the same", "slug"),
    ("authority", 'slug = "agency"', 'slug = "The Agency"', "Small letters", "slug"),
    ("authority", "updated_on = 2026-11-20", 'updated_on = "soon"', "A date like 2017-11-01", "updated_on"),
    ("authority", "{seq:05d}/{year}", "{year}", "must hold {seq}", "case_number_pattern"),
    ("authority", 'email = "agency@example.org"', 'email = "agency"', "e-mail address like", 'email = "agency"'),
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
    ("authority", 'address = "106', 'about = "106', "A text is written per language", "about ="),
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
    (
        "new_2017_11_01",
        'visible_when = "linkage"',
        "visible_when = \"linkage_with == 'A'\"",
        "The condition makes “linkage_with” depend on itself: linkage_with → linkage_with",
        "linkage_with == 'A'",
    ),
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
    ("new_2017_11_01", 'key = "plan"', 'key = "plan"\nkinds = ["PDF"]', "“PDF” is not known here", "kinds"),
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
    # What a text for people lacks.
    ("authority", 'text.en = "We now', 'text.nb = "We now', "missing in en", "text.sv"),
    ("authority", '{ sv = "Myndigheten", en = "The Agency" }', '{ en = "The Agency" }', "missing in sv", "name ="),
    ("new_2017_11_01", 'label.en = "With what?"', 'label.en = " "', "missing in en", "Med vad?"),
    ("new_2017_11_01", 'label.en = "With what?"', "label.en = 5", "Text in quotation marks", "label.en = 5"),
    # What a rule, an attachment and a fee cannot do without.
    ("new_2017_11_01", 'required_when = "linkage"', 'required_when = "ended_on > 5"', "cannot be read", "ended_on > 5"),
    (
        "new_2017_11_01",
        'required_when = "linkage"',
        'required_when = "ended_on == 5"',
        "of different kinds",
        "ended_on == 5",
    ),
    ("new_2017_11_01", BLANK_LABEL, 'key = "plan"\nrequired_when = "linkage"', "“label” is missing", "[[attachments]]"),
    ("fees", "valid_from = 2017-11-01\n", "", "“valid_from” is missing", "[[fee_schedules]]"),
    ("fees", 'base = "0"', 'base = "0"\npricing = "free"', "“free” is not known here", "pricing"),
    ("fees", 'base = "0"', 'base = "0"\npricing = "quoted"', "quoted: then without base fee", "[[fee_schedules]]"),
    # New keys.
    ("authority", 'country = "SE"', 'country = "SE"\nreceives = "all"', "“all” is not known here", "receives"),
    ("patients", "identifying = true", 'tags = ["Birth Date"]', "Small letters", "tags"),
    ("patients", "from_year = 1964", 'email = "nobody"', "An e-mail address like", "nobody"),
    ("patients", "from_year = 1964", 'web = "example.org"', "An address like https://", "web ="),
    ("new_2017_11_01", 'version = "S"', 'version = "S"\nreview_kind = "vote"', "“vote” is not known here", "vote"),
    ("new_2017_11_01", "texts.before_applying", "texts.before_aplying", "“before_aplying” is not known", "aplying"),
    # Questions and what they name.
    ("new_2017_11_01", 'kind = "yes_no"', 'kind = "file"\noptions = { rule = "map" }', "no attachment “map”", "rule"),
    ("new_2017_11_01", 'kind = "yes_no"', 'kind = "file"', "needs “options.rule”", 'kind = "file"'),
    (
        "new_2017_11_01",
        'kind = "date"',
        'kind = "text_or_reference"\noptions.attachment = "map"',
        "no attachment “map”",
        "options.attachment",
    ),
    ("new_2017_11_01", 'kind = "date"', 'kind = "approvals"', "needs “choices”", 'kind = "approvals"'),
    (
        "new_2017_11_01",
        'kind = "date"',
        'kind = "date"\nfact = "project.period"',
        "kind “date” cannot tell “project.period”; one of these can: period",
        "project.period",
    ),
    (
        "new_2019_01_01",
        '[[stages]]\nkey = "assigned"\nname.sv = "Handläggare"\nname.en = "Officer"',
        "",
        "no stages",
        "[procedure]",
    ),
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


@pytest.mark.parametrize("stem", [stem for stem in FILES if stem != "fees"])
def test_texts_when_any_of_them_lacks_english_then_its_line_is_named(tmp_path, stem):
    lines = FILES[stem].split("\n")
    translated = [number for number, line in enumerate(lines) if re.match(r"(\w+\.)?en = ", line)]
    assert translated or ", en = " in FILES[stem]
    for number in translated:
        put(tmp_path, **{stem: "\n".join(lines[:number] + lines[number + 1 :])})
        folder = read_folder(open_folder(tmp_path / "agency"))
        found = [problem for problem in folder.problems if "missing in en" in problem.sentence]
        assert any(problem.line <= number + 1 < problem.line + 6 for problem in found), lines[number]


def test_folder_when_it_is_named_itself_and_has_no_authority_then_that_is_said(tmp_path):
    put(tmp_path, authority=None)

    (problem,) = problems(tmp_path / "agency")

    assert (problem.path, problem.line) == (tmp_path / "agency" / "authority.toml", 1)
    assert "every authority has one" in problem.sentence


def test_problem_when_it_is_written_then_it_names_file_line_and_key(tmp_path):
    text = NEW.replace('visible_when = "linkage"', 'visible_when = "link"')

    (problem,) = problems(put(tmp_path, new_2017_11_01=text))

    line = line_of(text, "visible_when")
    file = tmp_path / "agency" / "new-2017-11-01.toml"
    assert str(problem).startswith(f"{file}:{line}: sections 1 questions 2 visible_when: The condition names “link”")


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


def test_command_when_the_catalogue_is_wrong_then_it_stops_with_every_problem(tmp_path):
    with pytest.raises(
        CommandError, match=r"authority.toml:1: authority: “currency” is missing(.|\n)*Nothing was loaded: 1"
    ):
        call_command("load_catalogue", str(put(tmp_path, authority=AUTHORITY.replace('currency = "SEK"\n', ""))))


def test_checklist_when_its_file_has_no_form_then_is_checked_against_the_form_in_force(tmp_path):
    later = (
        LATER.split("[form]")[0] + '[[checklist]]\nkey = "own"\nlabel = { sv = "Egen", en = "Own" }\nwhen = "link or"\n'
    )

    (problem,) = problems(put(tmp_path, new_2019_01_01=later))

    assert "cannot be read" in problem.sentence
    assert (problem.path.name, problem.line) == ("new-2019-01-01.toml", line_of(later, "when ="))
