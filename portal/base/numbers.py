"""Organisation numbers, checked by their check digits (docs/requirements.md)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.exceptions import InvalidChecksum, InvalidComponent
from stdnum.exceptions import ValidationError as NumberProblem
from stdnum.no import orgnr as norwegian
from stdnum.se import orgnr as swedish

DASHES = str.maketrans("–—−\N{NO-BREAK SPACE}", "--- ")


def _swedish(value: str) -> str:
    number = swedish.compact(value)
    # Some registers write organisations like people, with a century: 16 in front.
    if len(number) == 12 and number.startswith("16"):
        number = number[2:]
    swedish.validate(number)
    if number[2] < "2":
        raise InvalidComponent()
    return number


def _sentence(country: str, problem: NumberProblem) -> str:
    """What is wrong and what to write instead."""
    if isinstance(problem, InvalidComponent):
        return _(
            "‘%(value)s’ looks like a personal identity number. Write the number of the organisation: "
            "its third digit is 2 or higher."
        )
    if isinstance(problem, InvalidChecksum):
        return _("‘%(value)s’ is no organisation number: its check digit is wrong. Compare it, digit by digit.")
    if country == "NO":
        return _("‘%(value)s’ is no organisation number. Write nine digits, for instance 974 760 673.")
    return _("‘%(value)s’ is no organisation number. Write ten digits, for instance 202100-2874.")


def check_organisation_number(value: str, country: str) -> str:
    """The number in digits alone, as registers and e-invoices want it (S9).

    `country` "SE": ten digits, third digit 2 or higher, Luhn; "NO": nine digits, modulus 11. Hyphens and spaces may
    stand in it. Raises ValidationError with one sentence; ValueError for a country whose numbers are not known.
    """
    if country not in ("SE", "NO"):
        raise ValueError(f"No rule for organisation numbers of {country!r}.")
    given = value.strip()
    number = given.translate(DASHES)
    try:
        return _swedish(number) if country == "SE" else norwegian.validate(norwegian.compact(number.replace("-", "")))
    except NumberProblem as problem:
        raise ValidationError(_sentence(country, problem) % {"value": given}, code="organisation_number") from problem


def format_organisation_number(value: str, country: str) -> str:
    """The number as people write it: 202100-2874, 974 760 673. What is no valid number comes back as it was given."""
    try:
        number = check_organisation_number(value, country)
    except ValidationError:
        return value
    return swedish.format(number) if country == "SE" else norwegian.format(number)


def compact_number(value: str) -> str:
    """The letters and digits of a number alone, letters large: what two writings of one number have in common."""
    return "".join(sign for sign in value if sign.isalnum()).upper()
