"""Mail that failed for good, on the page of the administrators."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.actions.failed_mail import send_failed_mail_again
from applications.actions.invitation import invite
from applications.models import Notification
from applications.problems import NotAllowed, NotReady
from registries.models import SetupEvent
from tests.factories.world import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail(world) -> Notification:
    world.case_at("submitted")
    mail = Notification.objects.exclude(application=None).first()
    Notification.objects.filter(pk=mail.pk).update(state="failed", attempts=5, last_error="SMTPError: no such box")
    mail.refresh_from_db()
    return mail


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_failed_mail_when_its_button_is_pressed_then_waits_again_and_stands_in_the_log(world, mail):
    client = signed_in(world.administrator)
    words = client.get(reverse("failed_mail_list")).content.decode()
    assert mail.email in words and "no such box" in words and mail.application.title not in words
    assert client.post(reverse("failed_mail_send", args=[mail.pk])).url == reverse("failed_mail_list")
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("waiting", 0)
    assert SetupEvent.objects.get().kind == "mail_sent_again"
    assert "Every mail was sent" in client.get(reverse("failed_mail_list")).content.decode()
    with pytest.raises(NotReady):
        send_failed_mail_again(by=world.administrator, mail=mail)


def test_failed_mail_when_somebody_else_asks_then_is_refused(world, mail):
    assert signed_in(world.officer).get(reverse("failed_mail_list")).status_code == 403
    assert signed_in(world.officer).post(reverse("failed_mail_send", args=[mail.pk])).status_code == 403
    with pytest.raises(NotAllowed):
        send_failed_mail_again(by=world.officer, mail=mail)
    mail.refresh_from_db()
    assert mail.state == "failed"


def test_failed_mails_when_several_are_about_teams_then_the_list_asks_no_more(world, django_assert_num_queries):
    client, failed = signed_in(world.administrator), Notification.objects.filter(template="team_invitation")
    case = world.case_at("submitted")

    def fail(email: str) -> None:
        invite(by=world.researcher, project=case.project, email=email, may="view", language="en", at=MONDAY)
        failed.update(state="failed", last_error="SMTPError: no such box")

    fail("first@example.org")
    with CaptureQueriesContext(connection) as asked:
        assert "first@example.org" in client.get(reverse("failed_mail_list")).content.decode()
    fail("second@example.org")
    with django_assert_num_queries(len(asked)):
        assert "second@example.org" in client.get(reverse("failed_mail_list")).content.decode()
