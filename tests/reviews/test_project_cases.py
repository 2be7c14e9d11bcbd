"""What officers see of a project's cases at other authorities, and of its linkage plan."""

from datetime import timedelta

import pytest
from django.test import Client

from applications.actions.linkage import Source, save_plan
from applications.actions.sharing import share
from applications.models import Application, LinkagePlan, Project
from reviews.project_cases import Contact, cases_elsewhere
from tests.factories.world import MONDAY, make_authority, make_procedure


@pytest.fixture
def case(world):
    case = world.draft()
    save_plan(
        by=world.researcher,
        project=case.project,
        sources=[Source(registry=world.registry), Source(source="Own survey")],
        version=0,
        linked_by="Statistics Office",
        key_kept_by="Keeper",
        at=MONDAY,
    )
    world.submit(case)
    return world.fresh(case)


@pytest.fixture
def elsewhere(world, case) -> Application:
    """A case of the same project at another authority, with another officer."""
    other = make_authority("elsewhere")
    other.short_name, other.email = "Elsewhere", "desk@elsewhere.example.org"
    other.save()
    return Application.objects.create(
        project=case.project,
        authority=other,
        procedure=make_procedure(other),
        form_version=world.form,
        title="A secret title",
        language="sv",
        created_by=world.researcher,
        stage="assigned",
        case_number="E 7/2026",
        submitted_at=MONDAY,
        stage_since=MONDAY,
        officer=world.people["second_officer"],
    )


def overview(world, case) -> str:
    client = Client()
    client.force_login(world.officer)
    answer = client.get(f"/desk/cases/{case.public_id}/")
    assert answer.status_code == 200
    return answer.content.decode()


def consent(world, case, sharing: str):
    share(by=world.researcher, project=case.project, sharing=sharing, at=MONDAY)
    Application.objects.exclude(pk=case.pk).update(submitted_at=MONDAY, stage_since=MONDAY)
    return world.fresh(case)


def test_cases_elsewhere_when_nobody_consented_then_officers_do_not_learn_of_them(world, case, elsewhere):
    assert cases_elsewhere(case) is None
    page = overview(world, case)
    assert "have not agreed to show" in page and "Elsewhere" not in page


def test_cases_elsewhere_when_progress_is_shared_then_stage_and_days_are_shown_and_nothing_else(world, case, elsewhere):
    case = consent(world, case, "progress")
    [told] = cases_elsewhere(case)
    assert (told.receiver, told.stage, told.sent_at, told.contact) == ("Elsewhere", "Assigned", MONDAY, None)
    page = overview(world, case)
    assert "Elsewhere" in page and "E 7/2026" not in page and "A secret title" not in page
    assert "Second Officer" not in page


def test_cases_elsewhere_when_one_is_late_then_is_marked_as_at_the_desk(world, case, elsewhere):
    case, today = consent(world, case, "progress"), elsewhere.authority.today()
    for day, is_late in ((today, False), (today - timedelta(days=1), True)):
        Application.objects.filter(pk=elsewhere.pk).update(deadline_on=day, waiting_for="case_officer")
        assert [one.is_late for one in cases_elsewhere(case)] == [is_late]
    marked = overview(world, case).split("The project at other authorities")[-1]
    assert "tag-trouble" in marked[: marked.index("</table>")]


def test_cases_elsewhere_when_contact_is_shared_then_says_whom_to_ask(world, case, elsewhere):
    case = consent(world, case, "contact")
    assert cases_elsewhere(case)[0].contact.name == "Second Officer"
    assert "second_officer@example.org" in overview(world, case)
    Application.objects.filter(pk=elsewhere.pk).update(officer=None)
    assert cases_elsewhere(case)[0].contact == Contact("Elsewhere", "desk@elsewhere.example.org")


def test_cases_elsewhere_when_nothing_else_was_sent_then_says_so(world, case, elsewhere):
    other = Project.objects.create(title="Another one", created_by=world.researcher)
    Application.objects.filter(pk=elsewhere.pk).update(project=other)
    case = consent(world, case, "contact")
    assert cases_elsewhere(case) == [] and "Nothing else of the project has been sent." in overview(world, case)


def test_plan_when_changed_after_sending_then_officers_see_the_one_that_was_sent(world, case):
    LinkagePlan.objects.update(linked_by="Somebody new")
    page = overview(world, case)
    assert "Statistics Office" in page and "Own survey" in page and "Somebody new" not in page
    assert page.index("Patient register") < page.index("Own survey")


def test_consent_when_changed_then_both_sides_read_it_in_the_history(world, case):
    consent(world, case, "progress")
    client = Client()
    client.force_login(world.officer)
    assert (
        "may see of the project&#x27;s cases" in client.get(f"/desk/cases/{case.public_id}/history/").content.decode()
    )
    client.force_login(world.researcher)
    page = client.get(f"/applications/{case.public_id}/?tab=history").content.decode()
    assert "other cases was changed" in page
