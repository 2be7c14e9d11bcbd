"""Invitations into a team: a link that works once, for 14 days, for one address, and what everybody else is told."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from applications.actions import invitation as inviting
from applications.actions.team import Statement
from applications.invitations import State, state_of, token_of
from applications.models import Invitation, Notification, ProjectEvent
from applications.notifications import TOLD_OF_PROJECTS
from applications.problems import NotAllowed, NotReady
from applications.project_log import note
from applications.sending import send
from portal.accounts.models import User
from portal.base.mail import compose
from tests.applications.applicant import signed_in
from tests.factories.people import PASSWORD, UserFactory
from tests.factories.world import MONDAY

TEMPLATES = sorted({template for told in TOLD_OF_PROJECTS.values() for _audience, template in told})
EMAIL = "ola@example.org"
ACCESS = {"title": "", "affiliation": "UiB", "has_access": "on", "access_to": "Everything"}


@pytest.fixture
def project(world):
    return world.draft().project


@pytest.fixture
def now():
    with time_machine.travel(MONDAY, tick=False):
        yield MONDAY


def ask(world, project, **more) -> Invitation:
    said = {"email": EMAIL, "may": "edit", "language": "nb", "at": MONDAY} | more
    return inviting.invite(by=world.researcher, project=project, **said)


def link(invitation: Invitation) -> str:
    return f"/r/{token_of(invitation)}/"


def test_invitation_when_sent_then_only_the_hash_is_kept_and_the_mail_holds_the_link(world, project):
    invitation = ask(world, project, email=" Ola@Example.org ")
    row = Notification.objects.get(template="team_invitation")
    assert row.email == EMAIL and row.recipient is None and row.language == "nb"
    assert send(row.pk)
    [letter] = mail.outbox
    assert link(invitation) in letter.body and letter.subject.startswith(world.researcher.name)
    assert project.title not in letter.body + letter.subject + letter.alternatives[0][0]
    stored = [str(value) for value in Invitation.objects.values_list().get()]
    assert not any(token_of(invitation) in value for value in stored)
    assert ProjectEvent.objects.get().details == {"invitation": invitation.pk}


def test_invitation_when_the_person_is_in_the_team_or_has_one_then_none_is_sent(world, project):
    ask(world, project)
    with pytest.raises(NotReady, match="not used yet"):
        ask(world, project)
    with pytest.raises(NotReady, match="in the team already"):
        ask(world, project, email=world.researcher.email)
    later = ask(world, project, at=MONDAY + timedelta(days=15))  # the one before has expired
    assert state_of(later, MONDAY + timedelta(days=15)) == State.OPEN


def test_invitation_when_somebody_without_the_right_sends_or_withdraws_then_is_refused(world, project):
    invitation, reader = ask(world, project), UserFactory()
    inviting.accept(by=UserFactory(email=EMAIL), invitation=invitation, statement=Statement(), at=MONDAY)
    other = ask(world, project, email="new@example.org")
    for by in (reader, User.objects.get(email=EMAIL)):
        with pytest.raises(NotAllowed):
            inviting.invite(by=by, project=project, email="x@example.org", may="view", language="en")
        with pytest.raises(NotAllowed):
            inviting.withdraw(by=by, invitation=other)


def test_invitation_when_sent_again_then_only_the_new_link_works(world, project, now):
    first = ask(world, project, language="en")
    second = inviting.send_again(by=world.researcher, invitation=first)
    assert "was withdrawn" in Client(headers={"accept-language": "en"}).get(link(first)).content.decode()
    assert Client().get(link(second)).status_code == 200
    with pytest.raises(NotReady, match="in the meantime"):
        inviting.withdraw(by=world.researcher, invitation=first)


def test_invitation_when_opened_without_an_account_then_registering_leads_into_the_team(world, project, now):
    client, invitation = Client(headers={"accept-language": "en"}), ask(world, project, language="en")
    page = client.get(link(invitation)).content.decode()
    assert "Register to join" in page and EMAIL in page and project.title in page
    to_signup = client.post(link(invitation)).url
    assert to_signup.startswith("/account/signup/?next=")
    assert f'value="{EMAIL}"' in client.get(to_signup).content.decode()
    typed = {"name": "Ola Nordmann", "email": EMAIL, "password1": PASSWORD, "next": link(invitation)}
    assert client.post("/account/signup/", typed).url == link(invitation)
    assert EmailAddress.objects.get(email=EMAIL).verified  # whoever has the link has read the mail
    assert client.post(link(invitation), ACCESS).url == f"/projects/{project.public_id}/"
    member = project.members.get(user__email=EMAIL)
    assert (member.may, member.role, member.access_to) == ("edit", "member", "Everything")


def test_invitation_when_opened_with_an_account_then_leads_to_the_sign_in(world, project, now):
    UserFactory(email=EMAIL)
    client, invitation = Client(), ask(world, project, language="sv")
    answer = client.get(link(invitation))
    assert 'lang="sv"' in answer.content.decode() and answer["Cache-Control"] == "private, no-store"
    assert client.post(link(invitation)).url.startswith("/account/login/?next=")
    assert Invitation.objects.get().accepted_at is None


def test_invitation_when_opened_by_another_person_then_is_told_and_nothing_is_used_up(world, project, now):
    invitation, other = ask(world, project), signed_in(UserFactory())
    for answer in (other.get(link(invitation)), other.post(link(invitation), ACCESS)):
        assert answer.status_code == 403
        assert "This invitation is for somebody else" in answer.content.decode()
    assert state_of(Invitation.objects.get(), MONDAY) == State.OPEN
    with pytest.raises(NotReady, match="not used up"):
        inviting.accept(by=UserFactory(), invitation=invitation, statement=Statement())


def test_invitation_when_used_twice_then_nothing_changes_and_each_is_told(world, project, now):
    invitation, person = ask(world, project), UserFactory(email=EMAIL)
    client = signed_in(person)
    client.post(link(invitation), ACCESS)
    assert client.get(link(invitation)).url == f"/projects/{project.public_id}/"
    again = Client(headers={"accept-language": "en"}).get(link(invitation))
    assert again.status_code == 410
    with pytest.raises(NotReady, match="used already"):
        inviting.accept(by=person, invitation=invitation, statement=Statement())
    assert project.members.filter(user=person).count() == 1


def test_invitation_when_expired_withdrawn_or_cut_short_then_a_page_says_which(world, project, now):
    UserFactory(email=EMAIL)
    invitation, client = ask(world, project, at=MONDAY - timedelta(days=14)), signed_in(world.researcher)
    answer = client.get(link(invitation))
    assert answer.status_code == 410 and "too old" in answer.content.decode()
    inviting.withdraw(by=world.researcher, invitation=invitation)
    assert "was withdrawn" in client.get(link(invitation)).content.decode()
    short = client.get(link(invitation)[:-12] + "/")
    assert short.status_code == 404 and "not copied whole" in short.content.decode()


def test_invitation_when_access_to_nothing_is_said_then_is_asked_and_not_used_up(world, project, now):
    invitation, person = ask(world, project), UserFactory(email=EMAIL)
    answer = signed_in(person).post(link(invitation), ACCESS | {"access_to": " "})
    assert answer.status_code == 422 and "Say what you will have access to." in answer.content.decode()
    assert Invitation.objects.get().accepted_at is None
    with pytest.raises(NotReady, match="access to"):
        inviting.accept(by=person, invitation=invitation, statement=Statement(has_access=True))


def test_invitation_when_withdrawn_between_page_and_button_then_the_page_says_so(world, project, now, monkeypatch):
    invitation, person = ask(world, project), UserFactory(email=EMAIL)
    monkeypatch.setattr("applications.views.invitation.state_of", lambda _invitation: State.OPEN)
    inviting.withdraw(by=world.researcher, invitation=invitation)
    answer = signed_in(person).post(link(invitation), ACCESS)
    assert answer.status_code == 409 and "was withdrawn" in answer.content.decode()


def test_invitation_when_the_person_came_back_by_another_way_then_is_used_up_and_changes_nothing(world, project):
    invitation, person = ask(world, project), UserFactory(email=EMAIL)
    project.members.create(user=person, role="contact_person")
    member = inviting.accept(by=person, invitation=invitation, statement=Statement(), at=MONDAY)
    assert member.role == "contact_person" and Invitation.objects.get().accepted_by == person


@pytest.mark.parametrize("language", ["sv", "nb", "en"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_mail_about_a_team_when_composed_then_links_to_one_thing_and_gives_nothing_of_the_study_away(
    world, project, template, language
):
    invitation = ask(world, project)
    words = {"project": project, "by": world.researcher, "invitation": invitation, "details": {"may": "submit"}}
    context = words | {"link": "https://portal.example/x/", "recipient": world.officer}
    letter = compose(template, language=language, to=EMAIL, context=context)
    html = letter.alternatives[0][0]
    assert letter.body.count(context["link"]) == 1 and f'<p class="do"><a href="{context["link"]}">' in html
    assert project.title not in letter.subject + letter.body + html
    assert letter.subject and "\n\n\n" not in letter.body


@pytest.mark.parametrize(("template", "rest"), [("team_joined", "team/"), ("team_handed_over", "")])
def test_mail_about_a_team_when_sent_then_leads_to_the_page_where_something_can_be_done(world, project, template, rest):
    event = note(project, "joined", by=world.researcher, user=world.officer)
    row = Notification(project_event=event, email=EMAIL, language="en", template=template, created_at=MONDAY)
    row.save()
    assert send(row.pk)
    assert f"/projects/{project.public_id}/{rest}\n" in mail.outbox[0].body
