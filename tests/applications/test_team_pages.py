"""The pages of a team: what each may see and do there, and what is said when something cannot be done."""

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications import team
from applications.actions import team as acting
from applications.actions.invitation import invite
from applications.actions.team import Statement
from applications.models import Invitation
from tests.applications.applicant import signed_in
from tests.factories.people import UserFactory
from tests.factories.world import MONDAY


@pytest.fixture
def project(world):
    return world.case_at("submitted").project


@pytest.fixture
def mia(project):
    return project.members.create(user=UserFactory(name="Mia Member"), role="member", may="edit")


@pytest.fixture
def hers(world, mia):
    """The browser of the principal investigator."""
    with time_machine.travel(MONDAY, tick=False):
        yield signed_in(world.researcher)


def page(project, rest="") -> str:
    return f"/projects/{project.public_id}/team/{rest}"


def words(answer) -> str:
    return answer.content.decode()


def test_team_page_when_others_get_access_then_is_confirmed_there(world, project, mia, hers):
    acting.say_access(by=mia.user, project=project, statement=Statement(has_access=True, access_to="All tables"))
    shown = words(hers.get(page(project)))
    assert "It is your turn: confirm" in shown and "All tables" in shown
    stale = hers.post(page(project, "confirm/"), {"seen": "another"})
    assert stale.status_code == 409 and "has changed since you opened" in words(stale)
    done = hers.post(page(project, "confirm/"), {"seen": team.fingerprint(project)}, follow=True)
    assert f"by {world.researcher.name} on 7 Sep 2026" in words(done)
    acting.say_access(by=mia.user, project=project, statement=Statement(has_access=True, access_to="One table"))
    assert "has changed since it was confirmed on 7 Sep 2026" in words(hers.get(page(project)))


def test_team_page_when_read_by_a_member_then_shows_no_buttons_for_others(project, mia, hers):
    shown = words(signed_in(mia.user).get(page(project)))
    assert "Invite somebody" not in shown and "Change or remove" not in shown and "Hand over" not in shown
    assert "You in this project" in shown


def test_review_when_the_list_is_not_confirmed_then_names_it_among_what_is_missing(world, mia):
    draft = world.draft()
    draft.project.members.create(user=mia.user, role="member", has_access=True, access_to="All")
    review = words(signed_in(world.researcher).get(f"/applications/{draft.public_id}/review/"))
    assert "One thing is missing" in review and page(draft.project) + "#access" in review


def test_invitation_when_typed_on_the_page_then_is_sent_sent_again_and_withdrawn(project, hers):
    typed = {"email": "ola@example.org", "may": "view", "language": "nb"}
    assert "on its way to ola@example.org" in words(hers.post(page(project, "invite/"), typed, follow=True))
    again = hers.post(page(project, "invite/"), typed)
    assert again.status_code == 409 and "not used yet" in words(again) and 'value="ola@example.org"' in words(again)
    wrong = hers.post(page(project, "invite/"), {"email": "ola", "language": "nb"})
    assert wrong.status_code == 422 and "This is no e-mail address" in words(wrong)
    for verb, said in (("again", "A new link"), ("withdraw", "is withdrawn")):
        waiting = Invitation.objects.get(withdrawn_at=None).public_id
        assert said in words(hers.post(page(project, f"invitations/{waiting}/{verb}/"), follow=True))
    assert hers.post(page(project, f"invitations/{waiting}/again/")).status_code == 409


def test_language_when_changed_after_a_refused_form_then_leads_to_a_page_that_can_be_fetched(project, hers):
    def next_after(came_from: str) -> str:
        answer = hers.post(page(project, "invite/"), {"email": "nonsense"}, headers={"referer": came_from})
        assert answer.status_code == 422
        return re.search(r'name="next" value="([^"]*)"', words(answer))[1]

    assert next_after(f"http://testserver{page(project)}?a=1") == page(project) + "?a=1"
    for nowhere in ("", f"http://elsewhere.example{page(project)}", f"http://testserver{page(project, 'invite/')}"):
        assert next_after(nowhere) == "/"
    assert f'name="next" value="{page(project)}"' in words(hers.get(page(project)))


def test_invitation_when_it_has_expired_then_the_team_page_says_so(world, project, hers):
    long_ago = MONDAY.replace(month=8)
    asked = {"email": "x@example.org", "may": "view", "language": "en"}
    invite(by=world.researcher, project=project, at=long_ago, **asked)
    assert "too old" in words(hers.get(page(project)))


def test_member_when_rights_are_changed_or_taken_away_then_the_page_says_what_happened(project, mia, hers):
    one = page(project, f"members/{mia.pk}/")
    assert 'value="edit" id="id_may_1"' in words(hers.get(one)) or "checked" in words(hers.get(one))
    assert hers.post(one, {"may": "all"}).status_code == 422
    assert "Mia Member was told" in words(hers.post(one, {"may": "view"}, follow=True))
    assert "no longer in the team" in words(hers.post(f"{one}remove/", follow=True))
    again = hers.post(f"{one}remove/")
    assert again.status_code == 409 and "Look at the team again" in words(again)
    assert hers.get(one).status_code == 404


def test_leader_when_changed_on_the_page_of_a_member_then_is_refused_with_the_page(world, project, hers):
    own = project.members.get(user=world.researcher)
    answer = hers.post(page(project, f"members/{own.pk}/"), {"may": "view"})
    assert answer.status_code == 409 and "Hand the project over" in words(answer)


def test_leader_when_looked_at_by_a_contact_person_then_only_what_can_be_done_is_shown(world, project, mia, hers):
    contact = project.members.create(user=UserFactory(), role="contact_person")
    browser = signed_in(contact.user)
    own = project.members.get(user=world.researcher)
    assert f"/team/members/{own.pk}/" not in words(browser.get(page(project)))
    shown = words(browser.get(page(project, f"members/{own.pk}/")))
    assert "every right" in shown and "Take out of the team" not in shown and 'name="may"' not in shown
    assert 'name="may"' in words(browser.get(page(project, f"members/{mia.pk}/")))


def test_member_when_saying_who_he_or_she_is_then_it_stands_in_the_team(project, mia, hers):
    browser = signed_in(mia.user)
    typed = {"title": "docent", "affiliation": "UiB", "has_access": "on", "access_to": ""}
    assert browser.post(page(project, "me/"), typed).status_code == 422
    assert "docent, UiB" in words(browser.post(page(project, "me/"), typed | {"access_to": "All"}, follow=True))


def test_project_when_handed_over_on_the_page_then_the_other_leads(project, mia, hers):
    assert "Mia Member" in words(hers.get(page(project, "hand-over/")))
    assert hers.post(page(project, "hand-over/"), {}).status_code == 422
    done = hers.post(page(project, "hand-over/"), {"to": mia.pk}, follow=True)
    assert "Mia Member leads the project now" in words(done)
    assert hers.get(page(project, "hand-over/")).status_code == 403


def test_project_when_its_leader_leaves_then_the_contact_person_is_shown_the_way(project, mia, hers):
    stays = hers.post(page(project, "leave/"))
    assert stays.status_code == 409 and "still in the team" in words(stays)
    alone = hers.post(page(project, "leave/"), {"sure": "yes"})
    assert alone.status_code == 409 and "Nobody would be left" in words(alone)
    contact = project.members.create(user=UserFactory(), role="contact_person")
    assert hers.post(page(project, "leave/"), {"sure": "yes"}).url == "/projects/"
    browser = signed_in(contact.user)
    assert "Nobody leads this project" in words(browser.get(page(project)))
    done = browser.post(page(project, "hand-over/"), {"to": contact.pk}, follow=True)
    assert "leads the project now" in words(done) and "has left the team" not in words(browser.get("/projects/"))
    assert hers.get(page(project)).status_code == 404


def test_history_of_a_case_when_the_team_changed_then_both_sides_read_it(world, project, mia, hers):
    case = project.applications.get()
    world.assign(case)
    acting.hand_over(by=world.researcher, project=project, to=mia, at=MONDAY)
    sentence = "The project was handed over to Mia Member"
    assert sentence in words(hers.get(f"/applications/{case.public_id}/?tab=history"))
    assert sentence in words(signed_in(world.officer).get(f"/desk/cases/{case.public_id}/history/"))
    assert sentence in words(hers.get(page(project)))


def test_history_of_a_case_when_many_joined_the_team_then_asks_no_more(world, project, hers, django_assert_num_queries):
    case = project.applications.get()
    world.assign(case)
    address = f"/applications/{case.public_id}/?tab=history"

    def join() -> None:
        user = UserFactory()
        acting.joined(project, acting.take_in(project, user, may="view"), MONDAY)

    join()
    with CaptureQueriesContext(connection) as asked:
        hers.get(address)
    join()
    join()
    with django_assert_num_queries(len(asked)):
        hers.get(address)
