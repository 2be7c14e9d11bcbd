import pytest
from django.utils import translation

from portal.base.texts import pick

NAME = {"sv": "Patientregistret", "nb": "Pasientregisteret", "en": "Patient register"}


@pytest.mark.parametrize(("language", "expected"), [("sv", NAME["sv"]), ("nb", NAME["nb"]), ("en-gb", NAME["en"])])
def test_pick_when_language_is_there_then_that_text(language, expected):
    assert pick(NAME, language) == expected


def test_pick_when_no_language_is_named_then_the_active_one():
    with translation.override("nb"):
        assert pick(NAME) == NAME["nb"]


def test_pick_when_all_translation_is_off_then_english():
    with translation.override(None):
        assert pick(NAME) == NAME["en"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ({"sv": "a", "en": "b"}, "a"),
        ({"sv": "", "en": "b"}, "b"),
        ({"fi": "c"}, "c"),
        ({"fi": ""}, ""),
        ({}, ""),
        (None, ""),
        ("as it is", "as it is"),
    ],
)
def test_pick_when_language_is_missing_then_fallback_english_any(text, expected):
    assert pick(text, "nb", fallback="sv") == expected
