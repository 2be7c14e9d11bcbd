"""Mails and letters go out through a real Redis and a real Celery worker, and survive when either is not there."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from celery import Celery
from django.conf import settings
from django.db import connection
from django.utils import timezone

from applications import queueing, tasks
from applications.models import Document, Notification
from tests.factories.world import make_world

pytestmark = pytest.mark.redis


def speak_with(broker_url: str, monkeypatch) -> None:
    """Let the portal queue its tasks at this broker."""
    app = Celery("portal")
    app.config_from_object("django.conf:settings", namespace="CELERY")
    app.conf.broker_url = broker_url
    monkeypatch.setattr(queueing, "current_app", app)


@pytest.fixture
def broker(redis_url, monkeypatch):
    """The real Redis, empty; the portal queues its tasks there."""
    redis.Redis.from_url(redis_url).flushdb()
    speak_with(redis_url, monkeypatch)
    return redis_url


@pytest.fixture
def worker(broker, tmp_path):
    """A worker as it runs in production, on the database of the test."""
    values = connection.settings_dict
    database = f"postgres://{values['USER']}:{values['PASSWORD']}@{values['HOST']}:{values['PORT']}/{values['NAME']}"
    environment = os.environ | {
        "DATABASE_URL": database,
        "CELERY_BROKER_URL": broker,
        "EMAIL_URL": "folder://",
        "VAR_DIR": str(tmp_path),
        "STORAGE_URL": f"file://{settings.MEDIA_ROOT}",
    }
    command = [sys.executable, "-m", "celery", "-A", "portal", "worker", "--pool", "solo", "-Q", "mail,documents"]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=settings.BASE_DIR)
    yield tmp_path
    process.terminate()
    process.wait(timeout=30)


def wait_until(holds, seconds=40):
    """Wait for another process. Fails when it does not come so far."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "the worker did not come so far"
        time.sleep(0.1)


@pytest.mark.django_db(transaction=True)
def test_submission_when_a_worker_runs_then_mail_and_letter_come_by_themselves(worker):
    world = make_world()
    case = world.draft()
    world.submit(case)
    wait_until(lambda: not Notification.objects.exclude(state="sent").exists())
    wait_until(lambda: not Document.objects.filter(sha256="").exists())
    mails = [path.read_text() for path in Path(worker, "mail").iterdir()]
    assert any("researcher@example.org" in text and "00001/2026" in text for text in mails)


@pytest.mark.django_db(transaction=True)
def test_submission_when_the_broker_is_dead_then_is_kept_and_the_sweep_queues_it_later(broker, monkeypatch):
    world = make_world()
    case = world.draft()
    speak_with("redis://127.0.0.1:1/0", monkeypatch)
    started = time.monotonic()
    world.submit(case)
    assert time.monotonic() - started < 15
    assert world.fresh(case).case_number == "00001/2026"
    speak_with(broker, monkeypatch)
    Notification.objects.update(created_at=timezone.now() - timedelta(minutes=10))
    tasks.sweep_notifications()
    client = redis.Redis.from_url(broker)
    assert client.llen("mail") == Notification.objects.filter(state="waiting").count() == 2
    assert client.llen("documents") == Document.objects.count() == 1
