"""Attempts are counted together by two web processes, in a real Redis."""

import os
import subprocess
import sys
import time

import pytest
import redis
import requests
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection

from tests.factories.people import PASSWORD, UserFactory
from tests.ops.deployment import ROOT

pytestmark = [pytest.mark.redis, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
KEY = "a-key-of-two-processes-" * 3


def address_of_database() -> str:
    found = connection.settings_dict
    return f"postgres://{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT']}/{found['NAME']}"


@pytest.fixture
def processes(redis_url, tmp_path, unused_ports):
    """Addresses of two web processes that share database and Redis, and nothing else."""
    redis.Redis.from_url(redis_url).flushdb()
    running = []
    for number, port in enumerate(unused_ports):
        environment = os.environ | {"DEMO": "1", "TESTING": "0", "DEBUG": "0", "SECRET_KEY": KEY}
        environment |= {"DATABASE_URL": address_of_database(), "CELERY_BROKER_URL": redis_url}
        environment |= {"VAR_DIR": str(tmp_path / str(number)), "PORTAL_URL": f"http://127.0.0.1:{port}"}
        command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
        command += ["--no-control-socket"]
        running.append(subprocess.Popen(command, cwd=ROOT, env=environment))
    addresses = [f"http://127.0.0.1:{port}" for port in unused_ports]
    try:
        for address in addresses:
            wait_for(address)
        yield addresses
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(timeout=60)


@pytest.fixture
def unused_ports():
    import socket

    sockets = [socket.socket() for _ in range(2)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def wait_for(address: str) -> None:
    """Until the process answers; two minutes at most, for a machine that does more at the same time."""
    browser, end = requests.Session(), time.monotonic() + 120
    browser.trust_env = False
    while time.monotonic() < end:
        try:
            if browser.get(f"{address}/healthz", timeout=10).ok:
                return
        except requests.RequestException:
            time.sleep(0.2)
    pytest.fail(f"{address} does not answer")


def try_to_sign_in(address: str, email: str, password: str) -> tuple[bool, str]:
    """Whether it let in, and the page."""
    browser = requests.Session()
    browser.trust_env = False  # no proxy between
    browser.headers["Host"] = "127.0.0.1"  # attempts are counted by the portal's name, which all its processes share
    browser.get(f"{address}/account/login/", timeout=60)
    typed = {"login": email, "password": password, "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
    answer = browser.post(f"{address}/account/login/", data=typed, timeout=60, allow_redirects=False)
    return answer.status_code == 302, answer.text


def test_attempts_when_made_at_two_processes_then_are_counted_together(processes):
    hasher = PBKDF2PasswordHasher()  # the tests' own is one that a portal does not take
    strong = hasher.encode(PASSWORD, hasher.salt())
    person = UserFactory(email="target@example.org")
    type(person).objects.filter(pk=person.pk).update(password=strong)
    for number in range(5):
        let_in, _page = try_to_sign_in(processes[number % 2], "target@example.org", f"wrong {number}")
        assert not let_in
    for address in processes:
        let_in, page = try_to_sign_in(address, "target@example.org", PASSWORD)
        assert not let_in, "the right password lets in although five wrong ones were tried"
        assert "Too many failed login attempts" in page
