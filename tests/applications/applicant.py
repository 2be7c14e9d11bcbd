"""What the tests of the applicant's pages stand on: a form with every way to draw a question, and files."""

from copy import deepcopy
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from applications.models import Answers, Application
from registries.models import AttachmentRule, FormVersion, Registry, Variable
from tests.base.papers import PDF
from tests.factories.people import PASSWORD
from tests.factories.world import ANSWERS, MONDAY, SECTIONS, World

DATA = {
    "key": "data",
    "title": {"en": "Registries and variables"},
    "questions": [
        {"key": "sources", "kind": "registries", "label": {"en": "Which registries?"}},
        {"key": "variables", "kind": "variables", "label": {"en": "Variable list"}},
    ],
}
TEAM = {
    "key": "team",
    "title": {"en": "Team and approvals"},
    "questions": [
        {"key": "team", "kind": "people", "fact": "project.members", "label": {"en": "Who gets access?"}},
        {
            "key": "approvals",
            "kind": "approvals",
            "fact": "project.approvals",
            "label": {"en": "Approvals"},
            "choices": [
                {"key": "ethics", "label": {"en": "Ethical approval", "sv": "Etikgodkännande"}},
                {"key": "licence", "label": {"en": "Licence"}},
            ],
        },
        {
            "key": "routines",
            "kind": "text_or_reference",
            "label": {"en": "How are the data kept?"},
            "options": {"attachment": "approval"},
        },
    ],
}
FILES = {
    "key": "files",
    "title": {"en": "Attachments"},
    "questions": [{"key": "files", "kind": "attachments", "label": {"en": "Attachments"}}],
}
LABELS = {"by_diagnosis": "By diagnosis?", "title": "Title", "diagnoses": "Diagnoses", "principal": "Principal"}


def full_form(world: World) -> World:
    """Give the world's form a variable list and attachments, and a second registry with a variable."""
    sections = deepcopy([*SECTIONS, DATA, TEAM, FILES])
    for section in sections:
        for question in section["questions"]:
            question.setdefault("label", {"en": LABELS.get(question["key"], question["key"])})
    world.form.schema = {"sections": sections}
    world.form.save()
    AttachmentRule.objects.create(form_version=world.form, key="approval", position=1, label={"en": "Approval"})
    other = Registry.objects.create(
        authority=world.authority, slug="deaths", name={"en": "Cause of death", "sv": "Dödsorsaksregistret"}
    )
    Variable.objects.create(registry=other, name="DODSDAT", label={"en": "Day of death"})
    return world


def ask_for_level(form: FormVersion) -> None:
    """Let the variable list of a form ask for the level of detail of each row (U8)."""
    questions = [question for section in form.schema["sections"] for question in section["questions"]]
    next(question for question in questions if question["kind"] == "variables")["options"] = {"level": True}
    FormVersion.objects.bulk_update([form], ["schema"])


def signed_in(user) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    assert client.login(email=user.email, password=PASSWORD)
    return client


def address(case: Application, rest: str = "") -> str:
    """The address of a page of a case."""
    return f"/applications/{case.public_id}/{rest}"


def fill(case: Application, **values) -> None:
    """Write answers as they are, past the pages."""
    Answers.objects.filter(application=case).update(values=ANSWERS | values)


def workbook(*rows, merge: str = "") -> SimpleUploadedFile:
    """An Excel file."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    content = BytesIO()
    book.save(content)
    return SimpleUploadedFile("variables.xlsx", content.getvalue())


def pdf(name: str = "approval.pdf") -> SimpleUploadedFile:
    """A small PDF."""
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


@pytest.fixture(name="full")
def full_world(world: World) -> World:
    """The world with the full form."""
    return full_form(world)


@pytest.fixture(name="browser")
def researchers_browser(world: World):
    """The researcher's browser, on the day on which the world's cases begin."""
    with time_machine.travel(MONDAY, tick=False):
        yield signed_in(world.researcher)


def page_of(client: Client, case: Application, rest: str = "") -> str:
    """What a page of a case says; it is there, and nobody keeps a copy."""
    answer = client.get(address(case, rest))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    return answer.content.decode()
