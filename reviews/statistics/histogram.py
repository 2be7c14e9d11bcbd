"""Numbers of cases by a whole number (days, per cent): exact medians and percentiles."""

from collections.abc import Mapping

HALF = (1, 2)
NINE_OF_TEN = (9, 10)


def at_most(share: tuple[int, int], histogram: Mapping):
    """The least value that at least a share (1, 2: a half) of the cases do not exceed; None without a case.

    For an even number of cases the median is the lower of the two in the middle: a value that a case really has.
    """
    part, of = share
    whole, reached = sum(histogram.values()), 0
    for value in sorted(histogram):
        reached += histogram[value]
        if reached * of >= part * whole:
            return value
    return None
