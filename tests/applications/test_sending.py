"""The outbox: each row is sent once, in its receiver's language, tried again when a server fails, and never lost."""

import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
import time_machine
from django.core import mail, signing
from django.utils import timezone

from applications import sending
from applications.actions.message import write_message
from applications.models import Notification
from applications.tasks import sweep_notifications
from reviews.actions.assignment import reassign
from tests.factories.world import MONDAY


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": backend, "OPTIONS": {"location": str(tmp_path)}}}


def confirm(world, **procedure) -> Notification:
    """The confirmation of a case that was just sent in."""
    for name, value in procedure.items():
        setattr(world.procedure, name, value)
    world.procedure.save()
    case = world.case_at("submitted")
    return case.notifications.get(template="application_received")


@pytest.fixture
def waiting(world) -> Notification:
    return confirm(world)


def broken(message, *args, **kwargs):
    raise SMTPServerDisconnected("please run connect() first")


def test_send_when_the_row_waits_then_one_mail_goes_out(waiting):
    assert sending.send(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts, waiting.last_error) == ("sent", 1, "")
    assert waiting.sent_at
    assert [message.to for message in mail.outbox] == [["researcher@example.org"]]
    assert mail.outbox[0].subject.startswith("00001/2026: ")
    assert f"/{waiting.application.public_id}/" in mail.outbox[0].body


def test_send_when_the_row_was_sent_then_nothing_goes_out(waiting):
    sending.send(waiting.pk)
    assert not sending.send(waiting.pk)
    assert len(mail.outbox) == 1


def test_send_when_another_worker_is_sending_then_leaves_the_row_alone(waiting, monkeypatch):
    others = []
    real = mail.EmailMultiAlternatives.send

    def slow(message, *args, **kwargs):
        others.append(sending.send(waiting.pk))  # while the mail server has not answered yet
        return real(message, *args, **kwargs)

    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", slow)
    assert sending.send(waiting.pk)
    assert others == [False]
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(("language", "words"), [("sv", "Tack för ansökan."), ("nb", "Takk."), ("en", "Thank you.")])
def test_send_when_the_receiver_reads_a_language_then_the_mail_is_in_it(world, language, words):
    world.researcher.language = language
    world.researcher.save()
    texts = {"confirmation": {"sv": "Tack för ansökan.", "nb": "Takk.", "en": "Thank you."}}
    sending.send(confirm(world, texts=texts).pk)
    assert words in mail.outbox[0].body
    assert f'lang="{language}"' in mail.outbox[0].alternatives[0][0]


def test_confirmation_when_the_procedure_encloses_the_order_then_holds_its_pdf(world):
    notification = confirm(world, order_copy_in_confirmation=True)
    sending.send(notification.pk)
    [(name, content, content_type)] = mail.outbox[0].attachments
    assert (name, content_type) == ("00001-2026.pdf", "application/pdf")
    document = notification.application.documents.get(kind="order_copy")
    with document.file.open("rb") as file:
        assert content == file.read()


def test_confirmation_when_the_procedure_encloses_nothing_then_holds_no_file(world):
    sending.send(confirm(world, order_copy_in_confirmation=False).pk)
    assert mail.outbox[0].attachments == []


def test_send_when_the_server_fails_then_is_tried_again_later(waiting, monkeypatch):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        with monkeypatch.context() as failing:
            failing.setattr(mail.EmailMultiAlternatives, "send", broken)
            assert not sending.send(waiting.pk)
        waiting.refresh_from_db()
        assert waiting.state == "waiting"
        assert waiting.last_error.startswith("SMTPServerDisconnected: ")
        assert waiting.next_attempt_at > timezone.now()
        assert not sending.send(waiting.pk)  # its time has not come
        clock.shift(timedelta(minutes=3))
        assert waiting in Notification.objects.left_behind()
        assert sending.send(waiting.pk)
    assert len(mail.outbox) == 1


def test_send_when_the_server_fails_every_time_then_the_row_failed_until_it_is_sent_again(waiting, monkeypatch):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        with monkeypatch.context() as failing:
            failing.setattr(mail.EmailMultiAlternatives, "send", broken)
            for _attempt in range(sending.MOST_ATTEMPTS):
                sending.send(waiting.pk)
                clock.shift(timedelta(hours=3))
        waiting.refresh_from_db()
        assert waiting.state == "failed"
        assert list(Notification.objects.failed()) == [waiting]
        assert not sending.send(waiting.pk)
        sending.send_again(waiting)
        assert sending.send(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts, waiting.last_error) == ("sent", 1, "")


def test_sweep_when_a_worker_died_then_the_row_is_taken_up(waiting, monkeypatch):
    woken = []
    monkeypatch.setattr("applications.tasks.enqueue", lambda task, pk: woken.append((task, pk)))
    with time_machine.travel(waiting.created_at + timedelta(minutes=5)):
        sweep_notifications()
    assert ("send_notification", waiting.pk) in woken


def test_mail_when_the_receiver_works_at_the_authority_then_leads_to_the_desk(world):
    case = world.case_at("submitted")
    sending.send(case.notifications.get(template="case_arrived").pk)
    assert f"/desk/cases/{case.public_id}" in mail.outbox[0].body


def test_mail_when_a_decision_is_taken_then_reaches_the_representative_without_an_account(world):
    case = world.case_at("delivery")
    notification = case.notifications.get(template="decision_to_representative")
    assert sending.send(notification.pk)
    message = mail.outbox[0]
    assert message.to == ["rektor@example.org"]
    token = re.search(r"/r/([^/\s]+)/", message.body)[1]
    assert signing.loads(token, salt=sending.REPRESENTATIVE_SALT) == str(case.public_id)


def test_message_when_the_officer_has_changed_since_then_still_leads_to_the_desk(world):
    case = world.case_at("assigned")
    write_message(by=world.researcher, application_id=case.pk, text="When?", at=MONDAY)
    reassign(by=world.coordinator, application_id=case.pk, officer=world.second_officer, at=MONDAY)
    sending.send(case.notifications.get(template="message_written").pk)
    assert f"/desk/cases/{case.public_id}/" in mail.outbox[-1].body


def test_arrival_when_the_coordinator_is_in_the_team_then_is_not_told_as_the_authority(world):
    case = world.draft()
    case.project.members.create(user=world.coordinator, role="member")
    world.submit(case)
    assert not case.notifications.filter(template="case_arrived").exists()
