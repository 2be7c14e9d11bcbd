"""The columns of a file with variables: how each writes a part of a variable into a cell, and reads it back."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registries.models import Sensitivity, Variable

YES = {"yes", "ja", "true", "sant", "1", "x"}
NO = {"no", "nej", "nei", "false", "falskt", "usant", "0", ""}
FIRST_YEAR, LAST_YEAR = 1000, 2999
# Codes stand on lines of their own, or on one line: “1 = Man; 2 = Kvinna”. A “;” without a code after it is text.
BETWEEN_CODES = re.compile(r";(?=[^;=]+=)")
BETWEEN_NAMES = re.compile(r"[;,\s]+")
BETWEEN_TAGS = re.compile(r"[;,\s]+")


class CellProblem(ValueError):
    """A cell that cannot be read; str() is a sentence that says what is expected."""


@dataclass(frozen=True)
class Column:
    """One column: `field` of the variable it belongs to, in one `language` where the field is a text for people."""

    field: str
    label: Any  # what the file calls it; with the language in brackets behind it
    write: Callable[[Any], str | int]
    read: Callable[[str], Any]
    language: str = ""
    width: int = 16

    @property
    def key(self) -> str:
        """The name of the column that holds in every language: “label_sv”."""
        return f"{self.field}_{self.language}" if self.language else self.field

    @property
    def heading(self) -> str:
        """What the file calls the column in the language of whoever asks for it: “label (sv)”."""
        return f"{self.label} ({self.language})" if self.language else str(self.label)

    @property
    def names(self) -> set[str]:
        """Everything that the column may be called, in plain words."""
        found = {plain(self.key)}
        for code, _name in settings.LANGUAGES:
            with translation.override(code):
                found.add(plain(self.heading))
        return found

    def cell(self, variable: Variable) -> str | int:
        """What stands in the column for a variable; "" where there is nothing to say."""
        value = getattr(variable, self.field)
        if self.field == "values":
            return write_values(value, self.language)
        return self.write(value.get(self.language, "") if self.language else value)


def plain(text: str) -> str:
    """A heading without what people write differently."""
    return re.sub(r"[\s_()-]+", " ", text).strip(" *:").casefold()


def read_text(text: str) -> str:
    """Text on one line."""
    return " ".join(text.split())


def read_long_text(text: str) -> str:
    """Text of several lines."""
    return text.strip()


def read_year(text: str) -> int | None:
    """A year, or None for an empty cell."""
    if not text:
        return None
    if not (text.isdecimal() and len(text) == 4 and FIRST_YEAR <= int(text) <= LAST_YEAR):
        raise CellProblem(_("“%(text)s” is no year. Write it with four digits, like 1997.") % {"text": text})
    return int(text)


def write_yes_no(value: bool) -> str:
    """Yes, or nothing."""
    return _("yes") if value else ""


def read_yes_no(text: str) -> bool:
    """Yes in any of the portal's languages, else no."""
    said = text.casefold()
    if said in YES | NO:
        return said in YES
    raise CellProblem(_("“%(text)s” is neither yes nor no.") % {"text": text})


def write_sensitivity(value: str) -> str:
    """The level in words."""
    return str(Sensitivity(value).label)


def read_sensitivity(text: str) -> str:
    """The level by its key, or by its words in any of the portal's languages; an empty cell is ordinary."""
    if not text:
        return Sensitivity.ORDINARY.value
    for level in Sensitivity:
        if plain(text) in {plain(level.value)} | {plain(said) for said in in_every_language(level.label)}:
            return level.value
    known = ", ".join(str(level.label) for level in Sensitivity)
    raise CellProblem(_("“%(text)s” is no level of sensitivity; known: %(known)s.") % {"text": text, "known": known})


def in_every_language(words: Any) -> Iterable[str]:
    """Words of the portal in each of its languages."""
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            yield str(words)


def read_web(text: str) -> str:
    """A web address."""
    try:
        if text:
            URLValidator(["http", "https"])(text)
    except ValidationError as error:
        sentence = _("“%(text)s” is no web address. Write it whole, like https://example.org.")
        raise CellProblem(sentence % {"text": text}) from error
    return text


def write_list(value: list[str]) -> str:
    """Names with commas between them."""
    return ", ".join(value)


def read_names(text: str) -> list[str]:
    """Names of variables, each once, in the order in which they stand."""
    return list(dict.fromkeys(part for part in BETWEEN_NAMES.split(text) if part))


def read_tags(text: str) -> list[str]:
    """Words of the catalogue's own, in small letters."""
    tags = list(dict.fromkeys(part for part in BETWEEN_TAGS.split(text) if part))
    for tag in tags:
        if slugify(tag) != tag:
            sentence = _("“%(tag)s” is no tag: small letters, digits, “-” and “_” are expected.")
            raise CellProblem(sentence % {"tag": tag})
    return tags


def write_values(values: list[dict], language: str) -> str:
    """The code list in one language, a code a line: “1 = Man”."""
    return "\n".join(f"{row['code']} = {row['label'][language]}" for row in values if row["label"].get(language))


def read_values(text: str) -> dict[str, str]:
    """{code: what it means} in one language. Raises CellProblem for a line without “=”, or a code that comes twice."""
    found: dict[str, str] = {}
    for line in text.split("\n") if "\n" in text else BETWEEN_CODES.split(text):
        if not line.strip():
            continue
        code, sign, label = line.partition(" = ") if " = " in line else line.partition("=")
        code, label = code.strip(), read_text(label)
        if not (sign and code and label):
            sentence = _("“%(line)s” says no code. Write each code like “1 = Male”, on a line of its own.")
            raise CellProblem(sentence % {"line": line.strip()})
        if code in found:
            raise CellProblem(_("The code “%(code)s” is there twice.") % {"code": code})
        found[code] = label
    return found


def in_each_language(field: str, label: Any, read: Callable, width: int) -> list[Column]:
    """A column for each language of the portal."""
    return [Column(field, label, str, read, code, width) for code, _name in settings.LANGUAGES]


def write_year(value: int | None) -> str | int:
    """The year, or nothing."""
    return "" if value is None else value


COLUMNS = [
    Column("name", gettext_lazy("name"), str, read_text, width=24),
    *in_each_language("label", gettext_lazy("label"), read_text, 36),
    *in_each_language("description", gettext_lazy("description"), read_long_text, 48),
    Column("from_year", gettext_lazy("from year"), write_year, read_year),
    Column("to_year", gettext_lazy("to year"), write_year, read_year),
    Column("identifying", gettext_lazy("points out a person"), write_yes_no, read_yes_no),
    Column("sensitivity", gettext_lazy("sensitivity"), write_sensitivity, read_sensitivity, width=36),
    Column("code_system", gettext_lazy("code system"), str, read_text, width=20),
    *in_each_language("values", gettext_lazy("values"), read_values, 36),
    Column("web", gettext_lazy("more about it"), str, read_web, width=36),
    Column("less_detail", gettext_lazy("the same in less detail"), write_list, read_names, width=24),
    Column("tags", gettext_lazy("tags"), write_list, read_tags),
]
