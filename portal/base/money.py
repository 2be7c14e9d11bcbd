"""Money: Decimal, a currency, and rounding in this one place."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language

CENT = Decimal("0.01")
SPACE = "\N{NO-BREAK SPACE}"
# language: (between thousands, before the decimals)
MARKS = {"sv": (SPACE, ","), "nb": (SPACE, ","), "en": (",", ".")}


def rounded(amount: Decimal | int | str) -> Decimal:
    """The amount to two decimals, halves away from zero. Raises TypeError for a float: money is never one."""
    if isinstance(amount, float):
        raise TypeError("Money is Decimal, never float.")
    return Decimal(amount).quantize(CENT, rounding=ROUND_HALF_UP)


def format_money(amount: Decimal | int | str, currency: str, language: str | None = None) -> str:
    """An amount for people: "41 250 SEK", "10 312,50 SEK"; in English "41,250 SEK". Decimals only where there are any.

    `language` None is the active one; a language that is not known is written as English.
    """
    thousands, point = MARKS.get(language or get_language() or "en", MARKS["en"])
    value = rounded(amount)
    whole, cents = f"{abs(value):,.2f}".split(".")
    digits = whole.replace(",", thousands) + (f"{point}{cents}" if cents != "00" else "")
    return f"{'−' if value < 0 else ''}{digits}{SPACE}{currency}"
