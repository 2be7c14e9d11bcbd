"""How long a letter takes: `python bench/letter.py` from the root of the repository. Prints seconds, writes nothing."""

import ctypes
import os
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ.setdefault("TESTING", "1")

from portal.base.pdf import render_pdf  # noqa: E402  (the settings must be named first)

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


def seconds(html: str, base_url: str) -> float:
    start = time.perf_counter()
    render_pdf(html, base_url)
    return time.perf_counter() - start


def main() -> int:
    """0 when the median keeps to the budget, else 1."""
    base_url = str(ROOT / "bench" / "letter.html")
    html = Path(base_url).read_text(encoding="utf-8")
    cold = seconds(html, base_url)
    for _round in range(WARM_UP):
        seconds(html, base_url)
    warm = [seconds(html, base_url) for _round in range(ROUNDS)]
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
