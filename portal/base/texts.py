"""Texts for people: `{"sv": …, "nb": …, "en": …}`, as configuration holds them."""

from collections.abc import Mapping

from django.utils.translation import get_language

LAST_RESORT = "en"


def pick(text: Mapping[str, str] | str | None, language: str | None = None, fallback: str | None = None) -> str:
    """The text in `language` (None: the active one), else in `fallback` (the authority's own), English, or any.

    A plain string is given back as it is, None becomes "". A text that is there but empty counts as missing.
    """
    if not text:
        return ""
    if isinstance(text, str):
        return text
    wanted = language or get_language() or LAST_RESORT
    for code in (wanted, wanted.split("-")[0], fallback, LAST_RESORT):
        if code and text.get(code):
            return text[code]
    return next((value for value in text.values() if value), "")
