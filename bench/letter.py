"""How long a letter takes: `python bench/letter.py` from the root of the repository. Prints seconds, writes nothing."""

import ctypes
import json
import os
import statistics
import sys
import time
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ.setdefault("TESTING", "1")
django.setup()

from applications import letters  # noqa: E402  (the apps must be loaded first)
from portal.base.pdf import render_pdf  # noqa: E402

ROUNDS = 20
WARM_UP = 3
BUDGET_SECONDS = 0.15


def subset_library() -> bool:
    """Whether WeasyPrint finds HarfBuzz's subsetter; without it fontTools cuts the fonts, much more slowly."""
    try:
        ctypes.CDLL("libharfbuzz-subset.so.0")
    except OSError:
        return False
    return True


def seconds(context: dict) -> float:
    """How long the decision takes, from its frozen context to the PDF."""
    start = time.perf_counter()
    render_pdf(letters.to_html("decision", "sv", context))
    return time.perf_counter() - start


def main() -> int:
    """0 when the median keeps to the budget, else 1."""
    context = json.loads((ROOT / "bench" / "decision.json").read_text(encoding="utf-8"))
    cold = seconds(context)
    for _round in range(WARM_UP):
        seconds(context)
    warm = [seconds(context) for _round in range(ROUNDS)]
    median = statistics.median(warm)
    lines = (
        f"libharfbuzz-subset0: {'loaded' if subset_library() else 'NOT FOUND'}",
        f"first letter: {cold:.3f} s",
        f"median of {ROUNDS} warm letters: {median:.3f} s, from {min(warm):.3f} to {max(warm):.3f}",
        f"budget: {BUDGET_SECONDS} s",
    )
    sys.stdout.write("\n".join(lines) + "\n")
    return int(median > BUDGET_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
