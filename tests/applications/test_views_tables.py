"""Questions that are tables, in the browser: rows added, removed and read from files, with nothing typed being lost."""

import pytest
from openpyxl import load_workbook

from applications.forms.section import with_row_button
from applications.models import Answers, RequestedVariable
from applications.table_import import read_rows, rows_workbook, with_rows
from registries.schema import read_question
from tests.applications.applicant import (  # noqa: F401
    TEAM,
    address,
    ask_for_level,
    fill,
    full_world,
    page_of,
    researchers_browser,
    workbook,
)
from tests.applications.test_coverage import ETHICS, PERIOD

HTMX = {"HTTP_HX_REQUEST": "true"}
ADA = {"name": "Ada", "title": "", "affiliation": "Umeå universitet", "email": ""}
PEOPLE, APPROVALS = (read_question(question) for question in TEAM["questions"][:2])


@pytest.fixture
def case(full):
    return full.draft()


def values(case) -> dict:
    return Answers.objects.get(application=case).values


def team(*people, **typed) -> dict:
    """What the page of the section “team” posts."""
    rows = {f"team__{place}__{name}": text for place, row in enumerate(people) for name, text in row.items()}
    return {"version": "0", "asked": ["team", "approvals", "routines"]} | rows | typed


def test_table_when_nothing_is_written_then_shows_one_row_to_write_in(browser, case):
    page = page_of(browser, case, "form/team/")
    assert "Person 1" in page and "Person 2" not in page and "remove_row:team" not in page
    assert 'name="approvals__0__what"' in page and "Add an approval" in page
    assert "Or where it stands in the attachment “Approval”" in page


def test_row_when_added_then_what_was_typed_is_saved_and_the_new_row_stands_below(browser, case):
    answer = browser.post(address(case, "form/team/"), team(ADA, do="add_row:team"))
    assert answer.url == address(case, "form/team/") + "#id_team__1__name"
    assert values(case)["team"] == [ADA, {}]
    page = page_of(browser, case, "form/team/")
    assert 'value="Ada"' in page and "Person 2" in page and "remove_row:team:1" in page


def test_row_when_removed_then_only_that_row_goes(browser, case):
    rut = ADA | {"name": "Rut"}
    answer = browser.post(address(case, "form/team/"), team(ADA, rut, do="remove_row:team:0"))
    assert answer.url == address(case, "form/team/") + "#id_team"
    assert values(case)["team"] == [rut]


@pytest.mark.parametrize("do", ["add_row:nothing", "remove_row:team:x", "add_row:title", "next", ""])
def test_row_button_when_it_names_no_row_then_rows_stay(do):
    assert with_row_button({"team": [ADA]}, do) == {"team": [ADA]}


def test_row_button_when_it_names_no_table_then_the_section_is_saved(browser, case):
    assert browser.post(address(case, "form/team/"), team(ADA, do="add_row:routines_of_none")).status_code == 302
    assert values(case)["team"] == [ADA]


def test_row_when_something_is_wrong_then_the_cell_is_told_and_the_words_are_kept(browser, case):
    answer = browser.post(address(case, "form/team/"), team(ADA, {"name": "Rut", "email": "none"}, do="next"))
    page = answer.content.decode()
    assert answer.status_code == 200 and 'href="#id_team__1__email"' in page
    assert 'value="none"' in page and 'aria-describedby="id_team__1__email_error"' in page
    assert "Person 2: “none” is no e-mail address" in page


def test_rows_when_two_windows_differ_then_both_are_shown_and_typed_ones_kept(browser, case):
    browser.post(address(case, "form/team/"), team(ADA), **HTMX)
    answer = browser.post(address(case, "form/team/"), team(ADA | {"name": "Rut"}, do="next"))
    page = answer.content.decode()
    assert answer.status_code == 409 and "Saved in the other window" in page
    assert "Ada:" in page and 'value="Rut"' in page
    assert values(case)["team"] == [ADA]


def test_review_when_there_are_tables_then_shows_their_rows_and_what_is_missing(browser, case):
    fill(case, team=[ADA, ADA | {"name": "Rut", "affiliation": ""}], approvals=[ETHICS | {"to": "2020-12-31"}])
    values_ = values(case) | {"period": PERIOD}
    Answers.objects.filter(application=case).update(values=values_)
    page = page_of(browser, case, "review/")
    assert "<td" in page and "Rut" in page and "Umeå universitet" in page
    assert "Person 2: “Affiliation” is empty" in page and "2021–2024" in page
    assert "form/team/?mend=1#id_approvals__0__to" in page


def test_level_when_the_form_asks_for_it_then_is_written_read_and_required(full, browser):
    ask_for_level(full.form)
    case, variable = full.draft(), full.registry.variables.first()
    typed = {"row": [variable.pk], f"reason_{variable.pk}": "To date it", "asked": ["sources", "variables"]}
    page = browser.post(address(case, "form/data/"), typed | {"version": "0", "sources": "patients", "do": "next"})
    assert "There is no level yet for: INDATUM" in page.content.decode()
    typed |= {f"level_{variable.pk}": "day", "version": "1", "sources": "patients", "do": "next"}
    assert browser.post(address(case, "form/data/"), typed).status_code == 302
    assert RequestedVariable.objects.get(application=case).level == "day"
    assert 'value="day"' in page_of(browser, case, "form/data/")
    assert "Level of detail" in page_of(browser, case, "review/")


def test_file_of_people_when_read_then_is_shown_before_it_is_taken_over(browser, case):
    fill(case, team=[ADA])
    table = workbook(
        ["Namn", "Affiliation", "E-post"],
        ["Ada", "Umeå universitet", ""],
        ["Rut", "Lunds universitet", "rut@example.org"],
        ["Siv", "", ""],
        ["Per", "Luleå", "none"],
    )
    answer = browser.post(address(case, "form/team/team/import/"), {"file": table})
    page = answer.content.decode()
    assert "Take over 2 rows" in page and "1 row says what your list says already" in page
    assert "“none” is no e-mail address" in page and "1 is not complete yet" in page
    assert values(case)["team"] == [ADA]
    taken = browser.post(address(case, "form/team/team/import/"), {"rows": answer.context["rows"]})
    assert taken.url == address(case, "form/team/") + "#id_team"
    assert [row["name"] for row in values(case)["team"]] == ["Ada", "Rut", "Siv"]


def test_file_when_read_for_another_question_or_changed_then_adds_nothing(browser, case):
    table = workbook(["name", "affiliation"], ["Rut", "Lund"])
    rows = browser.post(address(case, "form/team/team/import/"), {"file": table}).context["rows"]
    browser.post(address(case, "form/team/approvals/import/"), {"rows": rows})
    browser.post(address(case, "form/team/team/import/"), {"rows": rows + "x"})
    assert not values(case).get("team") and not values(case).get("approvals")


@pytest.mark.parametrize("rest", ["form/team/routines/import/", "form/team/nothing/import/", "form/x/team/import/"])
def test_file_when_the_question_is_no_list_then_is_not_found(browser, case, rest):
    assert browser.post(address(case, rest), {}).status_code == 404


def test_file_when_it_is_no_table_then_is_told_at_its_question(browser, case):
    answer = browser.post(address(case, "form/team/approvals/import/"), {})
    assert answer.status_code == 422
    assert 'id="approvals_file_error"' in answer.content.decode() and "team_file_error" not in answer.content.decode()


def test_file_of_approvals_when_read_then_choices_and_days_are_understood(full):
    header = ["Vad", "what", "Reference number", "Covers data from", "Covers data to", "Variables that it covers"]
    table = workbook(
        header,
        ["", "Etikgodkännande", "2019-1", "2005-01-01", "2024-12-31", "=1+1"],
        ["", "licence", "17/3", "2005-01-01", "2004-12-31", ""],
        ["", "nonsense", "17/3", "2005-01-01", "2024-12-31", ""],
    )
    preview = read_rows(table, APPROVALS, [], full.authority)
    assert [row.value["what"] for row in preview.taken] == ["ethics"]
    assert [(fault.row, fault.column) for fault in preview.faults] == [(3, "Covers data to"), (4, "what")]


def test_file_when_a_needed_column_is_missing_then_it_is_named(full):
    preview = read_rows(workbook(["Name"], ["Ada"]), PEOPLE, [], full.authority)
    assert [fault.column for fault in preview.faults] == ["Affiliation"] and not preview.taken


def test_file_when_the_table_is_full_then_what_does_not_fit_is_told(full):
    stored = [ADA | {"name": str(number)} for number in range(499)]
    table = workbook(["name", "affiliation"], ["Rut", "Lund"], ["Siv", "Lund"])
    preview = read_rows(table, PEOPLE, stored, full.authority)
    assert len(preview.taken) == 1 and "500 rows at most" in preview.faults[0].sentence


def test_rows_when_added_twice_then_stand_there_once():
    assert with_rows(PEOPLE, [{}, ADA], [ADA | {"name": " Ada "}, {}, ADA | {"name": "Rut"}]) == [
        ADA,
        ADA | {"name": "Rut"},
    ]


def test_workbook_when_read_in_again_then_changes_nothing(browser, full, case, tmp_path):
    approval = ETHICS | {"decided_on": "2019-03-04", "variables": "=HYPERLINK('x')"}
    path = tmp_path / "approvals.xlsx"
    rows_workbook(APPROVALS, [{}, approval]).save(path)
    sheet, choices = load_workbook(path).worksheets
    assert sheet["A2"].value == "Ethical approval" and sheet["F2"].data_type == "s"
    assert [row[0].value for row in choices.iter_rows(min_row=2)] == ["Ethical approval", "Licence"]
    with path.open("rb") as file:
        assert read_rows(file, APPROVALS, [approval], full.authority).already == 1
    answer = browser.get(address(case, "form/team/approvals/template/"))
    assert answer["Content-Type"].endswith("sheet") and "approvals.xlsx" in answer["Content-Disposition"]
