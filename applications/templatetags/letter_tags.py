"""How letters write what their frozen context holds: ISO dates and numbers. `{% load letter_tags %}`"""

from datetime import date
from decimal import Decimal

from django import template
from django.utils.formats import number_format

from portal.base.templatetags.portal_tags import longdate, plaindate

register = template.Library()


@register.filter
def day(value: str | None) -> str:
    """An ISO date as the language writes it: "15 January 2027". Nothing for nothing; what is no date as it stands."""
    moment = _read(value)
    return plaindate(moment) if moment else value or ""


@register.filter
def deadline(value: str | None) -> str:
    """An ISO date with its weekday: "Friday 11 December 2026". Nothing for nothing."""
    moment = _read(value)
    return longdate(moment) if moment else value or ""


@register.filter
def number(value: str | int | None) -> str:
    """A number without idle decimals, as the language writes it: "25", "12,5"."""
    if value in (None, ""):
        return ""
    plain = Decimal(value).normalize()
    return number_format(plain.quantize(1) if plain == plain.to_integral() else plain, force_grouping=True)


def _read(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        return None
