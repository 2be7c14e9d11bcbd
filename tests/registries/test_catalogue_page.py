"""docs/catalogue.md says what is so: its example loads and carries a case, and it names every key of the loader."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import models

from applications.actions import application as sending
from applications.actions import specification as answering
from applications.actions.attachment import enclose
from applications.completeness import gaps
from applications.models import Answers, Application, RequestedVariable
from applications.workflow import perform
from portal.base.files import CONTENT_TYPES
from registries.kinds import KINDS
from registries.loading import tables
from registries.loading.forms import PROJECT_FACTS
from registries.loading.shapes import NOTHING, Item
from registries.models import Authority, Membership, Role, StageKey
from registries.rules import COMMON_TYPES
from reviews.actions import assignment, checklist, decision, delivery, specification
from tests.applications.applicant import pdf, signed_in
from tests.factories.people import UserFactory

PAGE = (Path(settings.BASE_DIR) / "docs" / "catalogue.md").read_text("utf-8")
EXAMPLE = re.compile(r"^`(kystregisteret/\S+)`:\n\n```toml\n(.*?)^```", re.MULTILINE | re.DOTALL)
MONDAY = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
ANSWERS = {
    "title": "Fishermen's hearts",
    "principal": {"name": "Kystinstituttet", "number": "123456785"},
    "principal_is_authority": "no",
    "contact": {"name": "Kari", "email": "kari@example.org", "telephone": ""},
    "registries": ["kysthelse"],
    "linkage": "no",
}
SHAPES = {
    "AUTHORITY": "### `[authority]`",
    "NOTICE": "### `[[notices]]`",
    "LEGAL_REFERENCE": "### `[[legal_references]]`",
    "FEE_SCHEDULE": "### `[[fee_schedules]]`",
    "REGISTRY": "### `[registry]`",
    "VARIABLE": "### `[[variables]]`",
    "PROCEDURE": "### `[procedure]`",
    "STAGE": "### `[[stages]]`",
    "CHECK": "### `[[checklist]]`",
    "RESERVATION": "### `[[reservations]]`",
    "REASON": "### `[[reasons]]`",
    "FORM": "### `[form]`",
    "SECTION": "### `[[sections]]`",
    "QUESTION": "### `[[sections.questions]]`",
    "CHOICE": "A row of `choices`",
    "ATTACHMENT": "### `[[attachments]]`",
}
FILES = ("AUTHORITY_FILE", "FEES_FILE", "REGISTRY_FILE", "PROCEDURE_FILE")


def rows_under(heading: str) -> dict[str, str]:
    """{key: what stands in the column “without it”} of the first table under a heading."""
    below = PAGE.split(f"\n{heading}", 1)[1]
    rows = re.findall(r"^\| (.+?) \| (.+?) \|", below.split("|---|---|---|\n", 1)[1].split("\n\n", 1)[0], re.MULTILINE)
    return {key.strip("`"): without for key, without in rows}


def written(item: Item) -> str:
    """What the page has to say where a key is left out."""
    default = "" if item.default is NOTHING else item.default
    if item.required:
        return "must"
    if isinstance(default, models.TextChoices | str) and default:
        return f'`"{default}"`'
    if default in ("", None, {}, []):
        return "–"
    return f"`{default}`".lower() if not isinstance(default, list) else f'`["{default[0]}"]`'


# --- the page --------------------------------------------------------------------------------------------------------


def test_page_when_the_loader_knows_a_table_then_the_page_has_it():
    known = {name for name, value in vars(tables).items() if isinstance(value, tables.Shape)}
    assert known == {*SHAPES, *FILES}
    for name in FILES:
        assert all(f"`[{key}]`" in PAGE or f"`[[{key}]]`" in PAGE for key in getattr(tables, name).items)


@pytest.mark.parametrize("name", SHAPES)
def test_page_when_the_loader_knows_a_key_then_the_page_says_whether_it_must_be_there(name):
    rows = rows_under(SHAPES[name])
    items = getattr(tables, name).items
    assert set(rows) == set(items)
    # “the procedure's” tells in words what follows from another table.
    said = {key: without for key, without in rows.items() if not without.startswith("the ")}
    assert said == {key: written(items[key]) for key in said}


def test_page_when_the_portal_knows_a_word_then_the_page_names_it():
    words = {*KINDS, *StageKey.values, *Role.values, *PROJECT_FACTS, *COMMON_TYPES, *CONTENT_TYPES}
    assert not {word for word in words if f"`{word}`" not in PAGE}


def test_page_when_pages_or_letters_read_a_text_then_the_page_tells_where_it_stands():
    base = Path(settings.BASE_DIR)
    sources = [*(base / "templates").rglob("*.html"), *(base / "applications").rglob("*.py")]
    read = re.compile(r'procedure_text procedure "(\w+)"|procedure\.texts\.(\w+)|\btext\("(\w+)", language\)')
    keys = {key for path in sources for found in read.findall(path.read_text("utf-8")) for key in found if key}
    assert len(keys) > 8
    assert not keys - set(re.findall(r"^\| `(\w+)` \|", PAGE.split("\n### Texts", 1)[1], re.MULTILINE))


# --- the example -----------------------------------------------------------------------------------------------------


@pytest.fixture
def authority(db, tmp_path) -> Authority:
    """Kystregisteret, loaded from the page."""
    for name, text in EXAMPLE.findall(PAGE):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    call_command("load_catalogue", str(tmp_path))
    return Authority.objects.get(slug="kystregisteret")


@pytest.fixture
def people(authority) -> dict:
    """Somebody for each role of the procedure."""
    found = {role: UserFactory() for role in Role}
    for role, user in found.items():
        Membership.objects.create(user=user, authority=authority, role=role)
    return found


@pytest.fixture
def case(authority) -> Application:
    """A draft with everything that the form asks for."""
    started = sending.start_application(by=UserFactory(), authority=authority, title=ANSWERS["title"], at=MONDAY)
    answer(started)
    registry = authority.registries.get()
    started.registries.set([registry])
    for position, variable in enumerate(registry.variables.all()):
        RequestedVariable.objects.create(
            application=started, registry=registry, variable=variable, reason="Needed.", position=position
        )
    return started


def answer(case: Application, **values) -> None:
    """Write answers as they are, past the pages."""
    Answers.objects.filter(application=case).update(values=ANSWERS | values)


def test_example_when_loaded_then_says_what_the_page_promises(authority):
    procedure = authority.procedure_in_force(on=MONDAY.date())
    assert (authority.currency, authority.country) == ("NOK", "NO")
    assert authority.fees_in_force(MONDAY.date()).currency == "NOK"
    assert authority.registries.get().variables.count() == 3
    assert [procedure.is_on(key) for key in ("legal_review", "specification", "invoice")] == [False, True, False]


@pytest.mark.parametrize(
    ("language", "words"),
    [("nb", ("Behandlingsansvarlig", "Hvilke registre?")), ("en", ("Research principal", "Which registries?"))],
)
def test_example_when_its_form_is_shown_then_speaks_the_readers_language(case, language, words):
    case.created_by.language = language
    case.created_by.save()
    with time_machine.travel(MONDAY, tick=False):
        browser = signed_in(case.created_by)
        for section, word in zip(("project", "data"), words, strict=True):
            page = browser.get(f"/applications/{case.public_id}/form/{section}/")
            assert page.status_code == 200
            assert word in page.content.decode()


def test_example_when_data_are_linked_then_the_plan_is_needed_and_else_not(case):
    assert not gaps(case)

    answer(case, linkage="yes", linkage_with="The cancer register")
    assert [(gap.part, "data will be linked" in gap.sentence) for gap in gaps(case)] == [("linkage_plan", True)]

    enclose(
        by=case.created_by, application_id=case.pk, rule=case.form_version.attachment_rules.get(), uploaded=pdf("p.pdf")
    )
    assert not gaps(case)


def test_example_when_a_case_goes_its_way_then_closes_without_the_stages_left_out(case, people):
    way = [StageKey.DRAFT]
    for step in (submit, assign, check, specify, decide, deliver):
        step(case, people)
        way.append(Application.objects.get(pk=case.pk).stage)

    assert way == ["draft", "submitted", "assigned", "specification", "confidentiality_decision", "delivery", "closed"]
    closed = Application.objects.get(pk=case.pk)
    assert closed.case_number == "KYST-2026-0001"
    assert {document.kind for document in closed.documents.all()} == {
        "order_copy",
        "specification",
        "decision",
        "delivery_note",
    }
    assert not closed.invoices.exists()


def submit(case, people):
    sending.submit(by=case.created_by, application_id=case.pk, at=MONDAY)


def assign(case, people):
    officer = people[Role.CASE_OFFICER]
    assignment.assign(by=people[Role.COORDINATOR], application_id=case.pk, officer=officer, at=MONDAY)


def check(case, people):
    officer = people[Role.CASE_OFFICER]
    rows = {row["key"]: ("yes", "") for row in case.procedure.checklist}
    checklist.answer_rows(by=officer, application_id=case.pk, answers=rows, at=MONDAY)
    perform("start_specification", application_id=case.pk, by=officer, at=MONDAY)


def specify(case, people):
    by = {"by": people[Role.CASE_OFFICER], "application_id": case.pk, "at": MONDAY}
    specification.draft(**by, content="Three variables.", hours=Decimal(10))
    version = specification.propose(**by).version
    answering.accept(by=case.created_by, application_id=case.pk, specification_version=version, at=MONDAY)


def decide(case, people):
    decision.draft(
        by=people[Role.CASE_OFFICER],
        application_id=case.pk,
        outcome="granted",
        reasons=case.procedure.reasons[0]["text"]["nb"],
        reservations=[case.procedure.reservations[0]["text"]["nb"]],
        rows=[decision.Row(registry=case.authority.registries.get(), granted=True)],
        at=MONDAY,
    )
    decision.decide(by=people[Role.DECISION_MAKER], application_id=case.pk, at=MONDAY)


def deliver(case, people):
    by = {"by": people[Role.DATA_MANAGER], "application_id": case.pk, "at": MONDAY}
    delivery.record_delivery(
        **by,
        method=case.procedure.delivery_method,
        receiver="Kystinstituttet",
        address="8001 Bodø",
        contents="One file.",
        sent_on=MONDAY.date(),
    )
    delivery.complete(**by)
