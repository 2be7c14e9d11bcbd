"""What the format says that letters hold (registries.letters) is what their builders give."""

from pathlib import Path

import pytest
from django.conf import settings

from applications import letters
from applications.letters.agreement import in_words
from applications.models import Document
from registries.letters import HEAD, LETTERS, REFERENCE, TEXT, placeholders
from registries.loading.letters import letter_problems
from tests.factories.world import make_world

pytestmark = pytest.mark.django_db

DUTIES = [
    {"key": "report", "title": {"en": "Report"}, "statement": {"en": "Done."}, "after": "delivery", "months": 12},
]
TEXTS = {"agreement_terms": {"en": "One.\n\nTwo."}, "secrecy_other": {"en": "You are bound."}}


def differences(shape, value, where=""):
    """The places where a value is not of the shape; a group or a list may be empty, and a group missing (None)."""
    if value is None and isinstance(shape, dict):
        return []
    if isinstance(shape, list) and isinstance(value, list):
        return [place for row in value for place in differences(shape[0], row, f"{where}[]")]
    if isinstance(shape, dict) and isinstance(value, dict):
        odd = set(shape) ^ set(value) if value else set()
        inside = [place for name in set(shape) & set(value) for place in differences(shape[name], value[name], name)]
        return [f"{where}.{name}" for name in sorted(odd)] + inside
    fits = shape is TEXT and isinstance(value, str | int | bool | None)
    return [] if fits else [f"{where}: {value!r}"]


def test_formats_letters_when_counted_then_are_those_that_the_portal_writes():
    assert set(LETTERS) == set(Document.Kind.values) == {str(kind) for kind in letters.BUILDERS}


@pytest.mark.parametrize("kind", ["secrecy_information", "agreement"])
def test_placeholders_when_a_case_has_gone_its_way_then_are_what_its_letters_hold(kind):
    case = make_world(agreement_kind=kind, duties=DUTIES, texts=TEXTS).case_at("closed")
    written = list(case.documents.all())

    assert {document.kind for document in written} >= {"order_copy", "decision", "delivery_note", "invoice", kind}
    for document in written:
        known = HEAD | LETTERS[document.kind]
        del known["letter_language"]  # given when it is printed
        held = dict(document.context)
        references = held.pop("references", {})
        assert differences(known, held) == [], document.kind
        assert all(set(reference) == set(REFERENCE) for reference in references.values())


@pytest.mark.parametrize("letter", sorted(LETTERS))
def test_common_letter_when_read_like_an_authoritys_own_then_names_only_what_it_has(letter):
    source = Path(settings.BASE_DIR) / "templates" / "letters" / f"{letter}.html"

    assert letter_problems(letter, source.read_text("utf-8"), []) == []


def test_references_when_a_letter_has_none_then_are_no_placeholder():
    assert "references" not in placeholders("decision", ["osl-24-8"])
    assert set(placeholders("secrecy_information", ["osl-24-8"])["references"]) == {"osl_24_8"}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("Hip fractures.", "Hip fractures."),
        ({"text": "Hip fractures.", "reference": "Page 3"}, "Hip fractures."),
        ({"text": "", "reference": "Page 3"}, "In the attachment: Page 3"),
        ({"text": "", "reference": ""}, ""),
    ],
)
def test_purpose_when_it_stands_in_an_attachment_then_the_agreement_says_where(answer, words):
    assert in_words(answer) == words
