"""Variables written to a file and read from one."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from openpyxl import Workbook

from registries.variable_files import TableError, read_variables, write_csv, write_xlsx
from tests.factories.registries import RegistryFactory, VariableFactory

pytestmark = pytest.mark.django_db

HEADER = ["name", "label (sv)", "label (en)"]


@pytest.fixture
def patients():
    registry = RegistryFactory(slug="patients")
    VariableFactory(
        registry=registry,
        name="FODDAT",
        label={"sv": "Födelsedatum", "en": "Date of birth", "nb": "Fødselsdato"},
        description={"sv": "=Hela\ndatumet; inte året", "en": "-The full\ndate"},
        identifying=True,
        from_year=1964,
        to_year=1999,
        less_detail=["KON"],
        tags=["full_birth_date", "birth"],
        position=1,
    )
    VariableFactory(
        registry=registry,
        name="KON",
        label={"sv": "Kön", "en": "Sex"},
        sensitivity="sensitive",
        code_system="ISO 5218",
        values=[
            {"code": "1", "label": {"sv": "Man", "en": "Male; or = so"}},
            {"code": ">=2", "label": {"sv": "Kvinna", "en": "Female"}},
        ],
        web="https://example.org/kon",
        position=2,
    )
    return registry


def text(*rows: list[str]) -> SimpleUploadedFile:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    return SimpleUploadedFile("variables.csv", out.getvalue().encode())


def sentences(found) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.column, problem.sentence) for problem in found.problems]


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
@pytest.mark.parametrize("language", ["en", "sv", "nb"])
def test_written_file_when_read_again_then_changes_nothing(patients, write, language):
    with translation.override(language):
        content = write(patients)

    rows, problems = found = read_variables(SimpleUploadedFile("file", content), patients)

    assert not problems and not found.gone
    assert [row.variable.name for row in rows] == ["FODDAT", "KON"]
    assert [row.changes for row in rows] == [{}, {}]


def test_written_text_when_opened_then_no_cell_is_a_formula(patients):
    written = write_csv(patients).decode("utf-8-sig")

    cells = [cell for row in csv.reader(io.StringIO(written), delimiter=";") for cell in row]
    assert "'=Hela\ndatumet; inte året" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_file_when_it_adds_changes_and_leaves_out_then_each_is_told_apart(patients):
    found = read_variables(text(HEADER, ["kon", "Kön", "Gender"], [], ["NY", "Ny", "New"]), patients)

    assert not found.problems
    changed, added = found.rows
    assert (changed.line, changed.variable.name) == (2, "KON")
    assert changed.changes == {"name": "kon", "label": {"sv": "Kön", "en": "Gender"}}
    assert added.line == 4 and added.variable is None and added.changes["name"] == "NY"
    assert [variable.name for variable in found.gone] == ["FODDAT"]


def test_file_when_a_language_has_no_column_then_its_texts_stay(patients):
    found = read_variables(text(HEADER, ["FODDAT", "Född", "Born"]), patients)

    assert found.rows[0].changes == {"label": {"sv": "Född", "en": "Born", "nb": "Fødselsdato"}}


def test_code_list_when_one_language_comes_then_the_others_stay(patients):
    found = read_variables(text([*HEADER, "values_sv"], ["KON", "Kön", "Sex", "1 = Karl; >=2 = Kvinna"]), patients)

    assert found.rows[0].changes["values"][0] == {"code": "1", "label": {"sv": "Karl", "en": "Male; or = so"}}


def test_file_when_headings_are_of_another_language_or_keys_then_it_is_read(patients):
    header = ["Name", "LABEL_SV", "label en", "points out a person", "sensitivity", "from-year"]
    found = read_variables(text(header, ["A", "a", "a", "ja", "special category of personal data", "1990"]), patients)

    assert not found.problems
    assert found.rows[0].values == {
        "name": "A",
        "label": {"sv": "a", "en": "a"},
        "identifying": True,
        "sensitivity": "sensitive",
        "from_year": 1990,
    }


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("from_year", "19x", "“19x” is no year"),
        ("to_year", "12345", "“12345” is no year"),
        ("identifying", "maybe", "neither yes nor no"),
        ("sensitivity", "very", "“very” is no level of sensitivity; known: personal data"),
        ("web", "example", "“example” is no web address"),
        ("values_sv", "Man", "“Man” says no code"),
        ("values_sv", "1 = a; 1 = b", "The code “1” is there twice"),
        ("values_sv", "1 = Man", "The code “1” has no meaning in en"),
        ("description_sv", "Bara svenska", "The text is missing in en"),
        ("code_system", "x" * 101, "At most 100 characters"),
        ("less_detail", "NOTHING", "“NOTHING” is no other variable of this file"),
        ("less_detail", "A", "“A” is no other variable of this file"),
        ("tags", "Two Words", "“Two” is no tag"),
    ],
)
def test_cell_when_it_cannot_be_read_then_its_line_and_column_are_named(patients, column, cell, words):
    found = read_variables(text([*HEADER, column], ["B", "b", "b", ""], ["A", "a", "a", cell]), patients)

    [problem] = found.problems
    assert (problem.line, words in problem.sentence) == (3, True)
    assert [row.values["name"] for row in found.rows] == ["B"]


def test_rows_when_names_or_labels_are_wrong_then_each_fault_has_its_line(patients):
    rows = [["", "a", "a"], ["A", "", "a"], ["B", "b", "b"], ["b", "b", "b"], ["C", "", ""]]

    found = read_variables(text(HEADER, *rows), patients)

    assert sentences(found) == [
        (2, "name", "The name of the variable is missing."),
        (3, "label (sv)", "The text is missing in sv: each has the authority's own language and English."),
        (5, "name", "“b” stands already in row 4."),
        (6, "label (en)", "The text is missing in en, sv: each has the authority's own language and English."),
    ]


def test_years_when_the_last_is_before_the_first_then_it_is_said(patients):
    header = [*HEADER, "to year"]

    found = read_variables(text(header, ["FODDAT", "a", "a", "1960"]), patients)

    assert sentences(found) == [(2, "to year", "The last year cannot be before the first.")]


def test_header_when_columns_are_missing_or_unknown_then_nothing_else_is_read(patients):
    found = read_variables(text(["name", "label_sv", "colour", "name"], ["A", "a", "red", "A"]), patients)

    assert [(line, column) for line, column, _sentence in sentences(found)] == [
        (1, "label (en)"),
        (1, "colour"),
        (1, "name"),
    ]
    assert not found.rows and not found.gone


def test_workbook_when_it_has_numbers_then_they_are_read_as_they_look(patients):
    book, out = Workbook(), io.BytesIO()
    for row in ([*HEADER, "from year"], [7, "sju", "seven", 1990]):
        book.active.append(row)
    book.save(out)

    found = read_variables(SimpleUploadedFile("variables.xlsx", out.getvalue()), patients)

    assert (found.rows[0].values["name"], found.rows[0].values["from_year"]) == ("7", 1990)


def test_file_when_it_is_no_table_then_it_is_refused_with_a_sentence(patients):
    with pytest.raises(TableError, match="The file is empty"):
        read_variables(SimpleUploadedFile("variables.csv", b""), patients)
