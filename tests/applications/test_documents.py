"""Documents: ordered with a frozen context, made once, stored with their SHA-256 and never changed."""

import hashlib

import pytest

from applications import documents, letters
from applications.models import Document
from tests.factories.world import MONDAY


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": backend, "OPTIONS": {"location": str(tmp_path)}}}
    return tmp_path


@pytest.fixture
def order_copy(world) -> Document:
    return world.case_at("submitted").documents.get(kind="order_copy")


def content(document: Document) -> bytes:
    with document.file.open("rb") as file:
        return file.read()


def test_document_when_ordered_then_waits_for_its_pdf(order_copy):
    assert not order_copy.is_ready
    assert order_copy.language == "sv"
    assert order_copy.context["number"] == "00001/2026"


def test_document_when_made_then_is_stored_with_size_and_fingerprint(order_copy):
    made = documents.ensure_rendered(order_copy.pk)
    assert made.is_ready
    assert content(made).startswith(b"%PDF-")
    assert made.size == len(content(made))
    assert made.sha256 == hashlib.sha256(content(made)).hexdigest()


def test_document_when_asked_for_again_then_is_the_same_file(order_copy, storage, monkeypatch):
    first = documents.ensure_rendered(order_copy.pk)
    monkeypatch.setattr(documents, "render_pdf", lambda html: pytest.fail("A document is made once."))
    second = documents.ensure_rendered(order_copy.pk)
    assert (second.file.name, second.sha256) == (first.file.name, first.sha256)
    assert len(list(storage.rglob("*.pdf"))) == 1


def test_document_when_two_workers_make_it_then_the_second_throws_its_own_away(order_copy, storage, monkeypatch):
    real, winner = documents.render_pdf, []

    def overtaken(html):
        monkeypatch.setattr(documents, "render_pdf", real)
        winner.append(documents.ensure_rendered(order_copy.pk))
        return real(html) + b"% the slower one"

    monkeypatch.setattr(documents, "render_pdf", overtaken)
    slower = documents.ensure_rendered(order_copy.pk)
    assert slower.sha256 == winner[0].sha256 == hashlib.sha256(content(slower)).hexdigest()
    assert len(list(storage.rglob("*.pdf"))) == 1


def test_preview_when_the_letter_is_sent_then_it_is_the_same_letter(world):
    case = world.case_at("specification")
    version = world.propose(case)
    case = world.fresh(case)
    shown = documents.preview(case, "specification", at=MONDAY, specification=version)
    sent = documents.ensure_rendered(case.documents.get(kind="specification").pk)
    assert shown == content(sent)


def test_decision_when_previewed_then_differs_from_the_letter_only_in_who_decided(world):
    case = world.case_at("confidentiality_decision")
    draft = world.draft_decision(case)
    day = MONDAY.date()
    before = letters.context_for("decision", world.fresh(case), day=day, decision=draft)
    world.grant(case)
    after = case.documents.get(kind="decision").context
    assert {key for key in after if after[key] != before[key]} == {"decision", "signatures"}
    assert {key for key in after["decision"] if after["decision"][key] != before["decision"][key]} == {"decided_on"}
    assert {key for key in after["signatures"] if after["signatures"][key] != before["signatures"][key]} == {"decided"}
