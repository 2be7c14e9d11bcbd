"""Variable lists from files: what is taken, and what is said of the rest, by row and column (S8)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from openpyxl import load_workbook

from applications.actions.answers import Row
from applications.models import RequestedVariable
from applications.variable_import import TableError, merged, read_variables, template_for
from registries.models import Registry, Variable
from tests.applications.applicant import full_world, workbook  # noqa: F401

HEADER = ["Register", "Variabel", "Motivering"]


@pytest.fixture
def case(full):
    return full.draft()


def sentences(preview) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.sentence) for fault in preview.faults]


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
    assert [(row.variable.name, row.reason, row.number) for row in preview.taken] == [("INDATUM", "To date it", 2)]
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
    assert [row.registry.slug for row in preview.taken] == ["deaths"]
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
    assert [row.variable.name for row in preview.taken] == ["INDATUM", "HDIA"]
    assert preview.without_reason == 1


def test_rows_when_already_in_the_list_then_reasons_there_are_kept(case):
    names = {variable.name: variable for variable in Variable.objects.filter(registry__slug="patients")}
    for name, reason in (("INDATUM", "Mine"), ("HDIA", "")):
        RequestedVariable.objects.create(
            application=case, registry=names[name].registry, variable=names[name], reason=reason
        )
    table = workbook(HEADER, ["patients", "INDATUM", "Theirs"], ["patients", "HDIA", "Now with a reason"])
    preview = read_variables(table, case)
    assert "kept" in preview.faults[0].sentence
    assert [(row.variable.name, row.fills) for row in preview.taken] == [("HDIA", True)]
    assert read_variables(workbook(HEADER, ["patients", "INDATUM", "Mine"]), case).already == 1


def test_list_when_merged_then_nothing_in_it_is_written_over():
    stored = [Row(1, 9, "Mine"), Row(2, 9, "")]
    assert merged(stored, [(1, 9, "Theirs"), (2, 9, "Filled"), (3, 9, "New")]) == [
        Row(1, 9, "Mine"),
        Row(2, 9, "Filled"),
        Row(3, 9, "New"),
    ]


@pytest.mark.parametrize("name", ["list.csv", "list.txt"])
def test_text_when_read_then_is_taken_as_a_table(case, name):
    content = "Register;Variabel;Motivering\nPatientregistret;INDATUM;För att datera\n".encode("latin-1")
    preview = read_variables(SimpleUploadedFile(name, content), case)
    assert preview.taken[0].reason == "För att datera"


def test_table_when_cells_are_merged_then_is_refused_with_a_sentence(case):
    with pytest.raises(TableError, match="merged"):
        read_variables(workbook(HEADER, ["patients", "INDATUM", "x"], ["", "HDIA", "x"], merge="A2:A3"), case)


def test_table_when_it_has_a_hundred_thousand_rows_then_is_refused_with_a_sentence(case):
    content = "variable;reason\n" + "INDATUM;x\n" * 100_000
    with pytest.raises(TableError, match="100000"):
        read_variables(SimpleUploadedFile("list.csv", content.encode()), case)


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
