"""Review and sending, files and documents, projects, the start, and the representative's page."""

from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.test import Client

from applications.actions.application import withdraw
from applications.models import Project
from applications.sending import REPRESENTATIVE_SALT
from registries.models import StageKey
from tests.applications.applicant import address, full_world, page_of, pdf, researchers_browser, signed_in  # noqa: F401
from tests.factories.world import MONDAY


def test_review_when_something_is_missing_then_lists_it_with_links_and_has_no_button(world, browser):
    page = page_of(browser, world.draft(whole=False), "review/")
    assert "things are missing" in page and "form/principal/?mend=1#id_principal" in page
    assert "Send the application</button>" not in page


def test_application_when_sent_then_has_a_number_and_a_second_time_is_refused(world, browser):
    case = world.draft()
    assert "Send the application</button>" in page_of(browser, case, "review/")
    answer = browser.post(address(case, "review/"), {"case_version": case.version}, follow=True)
    assert "Its case number is 00001/2026" in answer.content.decode()
    again = browser.post(address(case, "review/"), {"case_version": case.version})
    assert again.status_code == 409 and "has changed since you opened" in again.content.decode()
    assert browser.get(address(case, "review/")).status_code == 302
    assert "As it was sent on" in page_of(browser, case, "?tab=application")


def test_application_when_sent_unwhole_then_is_refused_with_the_reason(world, browser):
    case = world.draft(whole=False)
    answer = browser.post(address(case, "review/"), {})
    assert answer.status_code == 409 and "not whole yet" in answer.content.decode()


def test_file_when_enclosed_then_can_be_fetched_and_removed_by_the_team_only(full, browser):
    case = full.draft()
    browser.post(address(case, "attachments/add/approval/"), {"file": pdf(), "section": "files"})
    kept = case.attachments.enclosed().get()
    where = address(case, f"attachments/{kept.public_id}/")
    got = browser.get(where, follow=True)
    assert got["Content-Type"] == "application/pdf" and "attachment" in got["Content-Disposition"]
    assert got["Cache-Control"] == "private, no-store"
    assert signed_in(full.outsider).get(where).status_code == 404
    assert "approval.pdf" in page_of(browser, case, "form/files/")
    assert "approval.pdf" in page_of(browser, case, "review/")
    browser.post(where + "remove/", {"section": "files", "anchor": "id_files__approval"})
    assert not case.attachments.enclosed().exists()
    assert browser.post(where + "remove/").status_code == 404


@pytest.mark.parametrize(
    ("sent", "words"),
    [({}, "No file was chosen"), ({"file": "renamed"}, "not what its name says")],
)
def test_file_when_it_cannot_be_taken_then_is_said_beside_it(full, browser, sent, words):
    case = full.draft()
    bad = pdf()
    bad.file.write(b"MZ")
    bad.file.seek(0)
    answer = browser.post(
        address(case, "attachments/add/approval/"), ({"file": bad} if sent else {}) | {"section": "files"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page and 'id="id_files__approval_error"' in page


def test_file_when_the_case_is_sent_then_is_refused_in_place(full, browser):
    case = full.draft()
    full.submit(case)
    answer = browser.post(address(case, "attachments/add/approval/"), {"file": pdf(), "section": "files"})
    assert answer.status_code == 409 and "has been sent" in answer.content.decode()


def test_document_when_asked_for_then_is_made_and_sent(world, browser):
    case = world.case_at(StageKey.SUBMITTED)
    answer = browser.get(address(case, f"documents/{case.documents.get().public_id}/"), follow=True)
    assert b"".join(answer.streaming_content)[:5] == b"%PDF-"
    assert answer["Cache-Control"] == "private, no-store"


def link_to(case, salt=REPRESENTATIVE_SALT) -> str:
    return f"/r/{signing.dumps(str(case.public_id), salt=salt)}/"


def test_representative_when_the_link_holds_then_reads_decision_and_secrecy_information_only(world):
    case = world.case_at(StageKey.DELIVERY)
    page = Client().get(link_to(case))
    words = page.content.decode()
    assert page.status_code == 200 and page["Cache-Control"] == "private, no-store"
    kinds = {document.kind: document.public_id for document in case.documents.all()}
    assert str(kinds["decision"]) in words and str(kinds["secrecy_information"]) in words
    assert str(kinds["order_copy"]) not in words
    assert Client().get(link_to(case) + f"{kinds['decision']}/").status_code == 200
    assert Client().get(link_to(case) + f"{kinds['order_copy']}/").status_code == 404


def test_representative_when_the_link_is_old_or_altered_then_is_told_so(world):
    with time_machine.travel(MONDAY):
        case = world.case_at(StageKey.DELIVERY)
        old = link_to(case)
    with time_machine.travel(MONDAY + timedelta(days=91)):
        answer = Client().get(old)
    assert answer.status_code == 404 and "This link no longer holds" in answer.content.decode()
    assert Client().get(link_to(case, salt="another")).status_code == 404


def test_representative_when_the_decision_is_taken_back_then_is_told_that_none_holds(world):
    assert "No decision is in force" in Client().get(link_to(world.case_at(StageKey.ASSIGNED))).content.decode()


def test_projects_when_none_then_say_how_to_begin_and_else_list_their_cases(world, browser):
    assert "No projects yet" in browser.get("/projects/").content.decode()
    case = world.case_at(StageKey.DELIVERY)
    assert case.case_number in browser.get("/projects/").content.decode()
    page = browser.get(f"/projects/{case.project.public_id}/").content.decode()
    assert 'class="timeline"' in page and world.researcher.name in page
    assert signed_in(world.outsider).get(f"/projects/{case.project.public_id}/").status_code == 404


def test_project_when_nothing_can_come_any_more_then_has_no_time_line(world, browser):
    case = world.draft()
    assert 'class="timeline"' in browser.get(f"/projects/{case.project.public_id}/").content.decode()
    withdraw(by=world.researcher, application_id=case.pk)
    assert 'class="timeline"' not in browser.get(f"/projects/{case.project.public_id}/").content.decode()


def test_start_when_titled_then_makes_a_draft_in_a_project(world, browser):
    page = browser.get("/authorities/registry-agency/apply/").content.decode()
    assert "Read this first." in page
    assert "Write a title" in browser.post("/authorities/registry-agency/apply/", {"title": ""}).content.decode()
    answer = browser.post("/authorities/registry-agency/apply/", {"title": "Sleep"}, follow=True)
    assert "/form/principal/" in answer.redirect_chain[-1][0]
    project = Project.objects.get(title="Sleep")
    again = {"title": "Sleep", "project": str(project.public_id)}
    browser.post("/authorities/registry-agency/apply/", again)
    assert project.applications.count() == 2
    assert (
        f'value="{project.public_id}" selected'
        in browser.get(f"/authorities/registry-agency/apply/?project={project.public_id}").content.decode()
    )


def test_start_when_no_form_is_in_force_then_says_so(world, browser):
    world.form.delete()
    assert "Not open for applications" in browser.get("/authorities/registry-agency/apply/").content.decode()
    answer = browser.post("/authorities/registry-agency/apply/", {"title": "Sleep"})
    assert not Project.objects.exists() and answer.status_code == 200
