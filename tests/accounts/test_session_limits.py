"""Sessions end when nothing is done in them, and after their time; sooner for whoever holds a role."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from tests.accounts.factors import sign_in
from tests.factories.world import MONDAY, make_world

LIMITS = {
    "role": {"idle": timedelta(minutes=30), "whole": timedelta(hours=10)},
    "person": {"idle": timedelta(hours=2), "whole": timedelta(days=7)},
}


@pytest.fixture
def world(db, settings):
    settings.SESSION_LIMITS = LIMITS
    with time_machine.travel(MONDAY, tick=False) as clock:
        made = make_world()
        made.clock = clock
        yield made


@pytest.fixture
def at(world):
    def move(**time):
        world.clock.move_to(MONDAY + timedelta(**time))

    return move


def client_of(user) -> Client:
    client = Client()
    sign_in(client, user)
    assert client.get(reverse("account_profile")).status_code == 200
    return client


@pytest.mark.parametrize(("who", "minutes"), [("officer", 30), ("researcher", 120)])
def test_session_when_nothing_is_done_in_it_then_ends_after_the_time_of_the_role(world, at, who, minutes):
    client = client_of(world.people[who])
    at(minutes=minutes - 1)
    assert client.get("/todo/").status_code == 200
    at(minutes=2 * minutes)
    there = client.get("/todo/", follow=True)
    assert there.redirect_chain[-1][0] == "/account/login/?next=/todo/"
    assert "nothing had been done here for a while" in there.content.decode()


@pytest.mark.parametrize(("who", "hours"), [("officer", 10), ("researcher", 7 * 24)])
def test_session_when_it_is_used_all_the_time_then_ends_all_the_same(world, at, who, hours):
    client = client_of(world.people[who])
    for quarter in range(1, 4 * hours):
        at(minutes=15 * quarter)
        if quarter % 40 == 0 or hours == 10:
            assert client.post(reverse("session_left")).status_code == 200
        elif quarter % 7 == 0:
            assert client.get(reverse("account_profile")).status_code == 200
    at(hours=hours)
    assert "lasts only so long" in client.get("/todo/", follow=True).content.decode()


def test_session_when_a_page_only_asks_or_tells_by_itself_then_ends_on_time(world, at):
    draft = world.draft()
    client, tell = client_of(world.researcher), reverse("presence_tell", args=[draft.public_id, "study"])
    for minutes in range(1, 120, 10):
        at(minutes=minutes)
        assert client.get(reverse("session_left")).json()["idle"] == (120 - minutes) * 60
        assert client.post(tell, headers={"HX-Request": "true"}).status_code == 200
    at(minutes=120)
    assert client.post(tell, headers={"HX-Request": "true"}).status_code == 401
    assert client.get(reverse("session_left")).status_code == 401


def test_form_when_sent_after_the_end_then_leads_to_the_sign_in_and_back_to_its_page(world, at):
    client = client_of(world.researcher)
    at(hours=3)
    page = "http://testserver/projects/?open=1"
    answer = client.post("/account/go-on/", headers={"Referer": page})
    assert answer.status_code in (302, 405)
    client = client_of(world.researcher)
    at(hours=6)
    answer = client.post(reverse("basket_begin"), headers={"Referer": page})
    assert answer.url == "/account/login/?next=%2Fprojects%2F%3Fopen%3D1"


def test_session_when_somebody_stays_then_lasts_as_long_again_and_the_list_says_when_it_was_used(world, at):
    client = client_of(world.officer)
    at(minutes=29)
    assert client.post(reverse("session_left")).json() == {"idle": 1800, "whole": 10 * 3600 - 29 * 60, "warn": 180}
    at(minutes=58)
    assert client.get(reverse("account_profile")).status_code == 200
    assert UserSession.objects.get(user=world.officer).last_seen_at == MONDAY + timedelta(minutes=58)


def test_session_when_used_within_a_minute_then_is_not_written_again(world, at, django_assert_num_queries):
    client = client_of(world.researcher)
    at(seconds=50)
    with django_assert_num_queries(3):  # the session, the person, the roles
        client.get(reverse("session_left"))
    with django_assert_num_queries(3):
        client.post(reverse("session_left"))


def test_question_when_a_page_is_drawn_then_is_there_for_whoever_is_signed_in_only(world):
    client = client_of(world.officer)
    page = client.get("/privacy/").content.decode()
    assert 'id="session-end"' in page and 'data-idle="1800"' in page
    assert 'id="session-end"' not in Client().get("/privacy/").content.decode()
