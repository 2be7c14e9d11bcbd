"""Nobody gets a mail twice, and whoever wants one mail a day gets one mail a day."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from applications import digests, mail_kinds, sending
from applications.actions.message import write_message
from applications.models import Digest, Notification
from applications.notifications import TOLD, TOLD_OF_PROJECTS
from applications.tasks import gather_digests, send_digest, sweep_notifications
from portal.accounts.mail_choices import choose
from registries.models import Membership, Role
from tests.factories.world import MONDAY

SEVEN = MONDAY.replace(hour=5, minute=0) + timedelta(days=1)


@pytest.fixture
def woken(monkeypatch):
    """The tasks that were asked for."""
    asked = []
    for module in ("applications.tasks.enqueue", "applications.notifications.enqueue"):
        monkeypatch.setattr(module, lambda task, pk: asked.append((task, pk)))
    return asked


def broken(message, *args, **kwargs):
    raise ConnectionError("no server")


def test_every_mail_when_it_is_planned_then_has_a_kind():
    told = {template for audiences in (*TOLD.values(), *TOLD_OF_PROJECTS.values()) for _who, template in audiences}
    assert told | {"enquiry_asked", "enquiry_answered"} == set(mail_kinds.KINDS)


def test_mail_when_somebody_has_chosen_then_comes_at_once_once_a_day_or_not_at_all(
    world, woken, django_capture_on_commit_callbacks
):
    choose(by=world.researcher, chosen={"news": "none", "messages": "daily"})
    choose(by=world.officer, chosen={"messages": "daily"})
    with django_capture_on_commit_callbacks(execute=True):
        case = world.case_at("assigned")
        for text in ("We have begun.", "One more thing."):
            write_message(by=world.officer, application_id=case.pk, text=text, at=MONDAY)
    mine = Notification.objects.filter(recipient=world.researcher)
    assert list(mine.values_list("template", "how").order_by("pk")) == [
        ("application_received", "at_once"),
        ("message_written", "daily"),
        ("message_written", "daily"),
    ]
    at_once = set(Notification.objects.filter(how="at_once").values_list("pk", flat=True))
    assert {pk for task, pk in woken if task == "send_notification"} == at_once
    line = mine.filter(how="daily").first()
    assert not sending.send(line.pk) and mail.outbox == []
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        assert line not in Notification.objects.left_behind()


def test_daily_mail_when_it_is_seven_then_tells_everything_once_with_one_link_a_case(world, woken):
    choose(by=world.researcher, chosen={"messages": "daily", "news": "daily"})
    first, second = world.case_at("assigned"), world.case_at("assigned")
    for case in (first, first, second):
        write_message(by=world.officer, application_id=case.pk, text="A question.", at=MONDAY)
    Notification.objects.filter(how="at_once").delete()
    with time_machine.travel(SEVEN, tick=False):
        gather_digests()
        [(task, pk)] = woken
        assert task == "send_digest"
        send_digest(pk)
        send_digest(pk)
        gather_digests()
    [message] = mail.outbox
    assert message.to == [world.researcher.email] and message.subject == "What has happened, Tuesday 8 September 2026"
    lines = message.body.splitlines()
    for case in (first, second):
        assert lines.count(case.case_number) == 1
        assert message.body.count(f"/applications/{case.public_id}/") == 1
        assert case.title not in message.body + message.alternatives[0][0]
    assert message.body.count("– a new message") == 2 and message.body.count("– you have a case officer") <= 2
    stop = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert stop in lines and "/account/mail/stop/" in stop
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert not Notification.objects.exclude(state="sent").exists()
    assert Digest.objects.get().state == "sent"


def test_daily_mail_when_it_was_sent_then_what_comes_later_waits_for_the_next_day(world, woken):
    choose(by=world.researcher, chosen={"messages": "daily"})
    case = world.case_at("assigned")
    write_message(by=world.officer, application_id=case.pk, text="First.", at=MONDAY)
    [first] = digests.gather(SEVEN)
    assert digests.send(first)
    write_message(by=world.officer, application_id=case.pk, text="Second.", at=SEVEN)
    assert digests.gather(SEVEN + timedelta(hours=8)) == []
    [second] = digests.gather(SEVEN + timedelta(days=1))
    assert digests.send(second) and len(mail.outbox) == 2
    line = Notification.objects.filter(how="daily").first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Notification.objects.filter(pk=line.pk).update(digest=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Digest.objects.create(recipient=world.researcher, day=SEVEN.date(), created_at=SEVEN)


def test_daily_mail_when_the_server_fails_then_is_tried_again_and_ends_with_the_administrator(
    world, woken, monkeypatch
):
    choose(by=world.researcher, chosen={"messages": "daily"})
    case = world.case_at("assigned")
    write_message(by=world.officer, application_id=case.pk, text="First.", at=MONDAY)
    [pk] = digests.gather()
    with time_machine.travel(timezone.now(), tick=False) as clock, monkeypatch.context() as failing:
        failing.setattr(mail.EmailMultiAlternatives, "send", broken)
        assert not digests.send(pk) and not digests.send(pk)
        clock.shift(timedelta(minutes=3))
        sweep_notifications()
        assert ("send_digest", pk) in woken
        for _attempt in range(sending.MOST_ATTEMPTS):
            digests.send(pk)
            clock.shift(timedelta(hours=3))
    failed = Notification.objects.failed().get()
    assert (failed.how, failed.digest, failed.last_error) == ("at_once", None, "ConnectionError: no server")
    sending.send_again(failed)
    assert sending.send(failed.pk) and len(mail.outbox) == 1


def test_event_when_it_reaches_a_person_by_two_ways_then_one_mail_goes_out(world):
    Membership.objects.create(user=world.officer, authority=world.authority, role=Role.DATA_MANAGER)
    case = world.case_at("confidentiality_decision")
    world.researcher.email = "rektor@example.org"  # who leads the study is its representative too
    world.researcher.save()
    world.grant(case)
    told = case.notifications.filter(event__kind="grant").order_by("pk")
    by_address = {row.email: row.template for row in told}
    assert by_address["rektor@example.org"] == "decision_to_representative"
    assert by_address[world.officer.email] == "waits_for_delivery" and told.count() == len(by_address)
    with pytest.raises(IntegrityError), transaction.atomic():
        twice = told[0]
        twice.pk, twice.template = None, "decision_taken"
        twice.save(force_insert=True)
