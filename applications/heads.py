"""The heads of all chains, written outside of the database: what was true on a day cannot be rewritten later on.

The file has, for each authority, a line with the sum over its cases, and before it a line for each case with the number
and the hash of its newest event and of its newest reading. The sums alone go by mail: the mail proves the file.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import TextIO

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import OuterRef, Subquery

from applications.chains import EVENTS, READINGS, ROWS_AT_ONCE, Chain, Fault
from applications.models import Application

TITLE = "Heads of the chains of every case"
NONE = "-"
AT_ONCE = 500


@dataclass
class Sums:
    """What a file of heads says in all: by authority, how many cases it has and the sum over their lines."""

    at: datetime
    by_authority: dict[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def lines(self) -> list[str]:
        """The lines of the sums, as they stand in the file and in the mail."""
        return [_sum_line(slug, *found) for slug, found in self.by_authority.items()]


def _sum_line(slug: str, cases: int, digest: str) -> str:
    return f"authority {slug} {cases} {digest}"


def write(file: TextIO, at: datetime) -> Sums:
    """Write the heads of all cases as they are now."""
    sums = Sums(at)
    file.write(f"# {TITLE}, {at.isoformat(timespec='seconds')}\n")
    with transaction.atomic():
        for slug, rows in groupby(_rows(), key=itemgetter(0)):
            digest, cases = hashlib.sha256(), 0
            for row in rows:
                line = _line(row)
                digest.update(line.encode())
                file.write(line)
                cases += 1
            sums.by_authority[slug] = (cases, digest.hexdigest())
            file.write(f"{_sum_line(slug, *sums.by_authority[slug])}\n")
    return sums


def _rows() -> Iterator[tuple]:
    newest = {}
    for chain in (EVENTS, READINGS):
        links = chain.model.objects.filter(application=OuterRef("pk")).order_by("-number")
        newest |= {f"{chain.noun}_{name}": Subquery(links.values(name)[:1]) for name in ("number", "hash")}
    cases = Application.objects.order_by("authority__slug", "pk")
    return cases.values_list("authority__slug", "public_id", *newest.values()).iterator(chunk_size=ROWS_AT_ONCE)


def _line(row: tuple) -> str:
    _slug, public_id, *heads = row
    return " ".join([str(public_id), *(NONE if value is None else str(value) for value in heads)]) + "\n"


def keep_outside(at: datetime, *, folder: str, addresses: list[str]) -> Path | None:
    """Write the day's file into a folder, and mail its sums. A day that has its file keeps it; then None is given."""
    path = Path(folder) / f"heads-{at.date().isoformat()}.txt" if folder else Path(os.devnull)
    try:
        with path.open("w" if not folder else "x", encoding="utf-8") as file:
            sums = write(file, at)
    except FileExistsError:
        return None
    if addresses:
        words = "\n".join([f"{TITLE}, {at.isoformat(timespec='seconds')}", "", *sums.lines])
        send_mail(f"{TITLE}, {at.date().isoformat()}", words, None, addresses)
    return path


def compare(file: TextIO, report: Callable[[Fault | str], None]) -> int:
    """Hold a file of heads against the database: every link that it names must still be there. Gives the cases in it.

    What is wrong is reported: a Fault of a case, or a sentence about the file itself, which may have been changed too.
    """
    seen, lines = 0, _checked(file, report)
    while part := list(islice(lines, AT_ONCE)):
        _compare_part(part, report)
        seen += len(part)
    return seen


def _checked(file: TextIO, report: Callable[[Fault | str], None]) -> Iterator[list[str]]:
    """The lines of cases, in words; the sums are proved on the way."""
    digest, cases, is_open = hashlib.sha256(), 0, True
    for number, line in enumerate(file, start=1):
        words = line.split()
        if line.startswith("#") or not words:
            continue
        if words[0] == "authority":
            if words[2:] != [str(cases), digest.hexdigest()]:
                report(f"line {number} of the file: the sum of {words[1]} is not that of its lines")
            digest, cases, is_open = hashlib.sha256(), 0, False
        elif len(words) != 5:
            report(f"line {number} of the file cannot be read")
        else:
            digest.update(line.encode())
            cases, is_open = cases + 1, True
            yield words
    if is_open:
        report("the file has no sum at its end: it was cut off")


def _compare_part(part: list[list[str]], report: Callable[[Fault | str], None]) -> None:
    names = [words[0] for words in part]
    keys = {
        str(public_id): pk
        for pk, public_id in Application.objects.filter(public_id__in=names).values_list("pk", "public_id")
    }
    for name in names:
        if name not in keys:
            report(f"case {name} is gone")
    for chain, place in ((EVENTS, 1), (READINGS, 3)):
        wanted = {
            keys[words[0]]: words[place : place + 2] for words in part if words[0] in keys and words[place] != NONE
        }
        _compare_chain(chain, wanted, report)


def _compare_chain(chain: Chain, wanted: dict[int, list[str]], report: Callable[[Fault | str], None]) -> None:
    """`wanted` is, by the case's id, [number, hash]."""
    numbers = {int(number) for number, _hash in wanted.values()}
    rows = chain.model.objects.filter(application__in=wanted, number__in=numbers)
    there = {(case, number): digest for case, number, digest in rows.values_list("application_id", "number", "hash")}
    for case_id, (number, digest) in wanted.items():
        found = there.get((case_id, int(number)))
        if found is None:
            report(Fault(case_id, f"{chain.noun} {number} was there on the day of the file, and is gone"))
        elif found != digest:
            report(Fault(case_id, f"{chain.noun} {number} is another one than on the day of the file"))
