"""The pages of conversations before an application: what each side sees and does there."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from applications.actions.enquiry import close, write
from applications.models import Enquiry, EnquiryMessage
from applications.problems import NotReady
from tests.applications.asking import QUESTION, asked, by_registry, closed, taking_enquiries
from tests.factories.world import MONDAY, World, make_authority, make_project


@pytest.fixture
def world(world) -> World:
    return taking_enquiries(world)


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
