"""Beginning an application: which receivers, new or a change, and what is carried over (Q5, Q7, B3, B16)."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.actions.application import NotOpenForApplications, start_application
from applications.completeness import gaps
from applications.models import Answers, Application, ProjectMember, RequestedVariable
from applications.problems import NotReady
from registries.models import AttachmentRule, FormVersion, Registry
from tests.applications.applicant import fill, page_of, researchers_browser, signed_in  # noqa: F401
from tests.factories.world import ANSWERS, MONDAY, make_authority, make_procedure

START = "/authorities/registry-agency/apply/"
APPROVALS = {
    "key": "approvals",
    "kind": "approvals",
    "fact": "project.approvals",
    "label": {"en": "Approvals"},
    "choices": [{"key": "ethics", "label": {"en": "Ethical approval"}}],
}
CHANGE = [
    {
        "key": "change",
        "title": {"en": "The change"},
        "questions": [
            {
                "key": "changes",
                "kind": "choices",
                "required": True,
                "label": {"en": "What changes?"},
                "choices": [
                    {"key": "new_member", "label": {"en": "A member"}},
                    {"key": "new_variables", "label": {"en": "Variables"}},
                ],
            },
            {"key": "name", "kind": "text", "fact": "project.title", "label": {"en": "Title"}},
            {"key": "who", "kind": "organisation", "fact": "project.principal", "label": {"en": "Principal"}},
            {"key": "until", "kind": "text", "fact": "project.period", "label": {"en": "Period"}},
            {"key": "sources", "kind": "registries", "label": {"en": "Registries"}},
            {"key": "variables", "kind": "variables", "label": {"en": "Variables"}},
            {"key": "files", "kind": "attachments", "label": {"en": "Files"}},
        ],
    }
]


@pytest.fixture
def change(world):
    """The procedure and the form of a change, with an attachment that new variables need (B19)."""
    make_procedure(world.authority, kind="change", texts={"change_intro": {"en": "Every change is applied for."}})
    form = FormVersion.objects.create(
        authority=world.authority, kind="change", version="C", valid_from=date(2019, 1, 1), schema={"sections": CHANGE}
    )
    AttachmentRule.objects.create(
        form_version=form, key="dpia", position=1, label={"en": "DPIA"}, required_when="'new_variables' in changes"
    )
    return form


@pytest.fixture
def granted(world):
    """A case of the researcher that was granted, with a variable."""
    case = world.draft()
    variable = world.registry.variables.first()
    RequestedVariable.objects.create(
        application=case, registry=world.registry, variable=variable, reason="To date it", level="day"
    )
    for step in ("submit", "assign", "send_to_legal_review", "conclude_legal_review", "accept_specification", "grant"):
        getattr(world, step)(case)
    return world.fresh(case)


@pytest.fixture
def receivers(world):
    """Each registry receives by itself; the second one has a form of its own, the first the common one."""
    type(world.authority).objects.filter(pk=world.authority.pk).update(receives="registry")
    world.authority.refresh_from_db()
    Registry.objects.filter(pk=world.registry.pk).update(holder={"en": "Region North"})
    own = Registry.objects.create(
        authority=world.authority, slug="hearts", name={"en": "Hearts"}, holder={"en": "Region South"}
    )
    FormVersion.objects.create(
        authority=world.authority,
        registry_slug="hearts",
        version="H",
        valid_from=date(2019, 1, 1),
        schema={"sections": [{"key": "own", "title": {"en": "Own"}, "questions": [APPROVALS]}]},
    )
    return [world.registry, own]


def test_start_when_each_registry_receives_then_shows_its_holder_and_what_the_address_names(browser, receivers):
    page = browser.get(f"{START}?registry=hearts").content.decode()
    assert "Patient register – Region North" in page
    ticked = [field for field in re.findall(r"<input[^>]*>", page) if "checked" in field and "registries" in field]
    assert len(ticked) == 1 and 'value="hearts"' in ticked[0]


def test_start_when_several_registries_are_chosen_then_makes_a_draft_for_each_in_one_project(browser, receivers):
    posted = {"title": "Sleep", "registries": ["patients", "hearts"]}
    answer = browser.post(START, posted, follow=True)
    cases = Application.objects.order_by("pk")
    project = cases[0].project
    assert answer.redirect_chain[-1][0] == f"/projects/{project.public_id}/"
    assert "2 applications are begun" in answer.content.decode()
    assert {case.project for case in cases} == {project}
    assert {case.registries.get().slug: case.form_version.version for case in cases} == {"patients": "T", "hearts": "H"}


def test_start_when_one_registry_is_chosen_then_goes_into_its_form_which_names_the_holder(browser, receivers):
    answer = browser.post(START, {"title": "Sleep", "registries": ["hearts"]})
    case = Application.objects.get()
    assert answer.url == f"/applications/{case.public_id}/form/"
    assert "Region South" in page_of(browser, case, "form/own/")
    assert "Region South" in page_of(browser, case, "review/")


def test_start_when_no_registry_is_chosen_then_asks_for_one(browser, receivers):
    page = browser.post(START, {"title": "Sleep"}).content.decode()
    assert "Choose a registry: each one decides by itself." in page and not Application.objects.exists()
    page = browser.post(START, {"title": "Sleep", "registries": ["of-nobody"]}).content.decode()
    assert "data-summary" in page and not Application.objects.exists()


def test_start_when_no_registry_has_a_form_then_is_not_open(world, browser, receivers):
    FormVersion.objects.all().delete()
    assert "Not open for applications" in browser.get(START).content.decode()


def test_registries_when_answered_where_each_receives_then_the_receiver_stays(world, browser, receivers):
    browser.post(START, {"title": "Sleep", "registries": ["patients"]})
    case = Application.objects.get()
    assert Answers.objects.get(application=case).values["registries"] == ["patients"]
    browser.post(f"/applications/{case.public_id}/form/study/", {"asked": ["registries"], "version": "0"})
    assert case.registries.get().slug == "patients"


def test_start_when_a_project_is_chosen_then_its_title_holds_unless_another_is_written(world, browser):
    project = world.draft().project
    page = browser.get(START).content.decode()
    assert "In another one it is the project’s" in page
    browser.post(START, {"project": str(project.public_id), "title": ""})
    browser.post(START, {"project": str(project.public_id), "title": "Another"})
    assert [case.title for case in project.applications.order_by("pk")] == [project.title, project.title, "Another"]
    assert "Write a title" in browser.post(START, {"title": ""}).content.decode()


def test_language_of_the_letters_when_chosen_then_is_that_of_the_case(world, browser):
    page = browser.get(START).content.decode()
    assert "Language of the letters" in page
    browser.post(START, {"title": "Sleep", "language": "en"})
    browser.post(START, {"title": "Sleep"})
    assert [case.language for case in Application.objects.order_by("pk")] == ["en", "sv"]
    browser.post(START, {"title": "Sleep", "language": "nb"})
    assert Application.objects.count() == 2


def test_language_when_the_authority_writes_english_then_is_not_asked_for(world, browser):
    type(world.authority).objects.update(language="en")
    assert "Language of the letters" not in browser.get(START).content.decode()


def test_start_when_there_is_no_change_procedure_then_offers_no_choice(world, browser):
    assert "kind=change" not in browser.get(START).content.decode()
    page = browser.get(f"{START}?kind=change").content.decode()
    assert "Changes are not taken through the portal here yet" in page and "takes new applications here" in page
    assert "Not open for applications" not in page and f"mailto:{world.authority.email}" in page
    FormVersion.objects.filter(kind="new").delete()
    assert "Not open for applications" in browser.get(f"{START}?kind=change").content.decode()


def test_start_when_both_kinds_exist_then_offers_both_and_tells_what_a_change_is(browser, change):
    assert "?kind=change" in browser.get(START).content.decode()
    page = browser.get(f"{START}?kind=change").content.decode()
    assert "Every change is applied for." in page and "Apply for a change" in page
    assert "What is to be changed?" not in page


def test_change_when_begun_from_a_granted_case_then_facts_registries_and_variables_are_there(browser, change, granted):
    page = browser.get(f"{START}?kind=change&parent={granted.public_id}").content.decode()
    assert f'<option value="{granted.public_id}" selected>' in page
    browser.post(f"{START}?kind=change", {"parent": str(granted.public_id), "title": ""})
    case = Application.objects.get(kind="change")
    assert (case.parent, case.project, case.title, case.is_change) == (granted, granted.project, granted.title, True)
    values = Answers.objects.get(application=case).values
    assert values["who"] == ANSWERS["principal"] and values["sources"] == ["patients"]
    assert "until" not in values  # the form asks for it in another kind
    assert list(case.requested_variables.values_list("reason", "level")) == [("To date it", "day")]
    assert granted.requested_variables.count() == 1


def test_change_when_nothing_was_granted_on_the_portal_then_is_begun_without_a_parent(browser, change):
    browser.post(f"{START}?kind=change", {"title": "Granted in 2015"})
    case = Application.objects.get()
    assert (case.kind, case.parent) == ("change", None)


@pytest.mark.parametrize("stage", ["draft", "submitted", "confidentiality_decision"])
def test_change_when_the_case_is_not_granted_then_is_refused_with_a_sentence(world, browser, change, granted, stage):
    other = world.case_at(stage)
    page = browser.get(f"{START}?kind=change&parent={other.public_id}").content.decode()
    assert "Begin a new application" in page or "is not decided yet" in page
    page = browser.post(f"{START}?kind=change", {"parent": str(other.public_id), "title": "x"}).content.decode()
    assert "Only a case that was granted here" in page and not Application.objects.filter(kind="change").exists()
    with pytest.raises(NotReady):
        start_application(by=world.researcher, authority=world.authority, title="x", kind="change", parent=other)


def test_change_when_the_case_was_refused_then_is_not_offered(world, browser, change, granted):
    refused = world.case_at("confidentiality_decision")
    world.refuse(refused)
    changeable = Application.objects.changeable_by(world.researcher, world.authority)
    assert list(changeable) == [granted]
    assert list(Application.objects.changeable_by(world.outsider, world.authority)) == []
    assert list(Application.objects.changeable_by(world.researcher, make_authority("other"))) == []


def test_case_page_when_it_was_granted_then_leads_to_a_change_of_it(world, browser, change, granted):
    link = f'href="{START}?kind=change&amp;parent={granted.public_id}"'
    with CaptureQueriesContext(connection) as caught:
        page = browser.get(f"/applications/{granted.public_id}/").content.decode()
    assert link in page and "Apply for a change" in page and len(caught) <= 20
    ProjectMember.objects.filter(user=world.researcher).update(role="member", may="view")
    assert "kind=change" not in browser.get(f"/applications/{granted.public_id}/").content.decode()


def test_case_page_when_it_was_not_granted_then_leads_to_no_change(world, browser, change):
    case = world.case_at("confidentiality_decision")
    assert "kind=change" not in browser.get(f"/applications/{case.public_id}/").content.decode()
    world.refuse(case)
    assert "kind=change" not in browser.get(f"/applications/{case.public_id}/").content.decode()


def test_case_page_when_there_is_no_form_for_changes_then_says_so_and_whom_to_ask(world, browser, granted):
    page = browser.get(f"/applications/{granted.public_id}/").content.decode()
    assert "kind=change" not in page and "Changes are not taken through the portal here yet." in page
    assert f"mailto:{world.authority.email}" in page
    make_procedure(world.authority, kind="change")  # rules alone are no form
    assert "kind=change" not in browser.get(f"/applications/{granted.public_id}/").content.decode()
    other = world.case_at("confidentiality_decision")
    assert "Changes are not taken" not in browser.get(f"/applications/{other.public_id}/").content.decode()


def test_change_when_somebody_else_leads_the_project_then_is_not_offered(world, change, granted):
    page = signed_in(world.outsider).get(f"{START}?kind=change&parent={granted.public_id}").content.decode()
    assert "was not granted here" in page and granted.case_number not in page


def test_change_when_neither_case_nor_title_is_given_then_asks_for_a_title(browser, change, granted):
    page = browser.post(f"{START}?kind=change", {"title": ""}).content.decode()
    assert "Write a title" in page and not Application.objects.filter(kind="change").exists()


def test_change_when_each_registry_receives_then_goes_to_the_one_that_granted(world, change, granted, receivers):
    case = start_application(
        by=world.researcher, authority=world.authority, title="x", kind="change", parent=granted, at=MONDAY
    )
    assert case.registries.get() == granted.registries.get()
    with pytest.raises(NotOpenForApplications):
        start_application(by=world.researcher, authority=world.authority, title="x", kind="change", at=MONDAY)


def test_change_when_new_variables_are_asked_for_then_their_attachment_is_needed(world, browser, change):
    browser.post(f"{START}?kind=change", {"title": "Granted in 2015"})
    case = Application.objects.get()
    fill(case, changes=["new_member"], who=ANSWERS["principal"])
    assert [gap.question for gap in gaps(case)] == []
    fill(case, changes=["new_member", "new_variables"], who=ANSWERS["principal"])
    assert [(gap.question, gap.part) for gap in gaps(case)] == [("files", "dpia")]


def test_start_when_the_portal_has_them_then_leads_to_self_check_and_enquiry(world, browser, receivers):
    page = browser.get(START).content.decode()
    assert "Check before you apply" not in page and "Write a question" not in page
    world.procedure.self_check = {"questions": [], "outcomes": [{"key": "apply", "result": "apply"}]}
    world.procedure.save()
    type(world.authority).objects.update(takes_enquiries=True)
    assert "/authorities/registry-agency/check/" in browser.get(START).content.decode()
    page = browser.get(f"{START}?registry=hearts").content.decode()
    assert "/enquiries/new/?authority=registry-agency&amp;registry=hearts" in page
