"""Letters: one warm, then 200 through two workers, against bare WeasyPrint on the same HTML."""

import ctypes
import json
import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from applications import letters
from applications.models import Application, Document
from applications.queueing import enqueue
from bench.meter import Measure, p50, p95, say, timed
from portal.base.pdf import VARIANT, render_pdf

HERE = Path(__file__).resolve().parent
LETTERS = 200
WORKERS = 2
ROUNDS = 20
WARM_UP = 3
PATIENCE_SECONDS = 300


def subset_library() -> bool:
    """Whether WeasyPrint finds HarfBuzz's subsetter; without it fontTools cuts the fonts, much more slowly."""
    try:
        ctypes.CDLL("libharfbuzz-subset.so.0")
    except OSError:
        return False
    return True


def context() -> dict:
    """The frozen context of the letter: a decision, partly granted, of three pages with an annex of 27 variables."""
    return json.loads((HERE / "decision.json").read_text(encoding="utf-8"))


def one_letter(cases: int) -> None:
    """A warm letter from its context to the PDF, beside WeasyPrint with the same HTML and fonts."""
    told, fonts = context(), FontConfiguration()
    html = letters.to_html("decision", "sv", told)
    ours, bare = [], []
    for _round in range(WARM_UP + ROUNDS):
        ours.append(timed(lambda: render_pdf(letters.to_html("decision", "sv", told))))
        bare.append(timed(lambda: _bare(html, fonts)))
    ours, bare = ours[WARM_UP:], bare[WARM_UP:]
    made = Measure("letter: one, warm", cases, p50(ours), p95(ours), 0, p50(bare), p50(ours) / p50(bare))
    say(made, floor="WeasyPrint alone, the same HTML", subset_library=subset_library())


def _bare(html: str, fonts: FontConfiguration) -> bytes:
    base = f"{settings.BASE_DIR / 'templates'}/"
    return HTML(string=html, base_url=base).write_pdf(font_config=fonts, pdf_variant=VARIANT)


def many_letters(cases: int) -> None:
    """Letters a second: ordered in the database and made by two Celery workers; and two processes with WeasyPrint."""
    html = letters.to_html("decision", "sv", context())
    connection.close()
    bare = _bare_throughput(html)
    ours = _through_workers()
    more = {"letters_per_s": ours, "bare_letters_per_s": bare, "of_bare": ours / bare, "letters": LETTERS}
    say(Measure("letter: 200 through two workers", cases), **more)


def _bare_throughput(html: str) -> float:
    processes = multiprocessing.get_context("fork")
    ready, done = processes.Barrier(WORKERS + 1), processes.Queue()
    each = LETTERS // WORKERS
    for _worker in range(WORKERS):
        processes.Process(target=_draw, args=(html, each, ready, done)).start()
    ready.wait()
    start = time.perf_counter()
    for _worker in range(WORKERS):
        done.get(timeout=PATIENCE_SECONDS)
    return LETTERS / (time.perf_counter() - start)


def _draw(html: str, number: int, ready, done) -> None:
    fonts = FontConfiguration()
    _bare(html, fonts)
    ready.wait()
    for _letter in range(number):
        _bare(html, fonts)
    done.put(number)


def _through_workers() -> float:
    warm, ordered = _order(WORKERS * WARM_UP), _order(LETTERS)
    command = [sys.executable, "-m", "celery", "-A", "portal", "worker", "--concurrency", str(WORKERS)]
    log = (settings.VAR_DIR / "bench-worker.log").open("w")
    worker = subprocess.Popen(
        [*command, "-Q", "documents", "--loglevel", "WARNING"], env=os.environ, stdout=log, stderr=log
    )
    try:
        _make(warm)
        return LETTERS / _make(ordered)
    finally:
        worker.terminate()
        worker.wait(timeout=30)
        log.close()


def _order(number: int) -> list[int]:
    told, now = context(), timezone.now()
    taken = Document.objects.filter(kind=Document.Kind.DECISION, number__gte=1000).count()
    case = Application.objects.order_by("-pk").first()
    rows = [
        Document(
            application=case, kind=Document.Kind.DECISION, number=1000 + taken + place, language="sv", context=told,
            ordered_at=now,
        )
        for place in range(number)
    ]  # fmt: skip
    return [row.pk for row in Document.objects.bulk_create(rows)]


def _make(ids: list[int]) -> float:
    """Seconds from the first order to the last PDF. Raises SystemExit where the workers do not get done."""
    start = time.perf_counter()
    for pk in ids:
        enqueue("render_document", pk)
    while Document.objects.filter(pk__in=ids, sha256="").exists():
        time.sleep(0.02)
        if time.perf_counter() - start > PATIENCE_SECONDS:
            raise SystemExit("the workers did not make the letters: see bench-worker.log")
    return time.perf_counter() - start
