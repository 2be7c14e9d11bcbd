"""The form in the browser: saved as one types, nothing lost, nobody's words written over."""

import pytest

from applications.models import Answers, RequestedVariable
from registries.models import Variable
from tests.applications.applicant import address, full_world, pdf, researchers_browser, signed_in, workbook  # noqa: F401
from tests.factories.people import PASSWORD

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def case(full):
    return full.draft()


def values(case) -> dict:
    return Answers.objects.get(application=case).values


def study(**typed) -> dict:
    """What the page of the section “study” posts."""
    asked = ["title", "by_diagnosis", "period", "registries"]
    plain = {"title": "A title", "registries": ["patients"], "version": "0", "asked": asked}
    return plain | typed


def test_section_when_shown_then_has_its_questions_states_and_no_complaints(browser, case):
    page = browser.get(address(case, "form/study/")).content.decode()
    assert 'id="id_title"' in page and "Section 2 of 6" in page
    assert "id_diagnoses__codes" not in page
    assert "data-summary" not in page and "aria-invalid" not in page


def test_section_when_unknown_then_is_not_found(browser, case):
    assert browser.get(address(case, "form/nothing/")).status_code == 404


def test_form_when_begun_then_leads_to_the_first_section_that_is_not_whole(full, browser):
    empty = full.draft(whole=False)
    answer = browser.get(address(empty, "form/"))
    assert answer.url == address(empty, "form/principal/")


def test_autosave_when_an_answer_brings_a_question_then_only_what_changed_is_sent(browser, case):
    answer = browser.post(address(case, "form/study/"), study(by_diagnosis="yes"), **HTMX).content.decode()
    assert 'id="slot_diagnoses" hx-swap-oob="true"' in answer and "id_diagnoses__codes" in answer
    assert 'id="version" value="1"' in answer and "slot_title" not in answer
    assert values(case)["by_diagnosis"] == "yes"


def test_autosave_when_a_question_goes_then_what_it_held_is_kept(browser, case):
    codes = {"diagnoses__classification": "ICD-10-SE", "diagnoses__codes": "S72.0"}
    shown = study(by_diagnosis="yes", version="0", **codes)
    browser.post(address(case, "form/study/"), shown | {"asked": [*shown["asked"], "diagnoses"]}, **HTMX)
    browser.post(address(case, "form/study/"), study(by_diagnosis="no", version="1"), **HTMX)
    assert values(case)["diagnoses"]["codes"] == "S72.0"


def test_save_without_script_when_a_question_came_then_stays_on_the_section(browser, case):
    answer = browser.post(address(case, "form/study/"), study(by_diagnosis="yes", do="next"))
    assert answer.url == address(case, "form/study/") + "#slot_diagnoses"


def test_save_when_something_is_wrong_then_is_saved_and_told_at_the_field(browser, case):
    typed = {"principal__name": "Umeå universitet", "principal__number": "202100-2875", "is_authority": "yes"}
    asked = ["principal", "is_authority", "representative"]
    answer = browser.post(address(case, "form/principal/"), typed | {"do": "next", "version": "0", "asked": asked})
    page = answer.content.decode()
    assert answer.status_code == 200 and "One thing to mend here" in page
    assert 'href="#id_principal__number"' in page and 'aria-invalid="true"' in page
    assert values(case)["principal"]["number"] == "202100-2875"


def test_save_when_an_answer_is_missing_then_goes_on_and_says_so(browser, case):
    answer = browser.post(address(case, "form/study/"), study(title="", do="next"), follow=True)
    assert answer.redirect_chain[-1][0] == address(case, "form/invoicing/")
    assert "one answer is still missing" in answer.content.decode()


def test_save_when_whole_then_goes_on_to_the_next_section(browser, case):
    answer = browser.post(address(case, "form/study/"), study(do="next", by_diagnosis="no"))
    assert answer.url == address(case, "form/invoicing/")


def test_save_when_stale_then_both_versions_are_shown_and_typed_words_kept(browser, case):
    browser.post(address(case, "form/study/"), study(title="First window"), **HTMX)
    answer = browser.post(address(case, "form/study/"), study(title="Second window", do="next"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "First window" in page and 'value="Second window"' in page and "Keep mine" in page
    assert values(case)["title"] == "First window"
    mine = study(title="Second window", newest="1", do="keep_mine")
    browser.post(address(case, "form/study/"), mine)
    assert values(case)["title"] == "Second window"


def test_autosave_when_stale_then_conflict_is_swapped_in_and_fields_left_alone(browser, case):
    browser.post(address(case, "form/study/"), study(title="First window"), **HTMX)
    answer = browser.post(address(case, "form/study/"), study(title="Second window"), **HTMX)
    assert answer.status_code == 409
    assert 'id="conflict" hx-swap-oob="true"' in answer.content.decode()
    assert "id_title" not in answer.content.decode()


def test_conflict_when_the_other_one_is_taken_then_nothing_is_written(browser, case):
    answer = browser.post(address(case, "form/study/"), study(title="Mine", do="take_theirs"))
    assert answer.url == address(case, "form/study/")
    assert values(case)["title"] != "Mine"


def test_section_when_sent_then_cannot_be_written_and_typed_words_stay(full, browser, case):
    _send(full, browser, case)
    answer = browser.post(address(case, "form/study/"), study(title="Too late"))
    assert answer.status_code == 409 and 'value="Too late"' in answer.content.decode()
    assert browser.get(address(case, "form/study/")).status_code == 302


def _send(full, browser, case):
    browser.post(address(case, "attachments/add/approval/"), {"file": pdf(), "section": "files"})
    full.submit(case)


def test_session_when_it_has_ended_then_autosave_says_so_and_typed_words_survive_the_sign_in(full, client, case):
    assert client.post(address(case, "form/study/"), study(), **HTMX).status_code == 401
    answer = client.post(address(case, "form/study/"), study(title="Typed too late"))
    assert "/account/login/" in answer.url and "study" in answer.url
    client.post("/account/login/", {"login": full.researcher.email, "password": PASSWORD})
    page = client.get(address(case, "form/study/")).content.decode()
    assert 'value="Typed too late"' in page and "not saved yet" in page
    assert 'value="Typed too late"' not in client.get(address(case, "form/study/")).content.decode()


def ids(*names) -> list[int]:
    return [Variable.objects.get(name=name).pk for name in names]


def data(**typed) -> dict:
    """What the page of the section “data” posts."""
    return {"sources": ["patients"], "version": "0", "asked": ["sources", "variables"]} | typed


def test_variables_when_chosen_then_are_added_and_reasons_kept(browser, case):
    first, second = ids("INDATUM", "HDIA")
    browser.post(address(case, "form/data/"), data(do="add", add=[first]))
    typed = {"row": [first], f"reason_{first}": "To date it", "version": "1", "add": [second]}
    browser.post(address(case, "form/data/"), data(do="add", **typed))
    rows = dict(case.requested_variables.values_list("variable_id", "reason"))
    assert rows == {first: "To date it", second: ""}


def test_variables_when_removed_then_only_that_row_goes(browser, case):
    first, second = ids("INDATUM", "HDIA")
    rows = {"row": [first, second], f"reason_{first}": "One", f"reason_{second}": "Two"}
    browser.post(address(case, "form/data/"), data(do=f"remove:{first}", **rows))
    assert list(case.requested_variables.values_list("variable_id", "reason")) == [(second, "Two")]


def test_variables_when_the_page_does_not_ask_for_level_or_own_reason_then_they_stay_as_stored(browser, case):
    (first,) = ids("INDATUM")
    kept = {"level": "year", "identifying_reason": "Only so"}
    RequestedVariable.objects.create(application=case, registry_id=_registry(first), variable_id=first, **kept)
    browser.post(address(case, "form/data/"), data(row=[first], **{f"reason_{first}": "To date it"}))
    assert case.requested_variables.values("reason", *kept).get() == kept | {"reason": "To date it"}
    table = workbook(["Registry", "Variable", "Level", "Reason"], ["patients", "INDATUM", "day", "To date it"])
    page = browser.post(address(case, "form/data/variables/import/"), {"file": table})
    browser.post(address(case, "form/data/variables/import/"), {"rows": page.context["rows"]})
    assert case.requested_variables.values(*kept).get() == kept
    emptied = {f"level_{first}": "", f"identifying_{first}": ""}
    browser.post(address(case, "form/data/"), data(row=[first], version="2", **emptied))
    assert case.requested_variables.values(*kept).get() == {"level": "", "identifying_reason": ""}


def test_variables_when_a_registry_is_unticked_then_rows_stay_and_are_asked_about(browser, case):
    (first,) = ids("INDATUM")
    rows = {"row": [first], f"reason_{first}": "To date it"}
    answer = browser.post(address(case, "form/data/"), data(sources=[], **rows), **HTMX).content.decode()
    assert case.requested_variables.get().reason == "To date it"
    assert "belong to a registry that is not chosen" in answer and "Choose a registry first" in answer


def test_variables_when_two_windows_differ_then_are_shown_side_by_side(browser, case):
    first, second = ids("INDATUM", "HDIA")
    browser.post(address(case, "form/data/"), data(row=[first], **{f"reason_{first}": "A"}), **HTMX)
    page = browser.post(address(case, "form/data/"), data(row=[second], do="next")).content.decode()
    assert "Saved in the other window" in page and "INDATUM" in page and "HDIA" in page


def test_variables_of_another_authority_when_posted_then_are_left_out(browser, case):
    browser.post(address(case, "form/data/"), data(row=["999999", "x"]))
    assert not case.requested_variables.exists()


def test_import_when_read_then_shows_what_it_would_add_and_adds_it_on_demand(browser, case):
    first, second = ids("INDATUM", "HDIA")
    RequestedVariable.objects.create(application=case, registry_id=_registry(first), variable_id=first, reason="Mine")
    table = workbook(["Registry", "Variable", "Reason"], ["patients", "HDIA", "Why"], ["patients", "NO", "x"])
    page = browser.post(address(case, "form/data/variables/import/"), {"file": table})
    assert "Take over 1 row" in page.content.decode() and "“NO”" in page.content.decode()
    assert case.requested_variables.count() == 1
    browser.post(address(case, "form/data/variables/import/"), {"rows": page.context["rows"]})
    rows = dict(case.requested_variables.values_list("variable_id", "reason"))
    assert rows == {first: "Mine", second: "Why"}


def _registry(variable: int) -> int:
    return Variable.objects.get(pk=variable).registry_id


@pytest.mark.parametrize("posted", [{}, {"file": "empty"}])
def test_import_when_no_table_then_says_so_beside_the_file(browser, case, posted):
    table = {"file": workbook(["a", "b"], ["1", "2"], ["", ""], merge="A2:A3")} if posted else {}
    answer = browser.post(address(case, "form/data/variables/import/"), table)
    assert answer.status_code == 422 and 'id="variables_file_error"' in answer.content.decode()


def test_import_when_its_rows_are_no_rows_then_adds_nothing(browser, case):
    browser.post(address(case, "form/data/variables/import/"), {"rows": "nonsense"})
    assert not case.requested_variables.exists()


def test_template_when_asked_for_then_is_a_workbook(browser, case):
    answer = browser.get(address(case, "form/data/variables/template/"))
    assert answer["Content-Type"].endswith("sheet") and answer.content[:2] == b"PK"


def test_member_who_only_reads_when_at_the_form_then_is_led_away_and_cannot_import(full, case):
    case.project.members.create(user=full.outsider, role="member")
    reader = signed_in(full.outsider)
    assert reader.get(address(case, "form/study/")).status_code == 302
    assert reader.post(address(case, "form/study/"), study()).status_code == 403
    assert reader.post(address(case, "form/data/variables/import/"), {}).status_code == 403
