"""A whole case, from registering to the invoice, with the log of a real portal beside it: no line of it names anybody.

Nor does the name of a file in the storage, what a worker is given to do, or the path of an address. Words that somebody
looks for stand in the query of an address, which is not written into any log.
"""

import io
import logging
import re
from pathlib import Path

import pytest
import time_machine
from celery.signals import before_task_publish
from django.conf import settings as real_settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string

from applications.actions.message import write_message
from applications.documents import ensure_rendered
from applications.models import Answers, Application, Document, Notification
from applications.tasks import gather_digests, render_document, send_notification, sweep_notifications
from portal.accounts.close_account import close_account
from portal.accounts.models import User
from portal.base.accesslog import without_keys
from portal.base.tasks import keep_no_longer
from reviews import exporting
from reviews.actions.export import ask
from reviews.actions.note import write_note
from reviews.tasks import sweep_exports
from tests.applications.applicant import full_form
from tests.base.papers import PDF
from tests.factories.people import PASSWORD
from tests.factories.world import ANSWERS, MONDAY, make_world

NAME, EMAIL, FILE = "Zebulonia Quistgren", "zebulonia.quistgren@example.org", "quistgren-beslut.pdf"
TITLE, ANSWER, MESSAGE = "Kryptozoner hos Vuxna", "Skrammelforskning", "Plonkverktyg"
OFFICER = "Ottokar Bravelius"
WORDS = ("zebulonia", "quistgren", "kryptozon", "vuxna", "skrammel", "plonk", "ottokar", "bravelius", "knorrgatan")


@pytest.fixture
def lines():
    """What production writes: its formatter at its level, for every logger that the settings leave open."""
    stream, form = io.StringIO(), real_settings.LOGGING["formatters"]["line"]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(import_string(form["()"])(form["format"], style=form["style"]))
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel("INFO")
    yield stream
    root.setLevel(before)
    root.removeHandler(handler)


@pytest.fixture
def jobs():
    """What is given to workers: the name of each task, and what it gets."""
    given = []

    def published(sender=None, body=None, **rest):
        given.append(f"{sender} {body[0]} {body[1]}")

    before_task_publish.connect(published)
    yield given
    before_task_publish.disconnect(published)


@pytest.fixture
def files(settings, tmp_path) -> Path:
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": backend, "OPTIONS": {"location": str(tmp_path)}}}
    return tmp_path


class Browser(Client):
    """A browser that remembers every path it was at, or was sent to."""

    def __init__(self):
        super().__init__(raise_request_exception=False)
        self.paths = []

    def request(self, **request):
        answer = super().request(**request)
        self.paths += [request["PATH_INFO"], answer.headers.get("Location", "").partition("?")[0]]
        return answer


def named(text: str) -> list[str]:
    """The lines in which somebody's words stand."""
    return [line for line in text.splitlines() if any(word in line.lower() for word in WORDS)]


def register(browser: Browser) -> User:
    """As a new researcher does: the sign-up, the link in the mail, the sign-in with a wrong and a right password."""
    typed = {"name": NAME, "email": EMAIL, "password1": PASSWORD}
    browser.post(reverse("account_signup"), typed)
    link = re.search(r"http\S+/account/confirm-email/\S+", mail.outbox[-1].body).group()
    browser.post("/" + link.split("/", 3)[3])
    browser.post(reverse("account_login"), {"login": EMAIL, "password": "wrong wrong wrong"})
    browser.post(reverse("account_login"), {"login": EMAIL, "password": PASSWORD})
    return User.objects.get(email=EMAIL)


def apply(browser: Browser, world) -> Application:
    """Begin, write in, enclose a file and send an application in the browser."""
    browser.post(f"/authorities/{world.authority.slug}/apply/", {"title": TITLE})
    case = Application.objects.get(title=TITLE)
    place = f"/applications/{case.public_id}"
    browser.get(f"{place}/form/study/")
    browser.post(f"{place}/form/study/", {"title": TITLE, "version": "0", "asked": "title", "do": "next"})
    upload = SimpleUploadedFile(FILE, PDF, content_type="application/pdf")
    browser.post(f"{place}/attachments/add/approval/", {"file": upload, "section": "files"})
    wrong = SimpleUploadedFile(FILE, b"not a pdf", content_type="application/pdf")
    browser.post(f"{place}/attachments/add/approval/", {"file": wrong, "section": "files"})
    assert case.attachments.get().name == FILE
    person = {"name": NAME, "title": "", "email": EMAIL, "telephone": ""}
    address = ANSWERS["invoicing_address"] | {"street": "Knorrgatan 7"}
    said = {"title": TITLE, "representative": person, "invoicing_address": address, "routines": {"text": ANSWER}}
    Answers.objects.filter(application=case).update(values=ANSWERS | said)
    case.registries.set([world.registry])
    browser.post(f"{place}/review/", {"case_version": world.fresh(case).version})
    case = world.fresh(case)
    assert case.case_number
    return case


def handle(world, case: Application) -> None:
    """What the authority does, to the invoice, with letters and a note."""
    world.assign(case)
    write_message(by=world.researcher, application_id=case.pk, text=MESSAGE, at=MONDAY)
    write_note(by=world.officer, application_id=case.pk, text=f"{NAME}: {MESSAGE}", at=MONDAY)
    for step in ("send_to_legal_review", "conclude_legal_review", "accept_specification", "grant"):
        getattr(world, step)(case)
    for step in ("complete_delivery", "issue_invoice"):
        getattr(world, step)(case)
    exporting.make(ask(by=world.officer, query=f"?words={NAME}", at=MONDAY).pk)


def look(world, case: Application) -> list[str]:
    """Pages of both sides, a page that there is not, and a search; the paths of all."""
    seen = []
    for person in (world.officer, world.researcher, world.outsider):
        browser = Browser()
        browser.force_login(person)
        for path in ("", "history/", "dialogue/", "application/"):
            browser.get(f"/desk/cases/{case.public_id}/{path}")
        browser.get("/desk/", {"words": NAME})
        browser.get(f"/applications/{case.public_id}/")
        browser.get(f"/applications/{case.public_id}/form/nothing/")
        for document in case.documents.all():
            browser.get(reverse("document_download", args=[case.public_id, document.public_id]), follow=True)
        seen += browser.paths
    return seen


def fail(monkeypatch) -> None:
    """A mail server that answers with the address."""

    def refuses(message, *args, **kwargs):
        raise OSError(f"550 {message.to[0]} has no mailbox, says {NAME}")

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", refuses)
        for row in Notification.objects.filter(state="waiting"):
            send_notification.apply(args=[row.pk])
    Notification.objects.filter(state="waiting").update(next_attempt_at=None)


def broken(browser: Browser, monkeypatch) -> None:
    """A page that breaks with somebody's words in its error."""

    def breaks(*args, **kwargs):
        raise ValueError(f"{NAME} <{EMAIL}>")

    with monkeypatch.context() as patch:
        patch.setattr("reviews.views.todo.render", breaks)
        assert browser.get("/todo/").status_code == 500


@pytest.mark.django_db
def test_journey_when_it_was_made_then_no_line_job_file_or_path_names_anybody(
    lines, jobs, files, monkeypatch, django_capture_on_commit_callbacks
):
    with time_machine.travel(MONDAY, tick=False):
        world = full_form(make_world())
        User.objects.filter(pk=world.officer.pk).update(name=OFFICER, email="ottokar.bravelius@example.org")
        world.people["officer"] = User.objects.get(pk=world.officer.pk)
        browser = Browser()
        with django_capture_on_commit_callbacks(execute=True):
            world.people["researcher"] = register(browser)
            case = apply(browser, world)
        with django_capture_on_commit_callbacks(execute=True):
            handle(world, case)
        fail(monkeypatch)
        for row in Notification.objects.filter(state="waiting"):
            send_notification.apply(args=[row.pk])
        for document in Document.objects.all():
            render_document.apply(args=[document.pk])
            ensure_rendered(document.pk)
        paths = browser.paths + look(world, world.fresh(case))
        broken(browser, monkeypatch)
        for task in (gather_digests, sweep_notifications, sweep_exports, keep_no_longer):
            task.apply()
        with django_capture_on_commit_callbacks(execute=True):
            close_account(by=world.researcher, at=MONDAY)
        logging.getLogger("portal").info("%s was looked at", case.pk)
    written = lines.getvalue()
    assert f"{case.pk} was looked at" in written and "Traceback" in written and "ValueError" in written
    assert named(written) == []
    stored = [str(path.relative_to(files)) for path in files.rglob("*") if path.is_file()]
    assert len(stored) > 5 and named("\n".join(stored)) == []
    assert any("send_notification" in job for job in jobs) and named("\n".join(jobs)) == []
    assert len(paths) > 40 and named("\n".join(without_keys(path) for path in paths)) == []
    assert len(mail.outbox) > 5 and NAME in "".join(one.body for one in mail.outbox), "the journey had names to tell"


def test_formats_of_the_log_when_read_then_no_query_and_no_referrer_is_written():
    for name in ("Dockerfile", "Procfile"):
        text = (Path(real_settings.BASE_DIR) / name).read_text()
        for form in re.findall(r"--access-logformat[\", ]+([^\"\]]+)", text):
            assert set(re.findall(r"%\((\w+|\{[^}]+\}\w)\)s", form)) <= {"m", "U", "s", "B", "M"}
