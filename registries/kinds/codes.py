"""Diagnoses by classification and codes (S10)."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.base.icd import CLASSIFICATIONS, check_code
from registries.kinds.base import PartsKind, Problem, text_field
from registries.kinds.choices import OpenChoiceField, unknown_choice


def split_codes(text: str) -> list[str]:
    """The codes and ranges of a text, however they are separated: “S72.0 – S72.2, C50” → S72.0-S72.2 and C50."""
    joined = re.sub(r"\s*[-–—]\s*", "-", text or "")
    return [code for code in re.split(r"[\s,;]+", joined) if code]


class IcdCodesKind(PartsKind):
    """A classification and its codes; each code is checked."""

    name = "icd_codes"
    parts = needed = ("classification", "codes")

    def labels(self):
        return {"classification": _("Classification"), "codes": _("Codes")}

    def part_field(self, part, question, authority):
        label = self.labels()[part]
        if part == "classification":
            choices = [("", _("Choose …")), *((name, name) for name in CLASSIFICATIONS)]
            widget = forms.Select(attrs={"class": "w-mid"})
            return OpenChoiceField(label=label, choices=choices, required=False, widget=widget)
        help_text = _("Separate them by commas. A range is written S72.0-S72.2.")
        widget = forms.Textarea(attrs={"rows": 3, "autocapitalize": "characters", "spellcheck": "false"})
        return text_field(label, help_text, widget=widget, autocomplete="off")

    def part_problems(self, value, authority):
        classification, codes = value.get("classification"), split_codes(value.get("codes"))
        if classification and classification not in CLASSIFICATIONS:
            return [Problem(unknown_choice([classification]).sentence, "classification")]
        if not classification:
            return []
        found = []
        for code in codes:
            try:
                check_code(code, classification)
            except ValidationError as error:
                found.extend(Problem(sentence, "codes") for sentence in error.messages)
        return found

    def show(self, question, value, language):
        shown = super().show(question, value, language)
        return [(label, text if text in CLASSIFICATIONS else ", ".join(split_codes(text))) for label, text in shown]

    def plain(self, value):
        value = value or {}
        return value.get("classification") or "", sorted(code.upper() for code in split_codes(value.get("codes", "")))
