"""The team: rights, access and its confirmation, leaving, removing and handing over, each an event."""

import pytest

from applications import team
from applications.actions import team as acting
from applications.actions.application import submit
from applications.actions.team import Statement
from applications.events import broken_links
from applications.models import Application, Notification, ProjectEvent
from applications.problems import NotAllowed, NotReady
from tests.factories.people import UserFactory
from tests.factories.world import MONDAY

ACCESS = Statement(title="statistician", affiliation="UiB", has_access=True, access_to="All tables")


@pytest.fixture
def draft(world):
    return world.draft()


@pytest.fixture
def project(draft):
    return draft.project


@pytest.fixture
def mia(project):
    return join(project, name="Mia Member", may="edit")


def join(project, may="view", **person):
    return project.members.create(user=UserFactory(**person), role=team.role_for(may), may=may)


def state_access(project, member):
    acting.say_access(by=member.user, project=project, statement=ACCESS, at=MONDAY)


def kinds(project) -> list[str]:
    return list(project.events.values_list("kind", flat=True))


def told(template: str) -> set[str]:
    return set(Notification.objects.filter(template=template).values_list("email", flat=True))


def confirm(world, project):
    acting.confirm_access(by=world.researcher, project=project, seen=team.fingerprint(project), at=MONDAY)


def test_people_with_access_when_stated_then_are_rows_for_the_forms(world, project, mia):
    assert team.people_rows(project) == []
    state_access(project, mia)
    row = {"name": "Mia Member", "title": "statistician", "affiliation": "UiB", "email": mia.user.email}
    assert team.people_rows(project) == [row]
    assert told("team_to_confirm") == {world.researcher.email}


def test_sending_when_others_get_access_then_waits_for_the_confirmation(world, draft, project, mia):
    state_access(project, mia)
    with pytest.raises(NotReady, match="is not confirmed"):
        submit(by=world.researcher, application_id=draft.pk)
    confirm(world, project)
    submit(by=world.researcher, application_id=draft.pk)
    assert world.fresh(draft).case_number


def test_sending_when_only_the_principal_investigator_has_access_then_waits_for_nothing(world, draft, project):
    acting.say_access(by=world.researcher, project=project, statement=ACCESS)
    assert not team.lacks_confirmation(project) and not team.is_confirmed(project)
    submit(by=world.researcher, application_id=draft.pk)


def test_confirmation_when_the_list_changes_then_holds_no_more(world, project, mia):
    state_access(project, mia)
    confirm(world, project)
    assert team.is_confirmed(project)
    acting.say_access(by=mia.user, project=project, statement=Statement(has_access=True, access_to="One table"))
    assert team.lacks_confirmation(project)
    assert team.newest_confirmation(project).people == [{"user": mia.user.pk, "access_to": "All tables"}]


def test_confirmation_when_another_list_was_seen_or_by_another_person_then_is_refused(world, project, mia):
    seen = team.fingerprint(project)
    state_access(project, mia)
    with pytest.raises(NotReady, match="has changed since"):
        acting.confirm_access(by=world.researcher, project=project, seen=seen)
    contact = join(project, "submit")
    with pytest.raises(NotAllowed):
        acting.confirm_access(by=contact.user, project=project, seen=team.fingerprint(project))


def test_access_when_stated_as_before_then_is_no_event(project, mia):
    for _again in range(2):
        state_access(project, mia)
    assert kinds(project) == ["access_stated"]


def test_rights_when_changed_then_role_follows_and_the_person_is_told(world, project, mia):
    acting.change_rights(by=world.researcher, member=mia, may="submit")
    mia.refresh_from_db()
    assert (mia.role, mia.may) == ("contact_person", "submit")
    acting.change_rights(by=world.researcher, member=mia, may="submit")
    acting.change_rights(by=world.researcher, member=mia, may="view")
    assert kinds(project) == ["rights_changed"] * 2 and told("team_rights_changed") == {mia.user.email}
    with pytest.raises(NotReady, match="Hand the project over"):
        acting.change_rights(by=world.researcher, member=project.members.get(user=world.researcher), may="view")
    with pytest.raises(NotAllowed):
        acting.change_rights(by=mia.user, member=mia, may="submit")


def test_member_when_removed_then_sees_nothing_is_told_and_stays_locked_out_as_an_officer(world, project, mia):
    acting.remove(by=world.researcher, member=mia, at=MONDAY)
    assert not Application.objects.visible_to(mia.user).exists()
    assert told("team_removed") == {mia.user.email} and kinds(project) == ["removed"]
    with pytest.raises(NotReady, match="not in the team"):
        acting.remove(by=world.researcher, member=mia)
    with pytest.raises(NotReady, match="cannot be removed"):
        acting.remove(by=world.researcher, member=project.members.get(user=world.researcher))


def test_member_when_leaving_then_is_an_event_in_project_and_sent_cases_only(world, mia, project, draft):
    sent = world.case_at("submitted")
    sent.project.members.create(user=mia.user, role="member")
    acting.leave(by=mia.user, project=sent.project, at=MONDAY)
    acting.leave(by=mia.user, project=project, at=MONDAY)
    event = sent.events.last()
    assert (event.kind, event.details) == ("team_changed", {"what": "left", "user": mia.user.pk})
    assert not draft.events.filter(kind="team_changed").exists() and not broken_links(sent)
    assert told("team_left") == {world.researcher.email}


def test_member_when_the_last_to_answer_for_the_project_then_cannot_leave(world, project, mia):
    with pytest.raises(NotReady, match="Nobody would be left"):
        acting.leave(by=world.researcher, project=project)
    contact = join(project, "submit")
    acting.leave(by=world.researcher, project=project)
    with pytest.raises(NotReady, match="Nobody would be left"):
        acting.change_rights(by=contact.user, member=contact, may="view")


def test_case_when_handed_over_then_the_heir_leads_and_the_officer_is_told(world):
    case = world.case_at("assigned")
    heir = join(case.project, "edit")
    acting.hand_over(by=world.researcher, project=case.project, to=heir, at=MONDAY)
    roles = dict(case.project.members.values_list("user", "role"))
    assert roles == {heir.user.pk: "principal_investigator", world.researcher.pk: "contact_person"}
    assert told("case_handed_over") == {world.officer.email} and told("team_handed_over") == {heir.user.email}
    assert case.events.last().details == {"what": "handed_over", "user": heir.user.pk}
    assert heir.user.has_perm("applications.withdraw", world.fresh(case))


def test_case_when_handed_over_before_an_officer_has_it_then_the_coordinator_is_told(world):
    case = world.case_at("submitted")
    heir = join(case.project)
    acting.hand_over(by=world.researcher, project=case.project, to=heir, leaves=True, at=MONDAY)
    assert world.coordinator.email in told("case_handed_over")
    assert not case.project.members.current().filter(user=world.researcher).exists()
    assert list(case.events.filter(kind="team_changed").values_list("details__what", flat=True)) == [
        "handed_over",
        "left",
    ]


def test_project_when_its_leader_has_left_then_a_contact_person_hands_it_over_and_nobody_else(world, project, mia):
    contact = join(project, "submit")
    with pytest.raises(NotAllowed):
        acting.hand_over(by=contact.user, project=project, to=contact)
    acting.leave(by=world.researcher, project=project)
    with pytest.raises(NotAllowed):
        acting.hand_over(by=mia.user, project=project, to=mia)
    acting.hand_over(by=contact.user, project=project, to=contact)
    assert team.principal_investigator(project) == contact
    with pytest.raises(NotReady, match="leads the project already"):
        acting.hand_over(by=contact.user, project=project, to=contact)


def test_project_when_handed_to_somebody_who_has_left_then_is_refused(world, project, mia):
    acting.remove(by=world.researcher, member=mia)
    with pytest.raises(NotReady, match="not in the team"):
        acting.hand_over(by=world.researcher, project=project, to=mia)


def test_member_when_back_again_then_the_same_row_stands_for_the_person(world, project, mia):
    acting.remove(by=world.researcher, member=mia, at=MONDAY)
    member = acting.joined(project, acting.take_in(project, mia.user, may="view"), MONDAY)
    assert member.pk == mia.pk and member.is_current and member.may == "view"
    assert ProjectEvent.objects.last().kind == "joined" and told("team_joined") == {world.researcher.email}
