"""Passwords that are guessed soon are refused; nothing tells whether somebody has an account."""

import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from tests.factories.people import PASSWORD, UserFactory

WEAK = [
    *("Sommaren2024!!", "Password123456!", "qwerty1234567", "1q2w3e4r5t6y7u", "TrondheimVinter2026", "P@ssw0rd2026!!"),
    *("RutResearcher2026", "abcdefghijklmnop", "aaaaaaaaaaaaaaaa", "20260101-20261231", "iloveyou-iloveyou"),
]


@pytest.mark.parametrize("password", WEAK)
def test_password_when_it_is_guessed_soon_then_is_refused(password):
    person = User(name="Rut Researcher", email="rut@example.org")
    with pytest.raises(ValidationError):
        validate_password(password, person)


@pytest.mark.parametrize(
    "password",
    [PASSWORD, "korrekt hast batteri klammer", "en-lang-fras-om-maskrosor", "x" * 3 + "fjäll torsk nio vante" * 9],
)
def test_password_when_it_is_long_and_strange_then_is_taken(password):
    validate_password(password, User(name="Rut Researcher", email="rut@example.org"))


def test_registration_when_the_password_is_weak_then_says_what_to_take_instead(db, client):
    typed = {"name": "Ny", "email": "ny@example.org", "password1": "Sommaren2024!!"}
    page = client.post(reverse("account_signup"), typed).content.decode()
    assert "several words that do not belong together" in page
    assert 'value="ny@example.org"' in page


def told(answer, *addresses: str) -> tuple:
    """What an answer tells: status, where it leads, its page, without what is different in every page."""
    page = re.sub(r'value="[\w-]{64}"|"X-CSRFToken": "\w+"', "", answer.content.decode())
    for address in addresses:
        page = page.replace(address, "…")
    return answer.status_code, answer.headers.get("Location"), sorted(answer.cookies), page


HERE, NOT_HERE = "here@example.org", "gone@example.org"


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("account_login", {"login": "{}", "password": "not the password"}),
        ("account_signup", {"email": "{}", "name": "Somebody", "password1": PASSWORD}),
        ("account_reset_password", {"email": "{}"}),
    ],
)
def test_answer_when_there_is_an_account_and_when_there_is_none_then_is_the_same(db, page, typed):
    UserFactory(email=HERE)
    answers = []
    for address in (HERE, NOT_HERE):
        client = Client()
        form = {name: value.format(address) for name, value in typed.items()}
        first = client.post(reverse(page), form)
        after = [client.get(first.url)] if first.status_code == 302 else []
        answers.append([told(answer, HERE, NOT_HERE) for answer in (first, *after)])
    assert answers[0] == answers[1]


def test_registration_when_there_is_an_account_then_its_owner_is_told_by_mail_and_nothing_changes(db, client):
    person = UserFactory(email=HERE, name="Here")
    client.post(reverse("account_signup"), {"email": HERE, "name": "Somebody", "password1": PASSWORD})
    person.refresh_from_db()
    assert person.name == "Here"
    assert [m.to for m in mail.outbox] == [[HERE]]


@pytest.mark.parametrize(("language", "said"), [("sv", "Du har loggat in som"), ("nb", "Logget inn som")])
def test_sign_in_when_the_browser_speaks_another_language_then_greets_in_that_of_the_account(
    client, db, language, said
):
    person = UserFactory(language=language)
    typed = {"login": person.email, "password": PASSWORD}
    page = client.post(reverse("account_login"), typed, follow=True, headers={"accept-language": "en"})
    assert said in page.text and "Successfully" not in page.text
