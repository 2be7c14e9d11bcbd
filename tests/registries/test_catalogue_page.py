"""docs/catalogue.md says what is so: its example loads and carries a case, and it names every key of the loader."""

import re
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import models

from applications.actions.attachment import enclose
from applications.completeness import gaps
from applications.models import Application
from portal.base.files import CONTENT_TYPES
from portal.base.numbers import RULES
from registries.kinds import KINDS
from registries.letters import HEAD, LETTERS, WITH_REFERENCES, written_out
from registries.loading import tables
from registries.loading.forms import PROJECT_FACTS
from registries.loading.shapes import NOTHING, Item
from registries.models import (
    AgreementKind,
    Authority,
    DeliveryMethod,
    Pricing,
    Receiver,
    ReviewKind,
    Role,
    StageKey,
)
from registries.rules import COMMON_TYPES
from tests.applications.applicant import pdf, signed_in
from tests.registries import way
from tests.registries.way import MONDAY

PAGE = (Path(settings.BASE_DIR) / "docs" / "catalogue.md").read_text("utf-8")
EXAMPLE = re.compile(r"^`(kystregisteret/\S+)`:\n\n```toml\n(.*?)^```", re.MULTILINE | re.DOTALL)
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
    "FLAG": "### `[[flags]]`",
    "ASSIGNMENT_RULE": "### `[[assignment_rules]]`",
    "CONTACT": "### `[[contacts]]`",
    "LINK": "### `[[links]]`",
    "INSTITUTION": "### `[[institutions]]`",
    "FEE_SCHEDULE": "### `[[fee_schedules]]`",
    "REGISTRY": "### `[registry]`",
    "VARIABLE": "### `[[variables]]`",
    "VALUE": "A row of `values`",
    "PROCEDURE": "### `[procedure]`",
    "STAGE": "### `[[stages]]`",
    "CHECK": "### `[[checklist]]`",
    "RESERVATION": "### `[[reservations]]`",
    "REASON": "### `[[reasons]]`",
    "DUTY": "### `[[duties]]`",
    "SELF_CHECK": "### `[self_check]`",
    "SELF_CHECK_QUESTION": "### `[[self_check.questions]]`",
    "OUTCOME": "### `[[self_check.outcomes]]`",
    "FORM": "### `[form]`",
    "SECTION": "### `[[sections]]`",
    "QUESTION": "### `[[sections.questions]]`",
    "CHOICE": "A row of `choices`",
    "ATTACHMENT": "### `[[attachments]]`",
}
FILES = ("AUTHORITY_FILE", "INSTITUTIONS_FILE", "FEES_FILE", "REGISTRY_FILE", "PROCEDURE_FILE", "OWN_FORM_FILE")
# The page says of these in words what they have in common with another table.
TOLD_IN_WORDS = ("TEXTS", "OWN_FORM")


def rows_under(heading: str, columns: int = 3) -> dict[str, str]:
    """{first column: second column} of the first table under a heading that has so many columns."""
    below = PAGE.split(f"\n{heading}", 1)[1]
    lines = below.split("|" + "---|" * columns + "\n", 1)[1].split("\n\n", 1)[0]
    rows = re.findall(r"^\| (.+?) \| (.*?) ?\|", lines, re.MULTILINE)
    return {key.strip("`"): said for key, said in rows}


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
    assert known == {*SHAPES, *FILES, *TOLD_IN_WORDS}
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
    chosen = (Receiver, Pricing, ReviewKind, AgreementKind, DeliveryMethod)
    values = {value for choices in chosen for value in choices.values}
    values |= {*tables.SELF_CHECK_KINDS, *tables.SELF_CHECK_RESULTS, *tables.DUTY_AFTER}
    assert not {value for value in values if f'`"{value}"`' not in PAGE}


def test_page_when_a_fact_is_told_by_some_kinds_then_the_page_says_which():
    kinds = {fact: re.findall(r"`(\w+)`", said) for fact, said in rows_under("### Facts").items()}
    assert kinds == {fact: list(kinds) for fact, kinds in PROJECT_FACTS.items()}


def test_page_when_pages_or_letters_read_a_text_then_the_page_tells_where_it_stands():
    base = Path(settings.BASE_DIR)
    sources = [*(base / "templates").rglob("*.html"), *(base / "applications").rglob("*.py")]
    read = re.compile(r'procedure_text procedure "(\w+)"|procedure\.texts\.(\w+)|\btext\("(\w+)"[,)]')
    keys = {key for path in sources for found in read.findall(path.read_text("utf-8")) for key in found if key}
    assert len(keys) > 8
    assert not keys - set(tables.TEXTS.items)
    assert set(rows_under("### Texts", columns=2)) == set(tables.TEXTS.items)


def test_page_when_a_letter_has_a_placeholder_then_the_page_names_it():
    told = {letter: set(re.findall(r"`([^`]+)`", names)) for letter, names in rows_under("### Placeholders", 2).items()}
    expected = {f"{letter}.html": set(written_out(shape)) for letter, shape in LETTERS.items()}
    for letter in WITH_REFERENCES:
        expected[f"{letter}.html"] |= {"references"}
    assert told == expected | {"every letter": set(written_out(HEAD))}


def test_page_when_a_countrys_numbers_are_checked_then_the_page_names_it():
    said = re.search(r"by the rules of ([^;]+);", PAGE)[1]
    assert set(re.findall(r"[A-Z]{2}", said)) == set(RULES)


# --- the example -----------------------------------------------------------------------------------------------------


@pytest.fixture
def authority(db, tmp_path) -> Authority:
    """Kystregisteret, loaded from the page."""
    return way.load_files(tmp_path, dict(EXAMPLE.findall(PAGE)), "kystregisteret")


@pytest.fixture
def case(authority) -> Application:
    """A draft with everything that the form asks for."""
    return way.begin(authority, ANSWERS)


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

    way.answer(case, ANSWERS | {"linkage": "yes", "linkage_with": "The cancer register"})
    assert [(gap.part, "data will be linked" in gap.sentence) for gap in gaps(case)] == [("linkage_plan", True)]

    enclose(
        by=case.created_by, application_id=case.pk, rule=case.form_version.attachment_rules.get(), uploaded=pdf("p.pdf")
    )
    assert not gaps(case)


def test_example_when_a_case_goes_its_way_then_closes_without_the_stages_left_out(case):
    people = way.staff(case.authority)

    stages = way.go(case, people, way.submit, way.assign, way.check, way.specify, way.decide, way.deliver)

    assert stages == [
        "draft",
        "submitted",
        "assigned",
        "specification",
        "confidentiality_decision",
        "delivery",
        "closed",
    ]
    closed = Application.objects.get(pk=case.pk)
    assert closed.case_number == "KYST-2026-0001"
    assert {document.kind for document in closed.documents.all()} == {
        "order_copy",
        "specification",
        "decision",
        "delivery_note",
    }
    assert not closed.invoices.exists()
