"""What a table of a catalogue file may hold. Reading it gives clean values; what does not fit is reported in place."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from registries.loading.places import Place

Reader = Callable[[Any, Place], Any]
NOTHING = object()
KEY = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Item:
    """One key of a table: how it is read, whether it must be there, and what holds where it is not."""

    read: Reader
    required: bool = False
    default: Any = NOTHING


class Shape:
    """The keys that a table can have."""

    def __init__(self, **items: Item):
        self.items = items

    def __call__(self, value: Any, place: Place) -> dict[str, Any]:
        """The clean values of a table; keys that are not there and have no default are left out."""
        if not isinstance(value, dict):
            place.problem(_("A table is expected here."))
            return {}
        for name in sorted(set(value) - set(self.items)):
            known = ", ".join(sorted(self.items))
            (place / name).problem(
                _("“%(name)s” is not known here; known: %(known)s.") % {"name": name, "known": known}
            )
        return {
            name: found
            for name, item in self.items.items()
            if (found := self._one(name, item, value, place)) is not NOTHING
        }

    @staticmethod
    def _one(name: str, item: Item, value: dict, place: Place) -> Any:
        if name in value:
            return item.read(value[name], place / name)
        if item.required:
            place.problem(_("“%(name)s” is missing.") % {"name": name})
        return item.default


def expect(kind: type | tuple[type, ...], sentence: str) -> Reader:
    """A reader of values of one type; true and false are never numbers."""

    def read(value: Any, place: Place) -> Any:
        fits = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
        if not fits:
            place.problem(sentence)
            return NOTHING
        return value

    return read


text: Reader = expect(str, _("Text in quotation marks is expected here."))
yes: Reader = expect(bool, _("true or false is expected here."))


def whole(value: Any, place: Place) -> Any:
    """A whole number, 0 or more."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        place.problem(_("A whole number, 0 or more, is expected here."))
        return NOTHING
    return value


def slug(value: Any, place: Place) -> Any:
    """A key or an address: small letters, digits, - and _."""
    if not isinstance(value, str) or not value or slugify(value) != value:
        place.problem(_("Small letters, digits, “-” and “_” are expected here."))
        return NOTHING
    return value


def key(value: Any, place: Place) -> Any:
    """The key of a question: it stands in conditions, and “__” separates it from a part in names of fields."""
    if not isinstance(value, str) or not KEY.fullmatch(value) or "__" in value:
        place.problem(_("Small letters, digits and “_” are expected here, a letter first, no “__”."))
        return NOTHING
    return value


def day(value: Any, place: Place) -> Any:
    """A date without quotation marks."""
    if not isinstance(value, date) or isinstance(value, datetime):
        place.problem(_("A date like 2017-11-01, without quotation marks, is expected here."))
        return NOTHING
    return value


def time_zone(value: Any, place: Place) -> Any:
    """The name of a time zone that the machine knows: every page of the authority reckons its days by it."""
    if not isinstance(value, str) or value not in available_timezones():
        place.problem(_("A time zone like “Europe/Oslo” is expected here."))
        return NOTHING
    return value


def decimal(value: Any, place: Place) -> Any:
    """An amount in quotation marks, so that it is never a float; Decimal."""
    try:
        if isinstance(value, (bool, float)):
            raise InvalidOperation
        number = Decimal(value)
        if not number.is_finite():
            raise InvalidOperation
    except (InvalidOperation, TypeError, ValueError):
        place.problem(_('An amount in quotation marks, like "1100" or "12.50", is expected here.'))
        return NOTHING
    return number


def accepted_by(validate: Callable[[str], None], sentence: str) -> Reader:
    """A reader of text that a validator of Django accepts."""

    def read(value: Any, place: Place) -> Any:
        try:
            validate(value)
        except ValidationError:
            place.problem(sentence)
            return NOTHING
        return value

    return read


email: Reader = accepted_by(EmailValidator(), _("An e-mail address like data@example.org is expected here."))
web: Reader = accepted_by(URLValidator(["http", "https"]), _("An address like https://example.org is expected here."))


def end(value: Any, place: Place) -> Any:
    """The least or the greatest of something: a number, a date (written as text), or text."""
    if isinstance(value, date):
        return value.isoformat()
    return expect((int, float, str), _("A number, a date or text is expected here."))(value, place)


def words(value: Any, place: Place) -> Any:
    """A text for people, {sv, nb, en}: in every language that the source needs, in none that the portal lacks."""
    if not isinstance(value, dict):
        place.problem(_('A text is written per language, for example { sv = "…", en = "…" }.'))
        return NOTHING
    known = {code for code, _name in settings.LANGUAGES}
    for code in sorted(set(value) - known):
        (place / code).problem(_("“%(code)s” is no language of the portal.") % {"code": code})
    read = {code: text(value[code], place / code) for code in value if code in known}
    clean = {code: said.strip() for code, said in read.items() if said is not NOTHING and said.strip()}
    unreadable = {code for code, said in read.items() if said is NOTHING}
    refuse_missing_languages(place, set(clean) | unreadable)
    return clean or NOTHING


def refuse_missing_languages(place: Place, there: set[str]) -> None:
    """Report a text that lacks a language which the authority owes its readers: its own, and English."""
    if missing := sorted(place.source.languages - there):
        sentence = _("The text is missing in %(codes)s: each has the authority's own language and English.")
        place.problem(sentence % {"codes": ", ".join(missing)})
    elif not there:
        place.problem(_("The text is missing: write it in at least one language."))


def one_of(choices) -> Reader:
    """A reader of one of the values of `choices`."""

    def read(value: Any, place: Place) -> Any:
        if value not in choices:
            said = {"value": value, "known": ", ".join(map(str, choices))}
            place.problem(_("“%(value)s” is not known here; known: %(known)s.") % said)
            return NOTHING
        return value

    return read


def rows(shape: Reader) -> Reader:
    """A reader of a list, each row by `shape`; rows that cannot be read are left out."""

    def read(value: Any, place: Place) -> list:
        if not isinstance(value, list):
            place.problem(_("A list is expected here."))
            return []
        found = [shape(row, place / number) for number, row in enumerate(value)]
        return [row for row in found if row is not NOTHING]

    return read


def named(shape: Reader, others: Mapping[str, Reader] | None = None) -> Reader:
    """A reader of a table of any names, each value by `shape`, or by that which `others` has for its name."""

    def read(value: Any, place: Place) -> dict:
        if not isinstance(value, dict):
            place.problem(_("A table is expected here."))
            return {}
        found = {name: (others or {}).get(name, shape)(row, place / name) for name, row in value.items()}
        return {name: row for name, row in found.items() if row is not NOTHING}

    return read


def plain(value: Any, place: Place) -> Any:
    """Whatever is there, dates as text: options belong to the kind of question."""
    return json.loads(json.dumps(value, default=str))


def refuse_twice(table: list[dict], names: str | tuple[str, ...], place: Place) -> None:
    """Report every row of `table` that has under `names` (one key, or several together) what an earlier row has."""
    names = (names,) if isinstance(names, str) else names
    seen = set()
    for number, row in enumerate(table):
        values = tuple(row.get(name) for name in names)
        if values in seen:
            (place / number / names[0]).problem(_("“%(value)s” is there twice.") % {"value": values[0]})
        seen.add(values)
