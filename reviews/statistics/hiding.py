"""Numbers of cases as everybody may read them: small ones would tell about single applications."""

from django.utils.translation import gettext_lazy as _

from registries.models import FEWEST

HIDDEN = _("fewer than five")
ROUNDED_TO = 5


def in_public(number: int):
    """The number, rounded to the nearest five; HIDDEN for 1 to 4.

    Rounding keeps what is hidden from being worked out as the difference of two sums, or of two periods.
    """
    if 0 < number < FEWEST:
        return HIDDEN
    return (number + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO
