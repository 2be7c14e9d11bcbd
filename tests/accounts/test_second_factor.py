"""Setting up a second factor, signing in with it, and the list of sessions."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.accounts.factors import code_of, give_app, sign_in
from tests.factories.people import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
START = "/account/sessions/"


@pytest.fixture
def person():
    return UserFactory(email="rut@example.org", name="Rut")


@pytest.fixture(autouse=True)
def cache_of_its_own(settings, tmp_path):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(tmp_path)}
    }


def set_up_app(client):
    """Set up an app in the browser, after the password once more. Gives its secret and the answer."""
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked.url.startswith(reverse("account_reauthenticate"))
    client.post(asked.url, {"password": PASSWORD})
    secret = re.search(r'class="key">(\w+)<', client.get(reverse("mfa_activate_totp")).content.decode())[1]
    return secret, client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, follow=True)


def test_app_when_set_up_then_recovery_codes_are_shown_once_and_a_mail_tells(client, person):
    sign_in(client, person)
    secret, answer = set_up_app(client)
    codes = re.findall(r"<code>(\d+)</code>", answer.content.decode())
    assert len(codes) == 10
    assert codes[0] not in client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert mail.outbox[-1].to == ["rut@example.org"]
    kept = Authenticator.objects.get(user=person, type="totp").data
    assert secret not in str(kept), "the secret lies in the database as it is"


def test_sign_in_when_there_is_an_app_then_the_password_alone_does_not_let_in(client, person):
    secret = give_app(person)
    assert sign_in(client, person, START).url == reverse("mfa_authenticate")
    assert client.get(START).url.startswith(reverse("account_login"))
    asked = client.get(reverse("mfa_authenticate")).content.decode()
    assert "passkey-use" not in asked, "a passkey is offered to somebody who has none"
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "does not hold" in wrong.content.decode()
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert client.get(START).status_code == 200


def test_code_when_used_a_second_time_then_is_refused(person):
    secret, first, second = give_app(person), Client(), Client()
    sign_in(first, person)
    sign_in(second, person)
    code = code_of(secret)
    assert first.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    assert second.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200


def test_recovery_code_when_used_then_lets_in_once(person):
    give_app(person)
    code = Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()[0]
    for expected in (302, 200):
        client = Client()
        sign_in(client, person)
        assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == expected


def test_factor_when_it_is_to_be_taken_away_then_the_password_is_not_enough(client, person):
    secret = give_app(person)
    sign_in(client, person)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    asked = client.get(reverse("mfa_deactivate_totp"))
    assert asked.url.startswith(reverse("mfa_reauthenticate"))
    by_password = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert by_password.url.startswith(reverse("mfa_reauthenticate"))
    client.post(asked.url, {"code": code_of(secret)})
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=person).exists()
    assert "second_factor" not in client.session


def test_address_when_added_then_asks_who_it_is_first_and_needs_no_factor_taken_away(client, person):
    secret = give_app(person)
    sign_in(client, person)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    form = {"action_add": "", "email": "second@example.org"}
    asked = client.post(reverse("account_email"), form)
    assert asked.url.startswith(reverse("mfa_reauthenticate"))
    assert not person.emailaddress_set.filter(email="second@example.org").exists()
    client.post(asked.url, {"code": code_of(secret)})
    client.post(reverse("account_email"), form)
    assert person.emailaddress_set.filter(email="second@example.org", verified=False).exists()


def test_sessions_when_one_is_ended_then_only_that_one_asks_for_the_password(person):
    here, there = Client(), Client(HTTP_USER_AGENT="Another browser")
    for client in (here, there):
        sign_in(client, person)
    assert "Another browser" in here.get(START).content.decode()
    other = UserSession.objects.get(user_agent="Another browser")
    here.post(reverse("session_end", args=[other.pk]))
    assert there.get(START).status_code == 302
    assert here.get(START).status_code == 200


def test_session_when_it_is_somebody_elses_then_cannot_be_ended(client, person):
    there = Client()
    sign_in(there, UserFactory())
    sign_in(client, person)
    other = UserSession.objects.exclude(user=person).get()
    assert client.post(reverse("session_end", args=[other.pk])).status_code == 404
    assert there.get(START).status_code == 200


def test_administration_pages_when_asked_for_then_the_one_sign_in_answers(client):
    assert client.get("/admin/login/?next=/admin/").url == "/account/login/?next=%2Fadmin%2F"


@pytest.mark.parametrize("page", ["mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "usersessions_list"])
def test_pages_when_opened_then_hold_no_script_that_is_executed_in_place(client, person, page):
    sign_in(client, person)
    client.post(f"{reverse('account_reauthenticate')}?next=/", {"password": PASSWORD})
    answer = client.get(reverse(page))
    assert answer.status_code == 200
    scripts = re.findall(r"<script([^>]*)>", answer.content.decode())
    assert scripts
    assert all("src=" in attributes or 'type="application/json"' in attributes for attributes in scripts)
