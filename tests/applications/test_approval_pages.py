"""The pages of a project's approvals, of its linkage plan and of what authorities see of each other."""

import re
from datetime import date

import pytest
from django.test import Client

from applications.actions.approval import save_approval
from applications.actions.linkage import Source, save_plan
from applications.actions.sharing import share
from applications.approvals import fingerprint
from applications.models import Approval, Event, LinkagePlan, ProjectEvent
from applications.problems import NotAllowed, NotReady
from registries.models import FormVersion
from tests.applications.applicant import fill, full_world, researchers_browser  # noqa: F401
from tests.factories.registries import RegistryFactory
from tests.factories.world import MONDAY

TYPED = {
    "kind": "ethics",
    "reference": "2026-00123-01",
    "issued_by": "Etikprövningsmyndigheten",
    "decided_on": "2026-01-05",
    "valid_to": "",
    "covers_from": "2005-01-01",
    "covers_to": "2024-12-31",
    "other_sources": "",
    "variables": "HDIA",
}


@pytest.fixture
def case(full):
    return full.draft()


def place(case, rest: str) -> str:
    return f"/projects/{case.project.public_id}/{rest}"


def approve(case, **fields) -> Approval:
    told = {"kind": "ethics", "reference": "2026-1", "issued_by": "EPM", "decided_on": date(2026, 1, 5)}
    return Approval.objects.create(project=case.project, **(told | fields))


def test_approval_when_added_then_is_listed_with_what_it_covers(full, case, browser):
    typed = TYPED | {"sources": [full.registry.pk]}
    answer = browser.post(place(case, "approvals/new/"), typed, follow=True)
    page = answer.content.decode()
    assert "The approval is saved" in page and "2026-00123-01" in page and "Patient register" in page
    approval = case.project.approvals.get()
    assert list(approval.sources.all()) == [full.registry]
    assert ProjectEvent.objects.get().kind == "approval_added"


def test_approvals_when_a_draft_asks_for_more_then_the_list_names_what_is_not_covered(full, case, browser):
    variable = full.registry.variables.get(name="INDATUM")
    case.requested_variables.create(registry=full.registry, variable=variable, reason="Why")
    fill(case, approvals=[{"what": "ethics", "reference": "2026-1", "variables": "HDIA"}])
    page = browser.get(place(case, "approvals/")).content.decode()
    assert "“Ethical approval” does not cover the variables INDATUM." in page and "the variable is not named" in page


def ask(full, case) -> None:
    variable = full.registry.variables.get(name="INDATUM")
    case.requested_variables.create(registry=full.registry, variable=variable, reason="Why")


def test_coverage_when_the_form_names_an_approval_by_itself_and_the_project_has_none_then_says_so(full, browser):
    questions = [question for section in full.form.schema["sections"] for question in section["questions"]]
    single = {"kind": "text", "fact": "project.ethics_number"}
    next(question for question in questions if question["key"] == "approvals").update(single)
    FormVersion.objects.bulk_update([full.form], ["schema"])
    case = full.draft()
    ask(full, case)
    fill(case, approvals="2026-1")
    sentence = "The form names an approval, but the project’s approvals do not list it with what it covers."
    add = f'{sentence} So coverage cannot be checked. <a href="{place(case, "approvals/new/")}">Add an approval</a>'
    for rest in ("form/data/", "review/"):
        assert add in browser.get(f"/applications/{case.public_id}/{rest}").content.decode()
    assert sentence in browser.get(place(case, "approvals/")).content.decode()
    fill(case, approvals="")
    assert "No approval is named, so" in browser.get(place(case, "approvals/")).content.decode()


def test_coverage_when_the_form_lists_none_of_the_project_s_approvals_then_says_why(full, case, browser):
    ask(full, case)
    approval = approve(case)
    page = browser.get(place(case, "approvals/")).content.decode()
    assert "The table of approvals in this form is empty, and the project has some" in page
    approval.sources.add(RegistryFactory())
    page = browser.get(place(case, "approvals/")).content.decode()
    assert "The approvals of the project name other registries" in page and "No approval is named, so" not in page
    Approval.objects.filter(pk=approval.pk).update(kind="dpia")
    page = browser.get(place(case, "approvals/")).content.decode()
    assert "The approvals of the project are of sorts that this form does not ask for." in page


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ({"covers_to": "2004-01-01"}, "The period that it covers ends before it begins."),
        ({"valid_to": "2020-01-01"}, "It ends before the day on which it was given."),
        ({"decided_on": "2027-01-01"}, "It is not given yet on that day."),
        ({"reference": ""}, "Write the number"),
        ({"kind": "permit"}, "Select a valid choice"),
    ],
)
def test_approval_when_it_cannot_be_right_then_is_kept_as_typed_and_not_saved(case, browser, part, sentence):
    answer = browser.post(place(case, "approvals/new/"), TYPED | part)
    page = answer.content.decode()
    assert answer.status_code == 422 and sentence in page and "Etikprövningsmyndigheten" in page
    assert page.count(sentence) == 2  # in the summary and at the field
    assert not Approval.objects.exists()


def test_approval_when_changed_by_two_then_the_second_sees_both_and_can_choose(case, browser):
    approval = approve(case)
    address, known = place(case, f"approvals/{approval.pk}/"), fingerprint(approval)
    assert known in browser.get(address).content.decode()
    assert browser.post(address, TYPED | {"known": known, "reference": "first"}).status_code == 302
    answer = browser.post(address, TYPED | {"known": known, "reference": "second"})
    page = answer.content.decode()
    assert answer.status_code == 409 and "Both versions are shown" in page and "first" in page and "second" in page
    approval.refresh_from_db()
    assert approval.reference == "first"
    browser.post(address, TYPED | {"known": fingerprint(approval), "reference": "second"})
    approval.refresh_from_db()
    assert approval.reference == "second"


def test_approval_when_removed_meanwhile_then_what_was_typed_can_be_added_again(case, browser):
    approval = approve(case)
    address = place(case, f"approvals/{approval.pk}/")
    assert browser.post(place(case, f"approvals/{approval.pk}/remove/")).status_code == 302
    assert browser.post(place(case, f"approvals/{approval.pk}/remove/")).status_code == 302
    assert browser.get(address).status_code == 404
    answer = browser.post(address, TYPED)
    assert answer.status_code == 409 and "2026-00123-01" in answer.content.decode()
    assert [event.kind for event in ProjectEvent.objects.all()] == ["approval_removed"]


def test_approval_when_its_kind_changes_then_what_a_form_called_it_is_forgotten(case):
    approval = approve(case, sort="rek")
    fields = {"reference": "1", "issued_by": "X", "decided_on": date(2026, 1, 5)}
    by = case.created_by
    save_approval(by=by, project=case.project, approval_id=approval.pk, kind="dpia", **fields)
    approval.refresh_from_db()
    assert (approval.kind, approval.sort) == ("dpia", "")
    with pytest.raises(NotReady):
        save_approval(by=by, project=case.project, kind="dpia", **fields | {"valid_to": date(2020, 1, 1)})


def reader_of(full, case):
    person = full.people["outsider"]
    case.project.members.create(user=person, role="member")
    return person


def test_project_when_somebody_only_reads_then_nothing_of_it_can_be_changed(full, case):
    approval, person = approve(case), reader_of(full, case)
    client = Client()
    client.force_login(person)
    assert "Add an approval" not in client.get(place(case, "approvals/")).content.decode()
    assert client.get(place(case, "approvals/new/")).status_code == 403
    for rest in (f"approvals/{approval.pk}/remove/", f"approvals/{approval.pk}/", "linkage/", "sharing/"):
        assert client.post(place(case, rest), TYPED | {"sharing": "contact"}).status_code == 403, rest
    assert "Save the plan" not in client.get(place(case, "linkage/")).content.decode()
    assert Approval.objects.get().reference == "2026-1"
    with pytest.raises(NotAllowed):
        save_plan(by=person, project=case.project, sources=[], version=0)


def rows(*sources: dict) -> dict:
    empty = {"registry": "", "source": "", "sends_to": "", "carries": "pseudonym"}
    return {
        f"row-{number}-{part}": value
        for number, source in enumerate(sources)
        for part, value in (empty | source).items()
    }


PLAN = {
    "linked_by": "Statistics Office",
    "key_kept_by": "The Registry Agency",
    "key_kept_until": "2030-12-31",
    "pseudonyms": "Serial numbers, made anew.",
    "receiver": "Umeå universitet",
}


def test_plan_when_saved_then_is_drawn_in_its_order_with_the_same_in_a_table(full, case, browser):
    empty = browser.get(place(case, "linkage/")).content.decode()
    assert "Source 2" in empty and "<svg" not in empty
    sources = rows({"source": "Own survey"}, {"registry": full.registry.pk, "carries": "identity"}, {})
    answer = browser.post(place(case, "linkage/"), PLAN | sources | {"version": "0", "do": "save"}, follow=True)
    page = answer.content.decode()
    assert '<title id="linkage-title">' in page and '<desc id="linkage-desc">' in page
    assert page.index("Own survey") < page.index("Patient register")
    assert "carries personal identity numbers" in page and "What the plan does not say yet" not in page
    plan = LinkagePlan.objects.get()
    assert (plan.version, [step.position for step in plan.steps.all()]) == (1, [1, 2])


def test_rows_of_a_plan_when_a_button_moves_them_then_nothing_is_saved_and_nothing_is_lost(case, browser):
    typed = PLAN | {"version": "0"} | rows({"source": "A"}, {"source": "B"})
    for do, names in (("down:0", "B A"), ("up:1", "B A"), ("remove:0", "B"), ("add", "A B "), ("up:9", "A B")):
        page = browser.post(place(case, "linkage/"), typed | {"do": do})
        found = [form["source"].value() or "" for form in page.context["sources"]]
        assert found == names.split(" "), do
        assert "Statistics Office" in page.content.decode()
    assert not LinkagePlan.objects.exists()


@pytest.mark.parametrize(
    ("sources", "answered"),
    [
        ([{"source": "A", "registry": "patients"}], (422, "not both")),
        ([{"sends_to": "B"}], (422, "Say what the source is.")),
        ([{"source": "A"}, {"source": "a"}], (409, "A source stands there twice.")),
        ([{"registry": "123456"}], (422, "This registry is not here any more.")),
    ],
)
def test_source_when_it_cannot_be_right_then_everything_is_kept_as_typed(full, case, browser, sources, answered):
    sources = [row | ({"registry": full.registry.pk} if row.get("registry") == "patients" else {}) for row in sources]
    answer = browser.post(place(case, "linkage/"), PLAN | {"version": "0"} | rows(*sources))
    assert answer.status_code == answered[0] and answered[1] in answer.content.decode()
    assert "Serial numbers, made anew." in answer.content.decode() and not LinkagePlan.objects.exists()


def test_plan_when_saved_by_two_then_the_second_sees_both_and_can_save_again(case, browser):
    save_plan(by=case.created_by, project=case.project, sources=[Source(source="Theirs")], version=0, at=MONDAY)
    typed = PLAN | rows({"source": "Mine"})
    answer = browser.post(place(case, "linkage/"), typed | {"version": "0"})
    page = answer.content.decode()
    assert answer.status_code == 409 and "Theirs" in page and "Mine" in page
    assert browser.post(place(case, "linkage/"), typed | {"version": "1"}).status_code == 302
    assert LinkagePlan.objects.get().steps.get().source == "Mine"


def test_consent_when_given_then_each_sent_case_writes_it_down(full, case, browser):
    fill(case, sources=["patients"])
    full.submit(case)
    answer = browser.post(place(case, "sharing/"), {"sharing": "contact"})
    assert answer.status_code == 302
    case.project.refresh_from_db()
    assert case.project.sharing == "contact"
    assert Event.objects.filter(application=case, kind="sharing_changed").get().details["sharing"] == "contact"
    share(by=full.researcher, project=case.project, sharing="contact")
    assert Event.objects.filter(kind="sharing_changed").count() == 1
    assert browser.post(place(case, "sharing/"), {"sharing": "everything"}).status_code == 422
    with pytest.raises(NotReady):
        share(by=full.researcher, project=case.project, sharing="everything")


def test_form_when_open_since_before_the_project_had_an_approval_then_saving_it_does_not_empty_the_table(
    full, case, browser
):
    page = browser.get(f"/applications/{case.public_id}/form/team/").content.decode()
    given = re.search(r'name="given_approvals" value="(\w+)"', page)[1]
    fields = {"issued_by": "", "valid_to": None, "covers_from": None, "covers_to": None}
    fields |= {"kind": "ethics", "reference": "2026-1", "decided_on": date(2026, 1, 5), "variables": ""}
    save_approval(by=full.researcher, project=case.project, other_sources="", **fields)
    posted = {"version": "0", "asked": ["approvals"], "given_approvals": given, "do": "next"}
    browser.post(f"/applications/{case.public_id}/form/team/", posted)
    stored = case.project.applications.get().answers
    assert [row["reference"] for row in stored.values["approvals"]] == ["2026-1"] and not stored.own
