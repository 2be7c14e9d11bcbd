"""Which mails come, and when: each person's own choice, and the one link that stops the daily mail."""

import pytest
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from portal.accounts import mail_choices
from portal.accounts.models import How, MailChoice, MailKind
from registries.models import Membership, Role
from tests.factories.people import UserFactory
from tests.factories.world import make_authority

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return UserFactory(name="Rut Researcher")


def test_choices_when_made_on_the_page_then_hold_for_the_person_alone(client, person):
    client.force_login(person)
    page = client.get(reverse("mail_choices"))
    titles = [str(title) for title, _fields in page.context["form"].sections()]
    assert titles == ["What is written to you", "In your own projects"]
    assert reverse("mail_choices") in client.get(reverse("account_profile")).text
    typed = {**dict.fromkeys(("messages", "requests", "decisions", "team"), "daily"), "news": "none"}
    assert client.post(reverse("mail_choices"), typed).status_code == 302
    mine = mail_choices.choices_of(person)
    assert mine | typed == mine and mine["waits"] == How.AT_ONCE
    assert set(mail_choices.choices_of(UserFactory()).values()) == {How.AT_ONCE}
    assert '<option value="daily" selected>' in client.get(reverse("mail_choices")).text


def test_choices_when_a_time_to_answer_stands_behind_then_it_cannot_be_left_out(client, person):
    client.force_login(person)
    typed = {**dict.fromkeys(("messages", "decisions", "team", "news"), "daily"), "requests": "none"}
    page = client.post(reverse("mail_choices"), typed)
    assert page.status_code == 200 and "requests" in page.context["form"].errors
    assert not MailChoice.objects.exists()
    for kind, how in (("requests", "none"), ("requests", "by_pigeon"), ("gossip", "daily")):
        with pytest.raises(ValueError):
            mail_choices.choose(by=person, chosen={kind: how})
    with pytest.raises(IntegrityError), transaction.atomic():
        MailChoice.objects.create(user=person, kind=MailKind.REQUESTS, how=How.NONE)
    with pytest.raises(ValidationError, match="once a day at least"):
        MailChoice(user=person, kind=MailKind.REQUESTS, how=How.NONE).validate_constraints()


def test_choices_when_somebody_works_at_an_authority_then_those_of_the_desk_are_there(client, person):
    Membership.objects.create(user=person, authority=make_authority(), role=Role.LAWYER)
    client.force_login(person)
    groups = client.get(reverse("mail_choices")).context["form"].sections()
    assert str(groups[-1][0]) == "At the desk"
    assert [field.name for field in groups[-1][1]] == ["waits", "mentions", "arrivals", "changes"]


def test_daily_mail_when_stopped_by_its_link_then_only_what_must_reach_still_comes(person):
    mail_choices.choose(by=person, chosen={"requests": "daily", "news": "daily", "team": "at_once"})
    client = Client(enforce_csrf_checks=True)  # a mail reader knows no token, and nobody is signed in
    address = reverse("mail_stop", args=[signing.dumps(str(person.public_id), salt=mail_choices.STOP_SALT)])
    assert "Stop the daily mail?" in client.get(address).text
    assert mail_choices.choices_of(person)["news"] == How.DAILY
    page = client.post(address, {"List-Unsubscribe": "One-Click"})
    assert page.status_code == 200 and "What needs your answer" in page.text and "News of your cases" not in page.text
    mine = mail_choices.choices_of(person)
    assert (mine["requests"], mine["news"], mine["team"]) == (How.DAILY, How.NONE, How.AT_ONCE)
    for token in ("nonsense", signing.dumps(str(person.public_id), salt="another"), address.split("/")[-2] + "x"):
        assert client.get(reverse("mail_stop", args=[token])).status_code == 404
