"""One project, three authorities in two countries: answered once, written by two, held against its approvals, sent."""

import re

import pytest
from django.core.management import call_command

from applications.events import broken_links
from applications.models import Answers, Application, Project, Sharing
from registries.models import Authority, Registry, Variable
from tests.factories.people import UserFactory
from tests.journeys.answers import answers_for, person
from tests.journeys.verbs import enclose_all, make_staff, open_case, send_application, sign_in, write

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

LEADER, COLLEAGUE = "rut@example.org", "ingrid@example.org"
RUT = person("Rut Lindqvist", LEADER)
UMEA = {"name": "Umeå universitet", "number": "202100-2874"}
TITLE = "Höftfrakturer och inkomst i Norden"
TEXT = "Det framgår av forskningsplanen."
REGISTRIES = ("patientregistret", "svenska-frakturregistret", "ssb-inntekt")
FACTS = {
    "research_question": "Skiljer sig vården mellan inkomstgrupper?",
    "principal__name": UMEA["name"],
    "principal__number": UMEA["number"],
    "period__from": "2010-01-01",
    "period__to": "2020-12-31",
}


@pytest.fixture
def rut(db, window):
    """The leader of the project, signed in, and the catalogue with a coordinator and an officer at one desk."""
    call_command("load_catalogue", verbosity=0)
    make_staff(Authority.objects.get(slug="ssb"), {"coordinator": "Hedda Myhre", "case_officer": "Yusuf Aden"}, "nb")
    UserFactory(name="Rut Lindqvist", email=LEADER, language="sv")
    UserFactory(name="Ingrid Solheim", email=COLLEAGUE, language="nb")
    return sign_in(window, LEADER)


def variable_of(slug: str) -> Variable:
    """A variable of a registry that points nobody out."""
    return Registry.objects.get(slug=slug).variables.filter(identifying=False, tags=[]).first()


def fill_basket(rut) -> Project:
    """Search, put aside, see price and wait, and begin an application at each authority."""
    for slug in REGISTRIES:
        rut.open(f"/registries/?q={variable_of(slug).name}&registry={slug}")
        if slug == REGISTRIES[0]:
            rut.looks_right("search")
        form = rut.page.locator(f"#basket-{variable_of(slug).pk} form")
        form.locator("button").click()
        rut.page.locator(f"#basket-{variable_of(slug).pk} form[action='/basket/take/']").wait_for()
    rut.open("/basket/")
    rut.looks_right("basket")
    rut.fill(title=TITLE)
    rut.page.locator("form[action='/basket/begin/'] button.btn-main").click()
    rut.page.wait_for_url(re.compile(r"/projects/[0-9a-f-]{36}/"))
    rut.looks_right("project-begun")
    return Project.objects.get()


def write_facts(rut, project: Project) -> None:
    """What is true for every authority is written once, and stands in each form."""
    rut.open(f"/projects/{project.public_id}/facts/")
    for name, value in FACTS.items():
        write(rut, name, value)
    rut.page.locator("#facts-form button.btn-main").click()
    rut.page.wait_for_load_state()
    rut.looks_right("facts")
    for case in project.applications.all():
        key = next(key for key, one in case.form_version.questions.items() if one.fact == "project.principal")
        assert case.answers.values[key] == UMEA


def invite(rut, window, letters, project: Project):
    """A colleague in the other country joins by the link of a mail; the leader confirms who gets access."""
    rut.open(f"/projects/{project.public_id}/team/")
    rut.fill(email=COLLEAGUE)
    rut.choose(may="edit", language="nb")
    rut.page.locator("#invitations form[action$='/invite/'] button, #invitations form:has([name=email]) button").click()
    link = re.search(r"https?://[^/\s]+(/r/\S+?/)", letters(COLLEAGUE).body)[1]
    ingrid = sign_in(window, COLLEAGUE, "nb")
    ingrid.open(link)
    ingrid.looks_right("invitation")
    ingrid.page.locator("input[name=has_access]").check()
    ingrid.fill(access_to="koblede data", affiliation="Universitetet i Bergen")
    ingrid.page.locator("main form button.btn-main").first.click()
    ingrid.page.wait_for_load_state()
    ingrid.open(link)
    ingrid.looks_right("invitation-used")
    rut.open(f"/projects/{project.public_id}/team/")
    rut.looks_right("team-to-confirm")
    rut.page.locator("form[action$='/team/confirm/'] button").click()
    rut.page.wait_for_load_state()
    return ingrid


def plan_linkage(rut, project: Project) -> None:
    """Who links, in which order, who keeps the key; drawn as a picture."""
    rut.open(f"/projects/{project.public_id}/linkage/")
    rut.page.locator("button[value=add]").click()
    rut.page.wait_for_load_state()
    for place, slug in enumerate(REGISTRIES):
        rut.page.locator("select[name$=registry]").nth(place).select_option(str(Registry.objects.get(slug=slug).pk))
    rut.fill(linked_by="Socialstyrelsen", key_kept_by="Socialstyrelsen", receiver="Umeå universitet")
    rut.fill(key_kept_until="2029-12-31", pseudonyms="Löpnummer ersätter personnummer hos den som länkar.")
    rut.page.locator("main form button.btn-main").first.click()
    rut.page.locator("svg").first.wait_for()
    rut.looks_right("linkage")


def give_approval(rut, project: Project, variables: str) -> None:
    """The ethical approval of the project, with the variables that it names."""
    rut.open(f"/projects/{project.public_id}/approvals/")
    known = rut.page.locator("main a[href*='/approvals/'][href$='/']:not([href$='/approvals/'])")
    rut.open(known.first.get_attribute("href"))
    rut.choose(kind="ethics")
    rut.fill(reference="2025-01877-01", issued_by="Etikprövningsmyndigheten", decided_on="2025-03-11")
    rut.fill(covers_from="2010-01-01", covers_to="2020-12-31", variables=variables)
    rut.page.locator("main form button.btn-main").first.click()
    rut.page.wait_for_url("**/approvals/")


def write_the_rest(case: Application) -> None:
    """Everything else that the form asks for, as it would be typed."""
    own = {"project_title": TITLE, "principal_is_authority": "yes", "data_about": ["people"]}
    stored = Answers.objects.get(application=case).values
    own |= {key: value for key, value in stored.items() if value and key != "principal"}
    answers = answers_for(case, applicant=RUT, principal=UMEA, text=TEXT, **own)
    Answers.objects.filter(application=case).update(values=answers)
    case.requested_variables.update(reason="Behövs för frågan.")


def edit_at_once(rut, ingrid, case: Application) -> None:
    """Two people in one section: each sees the other; the later one sees both versions and chooses."""
    address = f"/applications/{case.public_id}/form/project/"
    rut.open(address)
    ingrid.open(address)
    ingrid.page.locator("#here-too .note").wait_for()
    assert "Rut Lindqvist" in ingrid.page.locator("#here-too").inner_text()
    ingrid.looks_right("two-in-one-section")
    write(ingrid, "purpose", "Bedre forebygging.")
    ingrid.page.locator("button.btn-main[form=section-form]").click()
    ingrid.page.wait_for_load_state()
    write(rut, "purpose", "Bättre förebyggande vård.")
    rut.page.locator("#conflict-title").wait_for()
    assert "Ingrid Solheim" in rut.page.locator("#conflict-title").inner_text()
    assert "Bedre forebygging." in rut.page.locator("#conflict").inner_text()
    rut.looks_right("both-versions")
    rut.page.locator("button[value=keep_mine]").click()
    rut.page.wait_for_load_state()
    assert Answers.objects.get(application=case).values["purpose"] == "Bättre förebyggande vård."


def uncovered(rut, case: Application) -> str:
    """What the page before sending says is not covered."""
    rut.open(f"/applications/{case.public_id}/review/")
    return " ".join(rut.page.locator("main").all_inner_texts())


def consent(rut, project: Project) -> None:
    """The authorities may see of each other's cases where they are and who handles them."""
    rut.open(f"/projects/{project.public_id}/sharing/")
    rut.looks_right("sharing")
    rut.choose(sharing="contact")
    rut.page.locator("form:has([name=sharing]) button").first.click()
    rut.page.wait_for_load_state()
    assert Project.objects.get().sharing == Sharing.CONTACT


def test_project_when_it_needs_three_authorities_then_is_answered_once_and_sent_to_all(rut, window, letters, tmp_path):
    project = fill_basket(rut)
    cases = {case.authority.slug: case for case in project.applications.all()}
    assert len(cases) == 3
    write_facts(rut, project)
    ingrid = invite(rut, window, letters, project)
    plan_linkage(rut, project)
    edit_at_once(rut, ingrid, cases["ssb"])

    names = [variable_of(slug).name for slug in REGISTRIES]
    give_approval(rut, project, ", ".join(names[:2]))
    for case in cases.values():
        write_the_rest(case)
    assert names[2] in uncovered(rut, cases["ssb"])
    rut.looks_right("not-covered")
    give_approval(rut, project, "")
    consent(rut, project)

    for slug, case in cases.items():
        rut.open(f"/applications/{case.public_id}/form/attachments/")
        enclose_all(rut, case, tmp_path)
        sent = send_application(rut, case)
        assert sent.case_number, slug
        assert sent.newest_submission.content["linkage_plan"]["linked_by"] == "Socialstyrelsen"
        assert broken_links(sent) == []
    rut.open(f"/projects/{project.public_id}/")
    rut.looks_right("project-sent")

    hedda = sign_in(window, "coordinator@example.org", "nb")
    open_case(hedda, cases["ssb"])
    hedda.looks_right("desk-other-cases")
    text = hedda.page.locator("main").inner_text()
    assert "Socialstyrelsen" in text and "Frakturregistret" in text
