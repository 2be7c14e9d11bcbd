"""Who changed which facts of a project stands among what has happened to it, without what they say."""

from datetime import timedelta

import pytest

from applications.actions.answers import save_section
from applications.actions.project_fact import make_project_answer, save_facts, take_from_case
from applications.models import Answers, ProjectEvent, ProjectFact
from applications.team_history import happenings_of
from tests.applications.applicant import signed_in
from tests.factories.people import UserFactory
from tests.factories.world import ANSWERS, MONDAY, World

UMEA, LUND = ANSWERS["principal"], {"name": "Lunds universitet", "number": "202100-3211"}
RUT = {"name": "Rut", "title": "Professor", "email": "rut@example.org", "telephone": ""}


@pytest.fixture
def case(world: World):
    return world.draft(whole=False)


def changed(case) -> list[list[str]]:
    return [event.details["facts"] for event in ProjectEvent.objects.filter(project=case.project)]


def save(case, **typed) -> None:
    """Save what was typed into the first section, as its author."""
    version = Answers.objects.get(application=case).version_of("principal")
    save_section(by=case.created_by, application_id=case.pk, section="principal", typed=typed, version=version)


def test_facts_when_changed_on_their_page_then_one_event_names_them_and_keeps_no_value(case):
    facts = {"by": case.created_by, "project_id": case.project_id}
    save_facts(**facts, typed={"principal": UMEA, "representative": RUT}, versions={}, at=MONDAY)
    save_facts(**facts, typed={"principal": UMEA}, versions={"principal": 1}, at=MONDAY)  # nothing is different
    event = ProjectEvent.objects.get(project=case.project)
    assert (event.kind, event.by, event.at) == ("facts_changed", case.created_by, MONDAY)
    assert event.details == {"facts": ["principal", "representative"]}
    [told] = happenings_of(case.project)
    assert told.what == "Shared answers changed: Research principal; The principal’s representative"
    page = signed_in(case.created_by).get(f"/projects/{case.project.public_id}/team/").content.decode()
    assert told.what in page


def test_facts_when_many_are_changed_then_the_first_four_are_named(case):
    typed = dict.fromkeys(["research_question", "purpose", "population", "storage", "access_control"], "Words.")
    save_facts(by=case.created_by, project_id=case.project_id, typed=typed, versions={}, at=MONDAY)
    [told] = happenings_of(case.project)
    assert told.what.endswith("; Where and how the data are kept …")


def test_facts_when_a_form_goes_on_writing_them_then_each_is_told_once_an_hour_and_person(world, case):
    save(case, principal=UMEA)
    save(case, principal=LUND, representative=RUT)
    save(case, principal=UMEA, representative=RUT)
    assert changed(case) == [["principal"], ["representative"]]
    person, at = case.created_by, ProjectEvent.objects.latest("at").at
    typed = {"by": person, "project_id": case.project_id, "typed": {"principal": LUND}}
    save_facts(**typed, versions={"principal": 3}, at=at + timedelta(hours=2))
    assert changed(case)[2:] == [["principal"]]


def test_facts_when_an_answer_of_one_case_becomes_the_projects_then_told(case):
    save(case, principal=UMEA)
    ProjectFact.objects.update(origin=None)  # another form was the first
    save(case, principal=LUND)
    assert changed(case) == [["principal"]]
    make_project_answer(by=case.created_by, application_id=case.pk, question="principal", at=MONDAY + timedelta(days=9))
    assert changed(case) == [["principal"], ["principal"]]


def test_facts_when_somebody_else_changes_them_then_both_are_told(world, case):
    other = UserFactory()
    case.project.members.create(user=other, role="member", may="edit")
    facts = {"project_id": case.project_id, "at": MONDAY}
    save_facts(by=case.created_by, typed={"principal": UMEA}, versions={}, **facts)
    save_facts(by=other, typed={"principal": LUND}, versions={"principal": 1}, **facts)
    Answers.objects.filter(application=case).update(values={"principal": UMEA})
    take_from_case(by=other, case=case, question="principal", at=MONDAY + timedelta(hours=3))
    people = [event.by for event in ProjectEvent.objects.filter(project=case.project)]
    assert people == [case.created_by, other, other]
