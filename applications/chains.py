"""Chains of hashes: what a link is made of, and how all of them are checked in one pass, however many there are."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from applications.models import Application, Event, Reading

ROWS_AT_ONCE = 2_000
WRITE = json.JSONEncoder(sort_keys=True, ensure_ascii=False).encode  # made once, since a million links are written


@dataclass(frozen=True)
class Head:
    """The newest link of a case's chain."""

    case_id: int
    number: int
    hash: str


@dataclass(frozen=True)
class Fault:
    """What is wrong with the chain of a case, in a sentence."""

    case_id: int
    sentence: str


@dataclass(frozen=True)
class Chain:
    """A table whose rows are linked case by case: what one is called, and what its hash is taken over."""

    noun: str
    model: type[Model]
    fields: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """What is read of a row to check it: the hash comes last, and the one before it in front of that."""
        return ("application_id", "number", *self.fields, "previous_hash", "hash")

    def link_hash(self, row: Model) -> str:
        """The hash of a row that is about to be written."""
        return hash_of([getattr(row, name) for name in self.columns[:-1]])

    def rows(self, **only) -> Iterable[tuple]:
        """The columns of every row, case by case, without holding more than a few of them."""
        found = self.model.objects.filter(**only).order_by("application_id", "number").values_list(*self.columns)
        return found.iterator(chunk_size=ROWS_AT_ONCE)


EVENTS = Chain("event", Event, ("kind", "from_stage", "to_stage", "at", "by_id", "details"))
READINGS = Chain("reading", Reading, ("kind", "subject", "at", "by_id"))


def hash_of(said: Iterable) -> str:
    """SHA-256 over everything that a link says and over the hash of the one before it."""
    return hashlib.sha256(WRITE([_plain(value) for value in said]).encode()).hexdigest()


def _plain(value):
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID) else value


def heads(chain: Chain, rows: Iterable[tuple], report: Callable[[Fault], None]) -> Iterator[Head]:
    """The head of each case's chain, the rows being checked on the way; what is wrong is reported."""
    for case_id, links in groupby(rows, key=itemgetter(0)):
        previous, number = "", 0
        for row in links:
            if row[1] != number + 1:
                missing = f"{number + 1} is" if row[1] == number + 2 else f"{number + 1} to {row[1] - 1} are"
                report(Fault(case_id, f"{chain.noun} {missing} missing"))
            if row[-2] != previous and row[1] == number + 1:
                report(Fault(case_id, f"{chain.noun} {row[1]} does not follow the one before it"))
            if row[-1] != hash_of(row[:-1]):
                report(Fault(case_id, f"{chain.noun} {row[1]} is not as it was written"))
            number, previous = row[1], row[-1]
        yield Head(case_id, number, previous)


def verify(report: Callable[[Fault], None]) -> dict[str, int]:
    """Check every chain of every case, in one pass over each table. Gives how many links and cases there were."""
    counted = {"cases": 0, "events": 0, "readings": 0}
    with transaction.atomic():  # one state of the database, and a cursor that the server need not keep for us
        counted["cases"], counted["events"] = _verify_events(report)
        for head in heads(READINGS, READINGS.rows(), report):
            counted["readings"] += head.number
    return counted


def _verify_events(report: Callable[[Fault], None]) -> tuple[int, int]:
    """Likewise for the events, held against the cases: each knows the number of its newest event."""
    found, cases, events = heads(EVENTS, EVENTS.rows(), report), 0, 0
    head = next(found, None)
    versions = Application.objects.order_by("pk").values_list("pk", "version")
    for case_id, version in versions.iterator(chunk_size=ROWS_AT_ONCE):
        cases += 1
        number = 0
        if head is not None and head.case_id == case_id:
            number, head = head.number, next(found, None)
        events += number
        if number < version:
            report(Fault(case_id, f"the newest event is {number}, and there were {version}"))
        if number > version:
            report(Fault(case_id, f"the newest event is {number}, and the case knows {version}"))
    return cases, events


def broken_links(case: Application) -> list[str]:
    """What is wrong with the chains of one case, a sentence each; empty when they are whole."""
    faults: list[Fault] = []
    for chain in (EVENTS, READINGS):
        for _head in heads(chain, chain.rows(application=case), faults.append):
            pass
    return [fault.sentence for fault in faults]
