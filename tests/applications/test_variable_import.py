"""Variable lists from files: what is taken, and what is said of the rest, by row and column (S8)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from openpyxl import load_workbook

from applications.actions.answers import Row
from applications.models import RequestedVariable
from applications.variable_import import TableError, merged, read_variables, template_for
from registries.models import Registry, Variable
from tests.applications.applicant import ask_for_level, full_world, workbook  # noqa: F401

HEADER = ["Register", "Variabel", "Motivering"]


@pytest.fixture
def case(full):
    return full.draft()


def sentences(preview) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.sentence) for fault in preview.faults]


def written(row) -> list[str]:
    return [text for text, _more in row.cells]


@pytest.mark.parametrize(
    "header",
    [
        ["registry", "variable", "reason"],
        ["Register", "Variabel", "Motivering"],
        ["REGISTER", "variabel", "Begrunnelse"],
    ],
)
def test_columns_when_named_in_any_language_then_are_found(case, header):
    preview = read_variables(workbook(header, ["Patientregistret", "indatum", "To date it"]), case)
    assert [(written(row), row.number) for row in preview.taken] == [(["Patient register", "INDATUM", "To date it"], 2)]
    assert not preview.faults


def test_columns_when_missing_then_each_is_named_and_nothing_is_read(case):
    preview = read_variables(workbook(["Variabel", "note"], ["INDATUM", "x"]), case)
    assert [fault.column for fault in preview.faults] == ["reason"]
    assert not preview.taken


def test_registry_column_when_several_are_chosen_then_is_needed(case):
    case.registries.add(Registry.objects.get(slug="deaths"))
    preview = read_variables(workbook(["Variabel", "Motivering"], ["INDATUM", "x"]), case)
    assert [fault.column for fault in preview.faults] == ["registry"]


def test_registry_when_left_out_and_only_one_can_be_meant_then_is_that_one(case):
    case.registries.add(Registry.objects.get(slug="deaths"))
    preview = read_variables(workbook(HEADER, ["", "DODSDAT", "x"], ["", "WHAT", "y"]), case)
    assert [written(row)[0] for row in preview.taken] == ["Cause of death"]
    assert sentences(preview) == [(3, "Register", "Say which registry the variable is to be taken from.")]


def test_rows_when_wrong_then_are_told_by_row_and_column_and_good_ones_kept(case):
    table = workbook(
        HEADER,
        ["Patientregistret", "INDATUM", "To date it"],
        ["Patientregistret", "NOPE", "x"],
        ["Nonsense", "HDIA", "x"],
        ["deaths", "DODSDAT", "x"],
        ["Patientregistret", "INDATUM", "twice"],
        ["Patientregistret", "", "x"],
        ["Patient register", "HDIA", ""],
    )
    preview = read_variables(table, case)
    found = sentences(preview)
    assert [(row, column) for row, column, _sentence in found] == [
        (3, "Variabel"),
        (4, "Register"),
        (5, "Register"),
        (6, "Variabel"),
        (7, "Variabel"),
    ]
    assert "“NOPE”" in found[0][2] and "“Nonsense”" in found[1][2] and "chosen" in found[2][2]
    assert "row 2" in found[3][2]
    assert [written(row)[1] for row in preview.taken] == ["INDATUM", "HDIA"]
    assert preview.incomplete == 1


def test_rows_when_already_in_the_list_then_reasons_there_are_kept(case):
    names = {variable.name: variable for variable in Variable.objects.filter(registry__slug="patients")}
    for name, reason in (("INDATUM", "Mine"), ("HDIA", "")):
        RequestedVariable.objects.create(
            application=case, registry=names[name].registry, variable=names[name], reason=reason
        )
    table = workbook(HEADER, ["patients", "INDATUM", "Theirs"], ["patients", "HDIA", "Now with a reason"])
    preview = read_variables(table, case)
    assert "kept" in preview.faults[0].sentence
    assert [(written(row)[1], row.note) for row in preview.taken] == [("HDIA", "fills in what is missing in your list")]
    assert read_variables(workbook(HEADER, ["patients", "INDATUM", "Mine"]), case).already == 1


def test_list_when_merged_then_nothing_in_it_is_written_over():
    stored = [Row(1, 9, "Mine"), Row(2, 9, "")]
    assert merged(stored, [(1, 9, "Theirs", "day"), (2, 9, "Filled", ""), (3, 9, "New", "year")]) == [
        Row(1, 9, "Mine", "day"),
        Row(2, 9, "Filled"),
        Row(3, 9, "New", "year"),
    ]


@pytest.mark.parametrize("name", ["list.csv", "list.txt"])
def test_text_when_read_then_is_taken_as_a_table(case, name):
    content = "Register;Variabel;Motivering\nPatientregistret;INDATUM;För att datera\n".encode("latin-1")
    preview = read_variables(SimpleUploadedFile(name, content), case)
    assert written(preview.taken[0])[-1] == "För att datera"


def test_table_when_cells_are_merged_then_is_refused_with_a_sentence(case):
    with pytest.raises(TableError, match="merged"):
        read_variables(workbook(HEADER, ["patients", "INDATUM", "x"], ["", "HDIA", "x"], merge="A2:A3"), case)


def test_table_when_it_has_a_hundred_thousand_rows_then_is_refused_with_a_sentence(case):
    content = "variable;reason\n" + "INDATUM;x\n" * 100_000
    with pytest.raises(TableError, match="100000"):
        read_variables(SimpleUploadedFile("list.csv", content.encode()), case)


def test_level_when_the_form_asks_for_it_then_is_read_and_missing_ones_are_told(full):
    ask_for_level(full.form)
    case = full.draft()
    header = ["Variabel", "Detaljnivå", "Motivering"]
    table = workbook(header, ["INDATUM", "day", "To date it"], ["HDIA", "", "Outcome"])
    preview = read_variables(table, case)
    assert [written(row)[2:] for row in preview.taken] == [["day", "To date it"], ["", "Outcome"]]
    assert [row.note for row in preview.taken] == ["", "no level of detail yet"]
    assert preview.taken[0].value[1:] == ["To date it", "day"]
    sheet = template_for(case).worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["registry", "variable", "level of detail", "reason"]


def test_level_when_the_list_says_another_then_that_one_is_kept(full):
    ask_for_level(full.form)
    case = full.draft()
    variable = Variable.objects.get(name="INDATUM")
    RequestedVariable.objects.create(
        application=case, registry=variable.registry, variable=variable, reason="Mine", level="year"
    )
    preview = read_variables(workbook(["Variabel", "level", "Motivering"], ["INDATUM", "day", "Mine"]), case)
    assert "another level" in preview.faults[0].sentence and not preview.taken


def test_template_when_read_in_again_then_changes_nothing_and_runs_no_formula(case, tmp_path):
    variable = Variable.objects.get(name="INDATUM")
    RequestedVariable.objects.create(
        application=case, registry=variable.registry, variable=variable, reason="=HYPERLINK('x')"
    )
    with translation.override("sv"):
        path = tmp_path / "variables.xlsx"
        template_for(case).save(path)
    assert load_workbook(path).worksheets[0]["C2"].data_type == "s"
    preview = read_variables(SimpleUploadedFile("variables.xlsx", path.read_bytes()), case)
    assert (preview.already, preview.taken, preview.faults) == (1, [], [])
