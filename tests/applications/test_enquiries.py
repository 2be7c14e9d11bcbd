"""Conversations before an application: who asks whom, who may answer, what is told by mail (Q2, Q3, U3, U11)."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.admin import site
from django.core import mail
from django.urls import reverse

from applications import sending
from applications.actions.enquiry import ask, close, write
from applications.models import Enquiry, EnquiryMessage, Notification
from applications.problems import NotAllowed, NotReady
from applications.querysets import answerers
from portal.accounts.models import User
from registries.models import Membership, Registry, Role
from tests.factories.people import UserFactory
from tests.factories.world import MONDAY, World, make_authority, make_project

QUESTION = "Can the register say how many broke a hip in 2010–2020?"


@pytest.fixture
def world(world) -> World:
    """The world with an authority that takes enquiries, a second registry, and a holder of each."""
    world.authority.takes_enquiries = True
    world.authority.save()
    second = Registry.objects.create(authority=world.authority, slug="births", name={"en": "Birth register"})
    world.people |= {"holder": UserFactory(name="Hanna Holder"), "second_holder": UserFactory(name="Bo Births")}
    hold(world.holder, world, world.registry)
    hold(world.second_holder, world, second)
    return world


def hold(user, world, registry=None) -> None:
    Membership.objects.create(user=user, authority=world.authority, role=Role.REGISTRY_HOLDER, registry=registry)


def by_registry(world) -> list[Registry]:
    """Let each registry receive by itself."""
    world.authority.receives = "registry"
    world.authority.save()
    return list(world.authority.registries.order_by("-slug"))


def asked(world, *registries, **more) -> list[Enquiry]:
    words = {"subject": "Hip fractures", "text": QUESTION, "at": MONDAY} | more
    return ask(by=world.researcher, authority=world.authority, registries=registries, **words)


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


def closed(world, who: str) -> Enquiry:
    return close(by=world.people[who], enquiry_id=Enquiry.objects.get().pk, at=MONDAY)


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
    assert message.subject.startswith(f"{world.authority.short_name}: ")
    for part in (message.subject, message.body, html):
        for secret in ("Hip", "Patient", "kronor", QUESTION):
            assert secret not in part
    link = reverse("enquiry_page", args=[enquiry.public_id])
    assert message.body.count(link) == 1 and html.count(link) == 1
    assert f'lang="{language}"' in html
    assert "Messages in your case" not in message.body


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


# Pages


@pytest.fixture
def page_of(client, world):
    """The text of a page as somebody sees it."""

    def page(who: str, name: str, *args, **query) -> str:
        client.force_login(world.people[who])
        answer = client.get(reverse(name, args=args) + (f"?{urlencode(query)}" if query else ""))
        assert answer.status_code == 200
        return answer.text

    return page


def test_list_when_empty_then_says_what_will_be_here(page_of):
    assert "No questions yet" in page_of("researcher", "enquiry_list")
    assert "Nobody has asked yet" in page_of("holder", "enquiry_list")
    assert "No questions yet" in page_of("holder", "enquiry_list", view="own")


def test_list_when_there_are_some_then_shows_each_side_its_own(world, page_of):
    [enquiry] = asked(world, world.registry)
    for who, words in (("researcher", "waits for an answer"), ("holder", "waits for your answer")):
        page = page_of(who, "enquiry_list")
        assert "Hip fractures" in page and words in page
    assert "Rut Researcher" in page_of("holder", "enquiry_list")
    assert "Hip fractures" not in page_of("second_holder", "enquiry_list")
    write(by=world.holder, enquiry_id=enquiry.pk, text="It can.", at=MONDAY)
    assert "new message" in page_of("researcher", "enquiry_list")
    closed(world, "holder")
    assert "closed" in page_of("holder", "enquiry_list")


def test_list_when_ordered_then_what_waits_comes_first_and_what_is_closed_last(world, client):
    names = ("answered", "waiting", "closed")
    rows = {name: asked(world, subject=name, at=MONDAY + timedelta(hours=n))[0] for n, name in enumerate(names)}
    write(by=world.officer, enquiry_id=rows["answered"].pk, text="Yes.", at=MONDAY + timedelta(days=1))
    close(by=world.officer, enquiry_id=rows["closed"].pk)
    client.force_login(world.coordinator)
    page = client.get(reverse("enquiry_list")).context["page"]
    assert [enquiry.subject for enquiry in page] == ["waiting", "answered", "closed"]
    client.force_login(world.researcher)
    page = client.get(reverse("enquiry_list")).context["page"]
    assert [enquiry.subject for enquiry in page] == ["answered", "waiting", "closed"]


def test_list_when_there_are_many_then_comes_in_pages_with_no_more_queries(
    world, client, django_assert_max_num_queries
):
    for number in range(60):
        asked(world, world.registry, subject=f"Question {number:02}", at=MONDAY + timedelta(minutes=number))
    client.force_login(world.holder)
    with django_assert_max_num_queries(10):
        first = client.get(reverse("enquiry_list")).text
    assert "Question 59" in first and "Question 05" not in first
    assert "Question 05" in client.get(reverse("enquiry_list") + "?page=2").text


def test_new_when_no_authority_is_named_then_those_that_take_questions_can_be_chosen(world, page_of):
    make_authority("silent")
    page = page_of("researcher", "enquiry_new")
    assert "?authority=registry-agency" in page and "silent" not in page
    world.authority.takes_enquiries = False
    world.authority.save()
    assert "Nobody takes questions here" in page_of("researcher", "enquiry_new")


@pytest.mark.parametrize("slug", ["silent", "nowhere"])
def test_new_when_the_authority_takes_no_questions_then_is_not_found(world, client, slug):
    make_authority("silent")
    client.force_login(world.researcher)
    assert client.get(reverse("enquiry_new"), {"authority": slug}).status_code == 404


def test_new_when_opened_then_shows_the_words_of_the_procedure_and_what_the_address_says(world, page_of):
    world.procedure.texts = {"enquiry_intro": {"en": "The steering group meets on Tuesdays."}}
    world.procedure.save()
    project = make_project(world)
    address = {"authority": "registry-agency", "registry": "patients", "project": project.public_id}
    page = page_of("researcher", "enquiry_new", **address)
    assert "The steering group meets on Tuesdays." in page
    assert 'value="Patient register"' in page and "Registries" in page
    assert f'value="{project.public_id}" selected' in page
    by_registry(world)
    page = page_of("researcher", "enquiry_new", **address)
    assert 'value="patients"' in page and page.count("checked") == 1


def test_new_when_sent_then_leads_to_the_conversation_or_to_the_list(world, client):
    by_registry(world)
    client.force_login(world.researcher)
    address = reverse("enquiry_new") + "?authority=registry-agency"
    typed = {"subject": "Hip fractures", "text": QUESTION, "registries": ["patients"]}
    answer = client.post(address, typed)
    assert answer.url == reverse("enquiry_page", args=[Enquiry.objects.get().public_id])
    answer = client.post(address, typed | {"registries": ["patients", "births"]}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("enquiry_list") + "?view=own"
    assert "sent to 2 registries" in answer.text
    assert Enquiry.objects.count() == 3


def test_new_when_something_is_missing_then_what_was_typed_is_kept(world, client):
    by_registry(world)
    client.force_login(world.researcher)
    page = client.post(reverse("enquiry_new") + "?authority=registry-agency", {"text": QUESTION, "registries": ["x"]})
    assert QUESTION in page.text
    assert "Write in a few words what it is about." in page.text and "not here any more" in page.text
    assert not Enquiry.objects.exists()


def test_new_when_refused_by_the_action_then_says_why_and_keeps_what_was_typed(world, client, monkeypatch):
    def refuse(**details):
        raise NotReady(["Somebody has just closed the door."])

    monkeypatch.setattr("applications.views.enquiry.act.ask", refuse)
    client.force_login(world.researcher)
    typed = {"subject": "Hip fractures", "text": QUESTION}
    page = client.post(reverse("enquiry_new") + "?authority=registry-agency", typed).text
    assert "Somebody has just closed the door." in page and QUESTION in page


def test_new_when_the_session_has_ended_then_what_was_typed_waits_after_the_sign_in(world, client):
    address = reverse("enquiry_new") + "?authority=registry-agency"
    answer = client.post(address, {"subject": "Hip fractures", "text": QUESTION})
    assert answer.url.startswith(reverse("account_login"))
    client.force_login(world.researcher)
    page = client.get(address).text
    assert QUESTION in page and "You had been signed out." in page


def test_conversation_when_opened_then_messages_of_the_other_side_count_as_read(world, page_of):
    [enquiry] = asked(world, world.registry)
    page = page_of("holder", "enquiry_page", enquiry.public_id)
    assert QUESTION in page and "Rut Researcher" in page and "researcher@example.org" in page
    assert "Begin an application" not in page
    assert EnquiryMessage.objects.get().read_at
    page_of("researcher", "enquiry_page", enquiry.public_id)
    write(by=world.holder, enquiry_id=enquiry.pk, text="It can.", at=MONDAY)
    assert not enquiry.messages.last().read_at
    assert "It can." in page_of("researcher", "enquiry_page", enquiry.public_id)
    assert enquiry.messages.last().read_at


def test_conversation_when_read_by_whoever_asked_then_leads_on_to_an_application(world, page_of):
    project = make_project(world)
    [enquiry] = asked(world, world.registry, project=project)
    page = page_of("researcher", "enquiry_page", enquiry.public_id)
    start = reverse("application_start", args=["registry-agency"])
    assert f"{start}?registry=patients&amp;project={project.public_id}" in page
    assert project.title in page_of("holder", "enquiry_page", enquiry.public_id)


def test_conversation_when_written_in_and_closed_then_goes_back_to_it(world, client):
    [enquiry] = asked(world)
    client.force_login(world.officer)
    address = reverse("enquiry_page", args=[enquiry.public_id])
    assert client.post(f"{address}write/", {"message": "It can."}).url == address
    assert client.post(f"{address}close/").url == address
    page = client.get(address).text
    assert "It can." in page and "Closed on" in page and "Send the answer" not in page
    refused = client.post(f"{address}write/", {"message": "One more thing"})
    assert refused.status_code == 409 and "The conversation is closed" in refused.text


def test_conversation_when_an_empty_message_is_sent_then_says_so(world, client):
    [enquiry] = asked(world)
    client.force_login(world.researcher)
    refused = client.post(reverse("enquiry_write", args=[enquiry.public_id]), {"message": "  "})
    assert refused.status_code == 409 and "The message is empty." in refused.text


def test_conversation_when_the_session_has_ended_then_what_was_typed_waits_after_the_sign_in(world, client):
    [enquiry] = asked(world)
    client.post(reverse("enquiry_write", args=[enquiry.public_id]), {"message": "What does it cost?"})
    client.force_login(world.researcher)
    assert "What does it cost?" in client.get(reverse("enquiry_page", args=[enquiry.public_id])).text


@pytest.mark.parametrize("who", ["outsider", "officer", "second_holder"])
def test_conversation_when_somebody_else_asks_for_it_then_is_not_found(world, client, who):
    [enquiry] = asked(world, world.registry)
    client.force_login(world.people[who])
    assert client.get(reverse("enquiry_page", args=[enquiry.public_id])).status_code == 404
    for name in ("enquiry_write", "enquiry_close"):
        assert client.post(reverse(name, args=[enquiry.public_id]), {"message": "Hello"}).status_code == 404
    enquiry.refresh_from_db()
    assert enquiry.is_open and enquiry.messages.count() == 1
