"""Conversations before an application: who asks whom, who may answer, what is told by mail (Q2, Q3, U3, U11)."""

from datetime import timedelta

import pytest
from django.contrib.admin import site
from django.core import mail
from django.urls import reverse

from applications import sending
from applications.actions.enquiry import ask, write
from applications.enquiries import answerers
from applications.models import Enquiry, Notification
from applications.problems import NotAllowed, NotReady
from portal.accounts.models import User
from registries.models import Membership, Registry, Role
from tests.applications.asking import QUESTION, asked, by_registry, closed, hold, taking_enquiries
from tests.factories.people import UserFactory
from tests.factories.world import MONDAY, World, make_authority, make_project


@pytest.fixture
def world(world) -> World:
    return taking_enquiries(world)


def told(template: str) -> set[str]:
    return set(Notification.objects.filter(template=template).values_list("email", flat=True))


def addressed(enquiry) -> set[User]:
    return set(User.objects.filter(memberships__in=answerers(enquiry)))


# What people do


def test_ask_when_several_registries_are_chosen_then_each_gets_a_conversation_of_its_own(world):
    patients, births = by_registry(world)
    enquiries = asked(world, patients, births, subject="  Hip fractures ")
    assert [enquiry.registry for enquiry in enquiries] == [patients, births]
    assert {enquiry.subject for enquiry in enquiries} == {"Hip fractures"}
    for enquiry in enquiries:
        assert [(m.text, m.from_authority, m.author) for m in enquiry.messages.all()] == [
            (QUESTION, False, world.researcher)
        ]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"subject": " "}, "Write in a few words what it is about."),
        ({"text": "\n "}, "The message is empty. Write something first."),
        ({"takes": False}, "This authority takes no questions through the portal. Nothing was sent."),
        ({"by_registry": True}, "Choose at least one registry to ask."),
    ],
)
def test_ask_when_something_is_missing_then_nothing_is_sent(world, changed, sentence):
    world.authority.takes_enquiries = changed.pop("takes", True)
    if changed.pop("by_registry", False):
        by_registry(world)
    with pytest.raises(NotReady) as refused:
        asked(world, **changed)
    assert sentence in [str(words) for words in refused.value.sentences]
    assert not Enquiry.objects.exists() and not Notification.objects.exists()


def test_ask_when_a_registry_is_another_authoritys_then_is_refused(world):
    stray = Registry.objects.create(authority=make_authority("other"), slug="stray", name={"en": "Stray"})
    with pytest.raises(NotReady):
        asked(world, stray)


def test_ask_when_the_project_is_not_ones_own_then_is_refused(world):
    project = make_project(world)
    with pytest.raises(NotAllowed):
        ask(by=world.outsider, authority=world.authority, subject="Mine?", text="Yes.", project=project)
    assert asked(world, project=project)[0].project == project


def test_write_when_the_holder_answers_then_the_question_counts_as_read_and_the_asker_is_told(world):
    [enquiry] = asked(world, world.registry)
    later = MONDAY + timedelta(hours=1)
    answer = write(by=world.holder, enquiry_id=enquiry.pk, text=" It can. ", at=later)
    assert (answer.text, answer.from_authority, answer.read_at) == ("It can.", True, None)
    assert enquiry.messages.first().read_at == later
    assert told("enquiry_answered") == {"researcher@example.org"}


@pytest.mark.parametrize("who", ["outsider", "second_holder", "officer", "lawyer", "auditor", "administrator"])
def test_write_and_close_when_somebody_has_no_part_in_it_then_are_refused(world, who):
    [enquiry] = asked(world, world.registry)
    for act in (lambda: write(by=world.people[who], enquiry_id=enquiry.pk, text="Hello"), lambda: closed(world, who)):
        with pytest.raises(NotAllowed):
            act()
    assert enquiry.messages.count() == 1


def test_write_when_empty_or_closed_then_is_refused_with_the_reason(world):
    [enquiry] = asked(world)
    with pytest.raises(NotReady, match="The message is empty"):
        write(by=world.officer, enquiry_id=enquiry.pk, text=" ")
    closed(world, "officer")
    with pytest.raises(NotReady, match="The conversation is closed"):
        write(by=world.researcher, enquiry_id=enquiry.pk, text="One more thing")
    with pytest.raises(NotReady, match="The conversation is closed"):
        closed(world, "researcher")
    enquiry.refresh_from_db()
    assert (enquiry.closed_by, enquiry.closed_at) == (world.officer, MONDAY)


# Whom an enquiry reaches


def test_enquiry_when_a_registry_is_named_then_reaches_its_holders_alone(world):
    [enquiry] = asked(world, world.registry)
    assert addressed(enquiry) == {world.holder}
    everywhere = UserFactory()
    hold(everywhere, world)
    assert addressed(enquiry) == {world.holder, everywhere}


def test_enquiry_when_no_registry_is_named_then_reaches_officers_and_coordinators(world):
    [enquiry] = asked(world)
    assert addressed(enquiry) == {world.officer, world.second_officer, world.coordinator}


def test_enquiry_when_nobody_holds_the_registry_then_reaches_the_desk(world):
    Membership.objects.filter(user=world.holder).delete()
    [enquiry] = asked(world, world.registry)
    assert addressed(enquiry) == {world.officer, world.second_officer, world.coordinator}
    assert told("enquiry_asked") == {f"{who}@example.org" for who in ("officer", "second_officer", "coordinator")}


def test_enquiry_when_the_only_holder_cannot_answer_then_reaches_the_desk(world):
    hold(world.researcher, world, world.registry)
    world.holder.is_active = False
    world.holder.save()
    [enquiry] = asked(world, world.registry)
    assert addressed(enquiry) == {world.officer, world.second_officer, world.coordinator}


@pytest.mark.parametrize("holders", [True, False])
@pytest.mark.parametrize("named", [True, False])
def test_enquiry_when_it_reaches_people_then_exactly_they_find_and_may_answer_it(world, holders, named):
    if not holders:
        Membership.objects.filter(role=Role.REGISTRY_HOLDER).delete()
    [enquiry] = asked(world, *([world.registry] if named else []))
    people = set(world.people.values())
    assert {user for user in people if Enquiry.objects.answerable_by(user).exists()} == addressed(enquiry)
    may_write = {user for user in people if user.has_perm("applications.write_in_enquiry", enquiry)}
    assert may_write == addressed(enquiry) | {world.researcher}


def test_waiting_for_when_messages_are_read_and_answered_then_says_whose_turn_it_is(world):
    [enquiry] = asked(world)
    officers, asker = [world.officer, world.coordinator], world.researcher

    def waits() -> set:
        return {user for user in [*officers, asker] if Enquiry.objects.waiting_for(user).exists()}

    assert waits() == set(officers)
    enquiry.messages.update(read_at=MONDAY)
    assert waits() == set(officers), "What was only read still waits for an answer."
    write(by=world.officer, enquiry_id=enquiry.pk, text="It can.", at=MONDAY + timedelta(hours=1))
    assert waits() == {asker}
    enquiry.messages.update(read_at=MONDAY)
    assert waits() == set()
    write(by=asker, enquiry_id=enquiry.pk, text="What does it cost?", at=MONDAY + timedelta(hours=2))
    assert waits() == set(officers)
    closed(world, "researcher")
    assert waits() == set()


# Mails


@pytest.mark.parametrize(("language", "who"), [("sv", "holder"), ("en", "researcher")])
def test_mail_when_sent_then_gives_nothing_away_and_has_one_link(world, language, who):
    world.people[who].language = language
    world.people[who].save()
    [enquiry] = asked(world, world.registry)
    write(by=world.holder, enquiry_id=enquiry.pk, text="It can, for 900 kronor.", at=MONDAY)
    row = Notification.objects.get(recipient=world.people[who])
    assert row.language == language
    assert sending.send(row.pk)
    [message] = mail.outbox
    html = message.alternatives[0][0]
    assert message.to == [world.people[who].email]
    registry = world.registry.authority.text(world.registry.name, language)
    assert message.subject.startswith(f"{world.authority.short_name}, {registry}: ")
    assert f": {registry}." in message.body and f": {registry}." in html
    for part in (message.subject, message.body, html):
        for secret in ("Hip", "kronor", QUESTION):
            assert secret not in part
    link = reverse("enquiry_page", args=[enquiry.public_id])
    assert message.body.count(link) == 1 and html.count(link) == 1
    assert f'lang="{language}"' in html
    assert "Messages in your case" not in message.body


def test_mail_when_no_registry_is_named_then_names_the_authority(world):
    asked(world)
    assert sending.send(Notification.objects.filter(template="enquiry_asked").first().pk)
    [message] = mail.outbox
    assert message.subject.startswith(f"{world.authority.short_name}: ")
    assert f"applying for data: {world.authority.text(world.authority.name, 'en')}." in message.body


def test_failed_mail_when_it_is_about_an_enquiry_then_the_administration_shows_it(world, admin_client):
    [enquiry] = asked(world)
    Notification.objects.update(state="failed", last_error="SMTP")
    page = admin_client.get(reverse("admin:applications_notification_changelist"))
    assert page.status_code == 200 and "Send again" in page.text
    row = Notification.objects.first()
    assert admin_client.get(reverse("admin:applications_notification_change", args=[row.pk])).status_code == 200
    admin_client.post(reverse("admin:applications_notification_send_again", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == "waiting"
    assert Enquiry in site._registry
    assert admin_client.get(reverse("admin:applications_enquiry_change", args=[enquiry.pk])).status_code == 200
