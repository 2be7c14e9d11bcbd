"""How each entry of a row is written on a page: its fields, what they begin with, and the value that they give."""

import json
import math
import tomllib
from typing import Any

import tomli_w
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from registries.loading.shapes import KEY
from registries.setup.drafts.entries import Entry

Fields = dict[str, forms.Field]
LONGEST_CONDITION = 1000
NUL = r"\u0000"  # as JSON writes it


def plain_lines(text: str) -> str:
    """A text as the catalogue writes it: browsers send lines with two characters at their end."""
    return text.replace("\r\n", "\n").strip()


class Writing:
    """A way of writing an entry: one field of text, kept as it is typed."""

    empty: Any = ""

    def fields(self, entry: Entry) -> Fields:
        """The fields by name."""
        return {entry.name: forms.CharField(label=entry.label, help_text=entry.help, required=entry.must)}

    def spread(self, entry: Entry, value: Any) -> dict[str, Any]:
        """What the fields begin with."""
        return {entry.name: self.empty if value is None else value}

    def gather(self, entry: Entry, clean: dict[str, Any]) -> Any:
        """The value of the row; None where there is none. Raises ValidationError."""
        value = clean.get(entry.name)
        return None if value in ("", None, []) else value


class TextWriting(Writing):
    """Several lines."""

    def fields(self, entry):
        widget = forms.Textarea(attrs={"rows": 3})
        return {entry.name: forms.CharField(label=entry.label, help_text=entry.help, required=False, widget=widget)}

    def gather(self, entry, clean):
        return plain_lines(clean.get(entry.name, "")) or None


class ConditionWriting(Writing):
    """A condition: whether it can be read is said among the faults, so that what was typed is kept."""

    def fields(self, entry):
        widget = forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "autocapitalize": "none", "class": "code"})
        said = {"label": entry.label, "help_text": entry.help, "max_length": LONGEST_CONDITION}
        return {entry.name: forms.CharField(required=False, widget=widget, **said)}

    def gather(self, entry, clean):
        return " ".join(clean.get(entry.name, "").split()) or None


class WordsWriting(Writing):
    """Words for people, a field a language, side by side."""

    rows = 2

    def fields(self, entry):
        return {
            f"{entry.name}__{code}": forms.CharField(
                label=name, required=False, widget=forms.Textarea(attrs={"rows": self.rows, "lang": code})
            )
            for code, name in settings.LANGUAGES
        }

    def spread(self, entry, value):
        return {f"{entry.name}__{code}": (value or {}).get(code, "") for code, _name in settings.LANGUAGES}

    def gather(self, entry, clean):
        typed = {code: plain_lines(clean.get(f"{entry.name}__{code}", "")) for code, _name in settings.LANGUAGES}
        return {code: text for code, text in typed.items() if text} or None


class LongWordsWriting(WordsWriting):
    """Longer words for people."""

    rows = 7


class KeyWriting(Writing):
    """The key of a question, which conditions name."""

    def fields(self, entry):
        attrs = {"spellcheck": "false", "autocapitalize": "none", "class": "code w-mid"}
        field = forms.CharField(
            label=entry.label, help_text=entry.help, max_length=60, widget=forms.TextInput(attrs=attrs)
        )
        return {entry.name: field}

    def gather(self, entry, clean):
        value = clean.get(entry.name, "")
        if not self.fits(value):
            raise ValidationError(self.wrong())
        return value

    def fits(self, value: str) -> bool:
        """Whether it can be a key."""
        return bool(KEY.fullmatch(value)) and "__" not in value

    def wrong(self) -> str:
        """Why it cannot."""
        return _("This cannot be a key. Use small letters, digits and “_”, a letter first, no “__”.")


class SlugWriting(KeyWriting):
    """The key of any other row."""

    def fits(self, value):
        return slugify(value) == value

    def wrong(self):
        return _("This cannot be a key. Use small letters, digits, “-” and “_”.")


class WholeWriting(Writing):
    """A whole number, 0 or more."""

    empty = None

    def fields(self, entry):
        widget = forms.NumberInput(attrs={"class": "w-num"})
        field = forms.IntegerField(
            label=entry.label, help_text=entry.help, required=False, min_value=0, max_value=32767, widget=widget
        )
        return {entry.name: field}

    def gather(self, entry, clean):
        return clean.get(entry.name)


class EndWriting(Writing):
    """The least or the greatest: a number where it is one, else a date or a word."""

    def fields(self, entry):
        return {
            entry.name: forms.CharField(
                label=entry.label,
                help_text=entry.help,
                required=False,
                max_length=40,
                widget=forms.TextInput(attrs={"class": "w-num"}),
            )
        }

    def gather(self, entry, clean):
        typed = clean.get(entry.name, "")
        for read in (int, float):
            try:
                number = read(typed)
            except ValueError:
                continue
            if math.isfinite(number):  # no database keeps “nan” in JSON; as a word it is said to be no date
                return number
        return typed or None


class YesWriting(Writing):
    """A tick; what is not ticked is not said."""

    otherwise = False

    def fields(self, entry):
        return {entry.name: forms.BooleanField(label=entry.label, help_text=entry.help, required=False)}

    def spread(self, entry, value):
        return {entry.name: self.otherwise if value is None else value}

    def gather(self, entry, clean):
        return None if clean.get(entry.name, False) == self.otherwise else not self.otherwise


class YesElseWriting(YesWriting):
    """A tick that holds where nothing is said."""

    otherwise = True


class OneOfWriting(Writing):
    """One of several words of the portal."""

    def fields(self, entry):
        choices = [*entry.choices] if entry.must else [("", _("none")), *entry.choices]
        field = forms.ChoiceField(
            label=entry.label,
            help_text=entry.help,
            required=entry.must,
            choices=choices,
            widget=forms.Select(),
        )
        return {entry.name: field}


class SeveralWriting(Writing):
    """Several words of the portal."""

    empty: list = []

    def fields(self, entry):
        field = forms.MultipleChoiceField(
            label=entry.label,
            help_text=entry.help,
            required=False,
            choices=entry.choices,
            widget=forms.CheckboxSelectMultiple(),
        )
        return {entry.name: field}


class OptionsWriting(ConditionWriting):
    """More settings of a kind of question, written as in a catalogue file."""

    def fields(self, entry):
        found = super().fields(entry)
        found[entry.name].widget.attrs["rows"] = 3
        return found

    def spread(self, entry, value):
        return {entry.name: tomli_w.dumps(value).strip() if value else ""}

    def gather(self, entry, clean):
        try:
            written = json.dumps(tomllib.loads(clean.get(entry.name, "")), default=str, allow_nan=False)
            if NUL in written:
                raise ValueError(NUL)  # which PostgreSQL does not keep
        except (ValueError, RecursionError) as error:
            sentence = _("This cannot be read: %(why)s. Write one setting a line, like rows = 6.")
            raise ValidationError(sentence % {"why": error}) from error
        return json.loads(written) or None


WRITINGS: dict[str, Writing] = {
    "line": Writing(),
    "text": TextWriting(),
    "condition": ConditionWriting(),
    "words": WordsWriting(),
    "long_words": LongWordsWriting(),
    "key": KeyWriting(),
    "slug": SlugWriting(),
    "whole": WholeWriting(),
    "end": EndWriting(),
    "yes": YesWriting(),
    "yes_else": YesElseWriting(),
    "one_of": OneOfWriting(),
    "several": SeveralWriting(),
    "options": OptionsWriting(),
}
