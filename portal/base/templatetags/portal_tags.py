"""How pages, mails and letters write texts, money, dates and sizes. `{% load portal_tags %}`"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.dateformat import format as write_date
from django.utils.formats import number_format
from django.utils.translation import get_language

from portal.base.money import format_money
from portal.base.texts import pick

register = template.Library()

# Weekday, day and month as each language writes them; Django's own formats have no weekday.
LONG = {"nb": "l j. F Y"}
PLAIN = {"nb": "j. F Y"}
SHORT = {"nb": "j. M Y"}
SIZES = ("B", "kB", "MB", "GB", "TB")


@register.filter
def is_shown(name: str) -> bool:
    """`{% if file.name|is_shown %}`: whether a browser has a viewer for a file of that name."""
    return name.lower().endswith((".pdf", ".png", ".jpg", ".jpeg"))


@register.filter
def text(value: Mapping[str, str] | str | None, fallback: str | None = None) -> str:
    """`{{ authority.name|text:authority.language }}`: {sv, nb, en} in the reader's language, else in the fallback's."""
    return pick(value, fallback=fallback)


@register.filter
def money(amount: Decimal | int | str | None, currency: str) -> str:
    """`{{ price.net|money:"SEK" }}`: "41 250 SEK". Nothing for None."""
    return "" if amount is None else format_money(amount, currency)


def _as_date(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def _written(value: date | datetime | None, formats: dict[str, str], default: str) -> str:
    if not value:
        return ""
    language = get_language() or "en"
    return _in_words(_as_date(value), formats.get(language, default), language)


@lru_cache(maxsize=4096)  # a page of the desk names fifty days, and the next page the same ones
def _in_words(day: date, written: str, language: str) -> str:
    """A day as the active language, which is `language`, writes it."""
    words = write_date(day, written)
    # Django's short names of months are capitalised in every language.
    return words if language.startswith("en") else words.lower()


@register.filter
def longdate(value: date | datetime | None) -> str:
    """A date with its weekday, for deadlines: "Friday 11 December 2026". Moments count in the active time zone."""
    return _written(value, LONG, "l j F Y")


def plaindate(value: date | datetime | None) -> str:
    """A date in full, without its weekday: "15 January 2027"."""
    return _written(value, PLAIN, "j F Y")


@register.filter
def shortdate(value: date | datetime | None) -> str:
    """A date in little room: "3 Nov 2026". Moments count in the active time zone."""
    return _written(value, SHORT, "j M Y")


@register.filter
def month(value: date | datetime | None) -> str:
    """The month of a day: "April 2026". Moments count in the active time zone."""
    return _written(value, {}, "F Y")


def shortmonth(value: date | datetime | None) -> str:
    """The month of a day in little room: "Apr 2026"."""
    return _written(value, {}, "M Y")


@register.filter
def filesize_si(size: int | None) -> str:
    """A size in bytes as people read it, by thousands: "84 kB", "1.2 MB"."""
    if size is None:
        return ""
    amount, unit = Decimal(size), 0
    # 999.5 kB would be rounded to "1000 kB": it is a megabyte.
    while amount >= Decimal("999.5") and unit < len(SIZES) - 1:
        amount, unit = amount / 1000, unit + 1
    decimals = 1 if unit > 1 and amount < 10 else 0
    return f"{number_format(round(amount, decimals), decimal_pos=decimals)}\N{NO-BREAK SPACE}{SIZES[unit]}"
