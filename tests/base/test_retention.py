"""What is kept no longer: each kind by its own time, once, and counted in the log by number only."""

import logging
import os
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone, translation

from applications.models import Digest, Invitation, Notification, Presence
from applications.retention import delete_mails
from portal.accounts.models import User
from portal.base import retention
from portal.base.tasks import keep_no_longer
from registries.models import Membership, Role
from tests.factories.people import PASSWORD, UserFactory
from tests.factories.world import MONDAY, make_authority, make_world

pytestmark = pytest.mark.django_db


def days_of(key: str) -> timedelta:
    return timedelta(days=next(kind.days for kind in retention.kinds() if kind.key == key))


def just(before: bool, key: str):
    """A moment just before, or just after, the time of something of MONDAY is over."""
    return MONDAY + days_of(key) + timedelta(hours=-1 if before else 1)


def test_every_kind_when_read_then_says_what_how_long_why_and_what_becomes_of_it():
    kinds = retention.kinds()
    assert len({kind.key for kind in kinds}) == len(kinds) > 15
    for language in ("sv", "nb", "en"):
        with translation.override(language):
            for kind in kinds:
                assert all(str(words).strip() for words in (kind.what, kind.how_long, kind.why, kind.then)), kind.key


def test_every_kind_when_it_promises_days_then_something_carries_it_out():
    by_itself = {"attempts", "exports"}  # the cache expires; exports have a sweep of their own
    for kind in retention.kinds():
        assert (kind.carry_out is not None) == (kind.days is not None and kind.key not in by_itself), kind.key


def test_night_when_it_runs_then_the_schedule_names_its_task():
    entry = settings.CELERY_BEAT_SCHEDULE["keep-no-longer"]
    assert entry["task"] == keep_no_longer.name


def test_night_when_one_kind_fails_then_the_others_are_done_and_the_log_has_numbers_only(monkeypatch, caplog):
    UserFactory(email="astrid@example.org", name="Astrid")
    monkeypatch.setattr("applications.retention.delete_mails", lambda before: 1 / 0)
    with caplog.at_level(logging.INFO, "portal.base.retention"):
        keep_no_longer()
    assert "mails failed" in caplog.text and "sessions, 0" in caplog.text
    assert "strid" not in caplog.text


def test_mails_when_a_year_has_passed_then_their_rows_go_and_waiting_ones_stay():
    with time_machine.travel(MONDAY, tick=False):
        world = make_world()
        world.case_at("assigned")
    Notification.objects.update(state="sent", created_at=MONDAY)
    waiting = Notification.objects.first()
    Notification.objects.filter(pk=waiting.pk).update(state="waiting")
    digest = Digest.objects.create(recipient=world.researcher, day=MONDAY.date(), created_at=MONDAY, state="sent")
    Notification.objects.exclude(pk=waiting.pk).exclude(recipient=None).update(how="daily", digest=digest)
    number = Notification.objects.count()
    assert delete_mails(just(True, "mails") - days_of("mails")) == 0
    assert delete_mails(just(False, "mails") - days_of("mails")) == number  # all but the waiting one, and the digest
    assert list(Notification.objects.all()) == [waiting] and not Digest.objects.exists()


def test_invitations_and_presence_when_over_then_go():
    with time_machine.travel(MONDAY, tick=False):
        world = make_world()
        draft = world.draft()
    fields = {"project": draft.project, "role": "member", "may": "view", "language": "en", "invited_by": world.officer}
    old = {"invited_at": MONDAY - timedelta(days=1), "expires_at": MONDAY}
    open_still = {"invited_at": MONDAY, "expires_at": MONDAY + timedelta(days=100)}
    Invitation.objects.create(email="a@example.org", token_sha256="a", **fields, **old)
    left = Invitation.objects.create(email="b@example.org", token_sha256="b", **fields, **open_still)
    Presence.objects.create(application=draft, user=world.researcher, section="study", seen_at=MONDAY)
    retention.carry_out(just(True, "invitations"))
    assert Invitation.objects.count() == 2 and not Presence.objects.exists()
    for _ in range(2):
        retention.carry_out(just(False, "invitations"))
    assert list(Invitation.objects.all()) == [left]


def test_accounts_when_never_confirmed_then_go_and_whoever_has_a_part_stays():
    people = {}
    with time_machine.travel(MONDAY, tick=False):
        world = make_world()
        for name in ("nobody", "confirmed", "member"):
            people[name] = UserFactory(name=name, date_joined=MONDAY, last_login=None)
            EmailAddress.objects.filter(user=people[name]).update(verified=name == "confirmed")
        Membership.objects.create(user=people["member"], authority=make_authority("x"), role=Role.AUDITOR)
        owner = UserFactory(date_joined=MONDAY, last_login=None)
        EmailAddress.objects.filter(user=owner).update(verified=False)
        world.people["researcher"] = owner
        world.draft()
    before = User.objects.count()
    retention.carry_out(just(True, "unconfirmed_accounts"))
    assert User.objects.filter(pk=people["nobody"].pk).exists()
    retention.carry_out(just(False, "unconfirmed_accounts"))
    assert not User.objects.filter(pk=people["nobody"].pk).exists()
    assert User.objects.exclude(email__contains="portal@").count() == before - 1


def test_sessions_when_ended_then_go_with_the_list_of_where_people_were_signed_in(client):
    user = UserFactory()
    for browser in (client, Client()):
        browser.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert (Session.objects.count(), UserSession.objects.count()) == (2, 2)
    ended = Session.objects.first()
    old = timezone.now() - timedelta(days=30)
    Session.objects.filter(pk=ended.pk).update(expire_date=old)
    UserSession.objects.filter(session_key=ended.session_key).update(last_seen_at=old)
    for _ in range(2):
        retention.carry_out(timezone.now())
    assert (Session.objects.count(), UserSession.objects.count()) == (1, 1)
    assert UserSession.objects.get().session_key == Session.objects.get().session_key


def test_mails_of_the_demonstration_when_a_month_old_then_are_deleted(settings, tmp_path):
    settings.DEMO, settings.MAIL_DIR = True, tmp_path
    for name, age in (("20260101T000000-1-aaaaaaaaaaaa.eml", 40), ("20260101T000000-2-bbbbbbbbbbbb.eml", 1)):
        (tmp_path / name).write_text("Subject: x")
        moment = (timezone.now() - timedelta(days=age)).timestamp()
        os.utime(tmp_path / name, (moment, moment))
    assert retention.carry_out(timezone.now())["demo_mails"] == 1
    assert [file.name[-8:-4] for file in tmp_path.iterdir()] == ["bbbb"]
    settings.DEMO = False
    assert "demo_mails" not in {kind.key for kind in retention.kinds()}
