"""Organisation numbers, checked by their check digits where the country's rule is known (docs/requirements.md)."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from types import ModuleType

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum import get_cc_module
from stdnum.exceptions import InvalidChecksum, InvalidComponent
from stdnum.exceptions import ValidationError as NumberProblem

DASHES = str.maketrans("–—−\N{NO-BREAK SPACE}", "--- ")


def _refuse_nothing(number: str) -> None:
    """Whatever python-stdnum takes is the number of an organisation."""


def _refuse_swedish_person(number: str) -> None:
    if number[2] < "2":
        raise InvalidComponent()


def _refuse_icelandic_person(number: str) -> None:
    if number[0] < "4":
        raise InvalidComponent()


@dataclass(frozen=True)
class Rule:
    """How a country numbers organisations: a module of python-stdnum, an example, and which numbers are people's."""

    module: str
    example: str
    refuse_person: Callable[[str], None] = _refuse_nothing


RULES = {
    "CH": Rule("uid", "CHE-100.155.212"),
    "DK": Rule("cvr", "13585628"),
    "EE": Rule("registrikood", "12345678"),
    "FI": Rule("ytunnus", "2077474-0"),
    "FR": Rule("siren", "552 008 443"),
    "IS": Rule("kennitala", "450401-3150", _refuse_icelandic_person),
    "LV": Rule("pvn", "40003521600"),
    "NO": Rule("orgnr", "974 760 673"),
    "PL": Rule("regon", "192598184"),
    "SE": Rule("orgnr", "202100-2874", _refuse_swedish_person),
}


def check_organisation_number(value: str, country: str, others: Iterable[str] = ()) -> str:
    """The number without spaces and signs, as registers and e-invoices want it (S9).

    It is checked by the rule of `country` (two letters, "SE"); where none is known, anything with a letter or a digit
    is taken. A number that is right by the rule of one of `others` is taken too: principals apply abroad. They are
    read only when they are needed. Hyphens and spaces may stand in it. Raises ValidationError with one sentence, that
    of `country`.
    """
    given = value.strip()
    if not compact_number(given):
        raise ValidationError(_("The organisation number is missing."), code="organisation_number")
    if country not in RULES:
        return compact_number(given)
    try:
        return _checked(given.translate(DASHES), country)
    except NumberProblem as problem:
        if number := _right_elsewhere(given.translate(DASHES), others):
            return number
        raise ValidationError(_sentence(country, problem) % {"value": given}, code="organisation_number") from problem


def _right_elsewhere(number: str, countries: Iterable[str]) -> str:
    """The number as a country with a rule writes it; "" where it is right in none of them."""
    for country in countries:
        if country in RULES:
            with suppress(NumberProblem):
                return _checked(number, country)
    return ""


def format_organisation_number(value: str, country: str) -> str:
    """The number as people write it: 202100-2874, 974 760 673. What is no valid number comes back as it was given."""
    try:
        number = check_organisation_number(value, country)
    except ValidationError:
        return value
    if country not in RULES:
        return value
    write = getattr(_module(country), "format", None)
    return write(number) if write else number


def compact_number(value: str) -> str:
    """The letters and digits of a number alone, letters large: what two writings of one number have in common."""
    return "".join(sign for sign in value if sign.isalnum()).upper()


def _module(country: str) -> ModuleType:
    return get_cc_module(country.lower(), RULES[country].module)


def _checked(number: str, country: str) -> str:
    """The number as python-stdnum writes it. Raises its ValidationError."""
    module = _module(country)
    compact = module.compact(number.replace("-", "") if country == "NO" else number)
    # Some registers write Swedish organisations like people, with a century: 16 in front.
    if country == "SE" and len(compact) == 12 and compact.startswith("16"):
        compact = compact[2:]
    found = module.validate(compact)
    RULES[country].refuse_person(found)
    return found


def _sentence(country: str, problem: NumberProblem) -> str:
    """What is wrong and what to write instead."""
    if isinstance(problem, InvalidChecksum):
        return _("‘%(value)s’ is no organisation number: its check digit is wrong. Compare it, digit by digit.")
    if isinstance(problem, InvalidComponent) and country == "SE":
        return _(
            "‘%(value)s’ looks like a personal identity number. Write the number of the organisation: "
            "its third digit is 2 or higher."
        )
    if country == "NO":
        return _("‘%(value)s’ is no organisation number. Write nine digits, for instance 974 760 673.")
    if country == "SE":
        return _("‘%(value)s’ is no organisation number. Write ten digits, for instance 202100-2874.")
    sentence = _("‘%(value)s’ is no organisation number. Write it like %(example)s.")
    return sentence.replace("%(example)s", RULES[country].example)
