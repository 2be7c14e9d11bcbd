"""Numbers of cases by a whole number (days, per cent): exact medians and percentiles, and sums of months."""

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction

HALF = Fraction(1, 2)
NINE_OF_TEN = Fraction(9, 10)


def merged(histograms: Iterable[Mapping[str | int, int]]) -> Counter[int]:
    """The cases of all histograms in one. The keys of what was stored as JSON are text."""
    whole: Counter[int] = Counter()
    for histogram in histograms:
        for value, number in histogram.items():
            whole[int(value)] += number
    return whole


def at_most(share: Fraction, histogram: Mapping[int, int]) -> int | None:
    """The least value that at least `share` of the cases do not exceed; None without a case.

    For an even number of cases the median is the lower of the two in the middle: a value that a case really has.
    """
    whole = sum(histogram.values())
    if not whole:
        return None
    reached = 0
    for value in sorted(histogram):
        reached += histogram[value]
        if reached >= share * whole:
            return value
    raise AssertionError("All cases together are every share of them.")
