"""The clocks of many cases at once: read in batches, and written only where they differ.

A batch is read without a lock and counted in memory. Its rows are locked only while they are written, and a case that
somebody has moved meanwhile, or is moving, is left out: whoever moves a case writes its clocks anew.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, islice
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from applications.clocks import TURNING, Clocks, derive
from applications.models import Application, Event
from registries.models import Authority, Procedure

BATCH = 1000
STORED = tuple(vars(Clocks()))
READ = ("public_id", "stage", "version", "received_on", "authority_id", "procedure_id", *STORED)


@dataclass
class Rules:
    """The procedures with their stages and authorities, each read once however many cases go by it."""

    by_id: dict[int, Procedure] = field(default_factory=dict)

    def give_to(self, cases: list[Application]) -> None:
        """Let cases know their procedure and their authority."""
        wanted = {case.procedure_id for case in cases} - self.by_id.keys()
        if wanted:
            found = Procedure.objects.select_related("authority").prefetch_related("stages")
            self.by_id |= found.in_bulk(wanted)
        for case in cases:
            case.procedure = self.by_id[case.procedure_id]
            case.authority = case.procedure.authority


def tick(at: datetime) -> int:
    """Count the days of every open case on which the day has changed. Gives back how many cases were looked at."""
    looked_at = 0
    for authority in Authority.objects.all():
        day = authority.today(at)
        stale = Q(clocks_on=None) | Q(clocks_on__lt=day)
        open_cases = Application.objects.still_open().filter(stale, authority=authority)
        for batch in differences(open_cases, at):
            write(batch, clocks_on=day)
            looked_at += len(batch)
    return looked_at


def differences(cases: QuerySet, at: datetime) -> Iterator[list[tuple[Application, dict[str, Any]]]]:
    """Cases, a batch at a time, each with what its events say otherwise than is stored: {field: value}."""
    rules, keys = Rules(), cases.order_by("pk").values_list("pk", flat=True).iterator()
    while chosen := list(islice(keys, BATCH)):
        rows = list(Application.objects.filter(pk__in=chosen).only(*READ).order_by("pk"))
        rules.give_to(rows)
        events = events_of(chosen)
        yield [(case, _difference(case, events.get(case.pk, []), at)) for case in rows]


def events_of(keys: Iterable[int]) -> dict[int, list]:
    """Those events of cases that the clocks go by, by the case: rows with kind, to_stage, at and details."""
    turning = Event.objects.filter(~Q(to_stage="") | Q(kind__in=TURNING), application__in=keys)
    rows = turning.order_by("application_id", "number").values_list(
        "application_id", "kind", "to_stage", "at", "details", named=True
    )
    return {key: list(group) for key, group in groupby(rows, key=attrgetter("application_id"))}


def _difference(case: Application, events: list, at: datetime) -> dict[str, Any]:
    derived = vars(derive(case, events, at))
    return {name: value for name, value in derived.items() if getattr(case, name) != value}


@transaction.atomic
def write(batch: list[tuple[Application, dict[str, Any]]], **marks) -> None:
    """Write what differs, and `marks` on every case; cases that get the same values are written together."""
    known = {case.pk: case.version for case, _changed in batch}
    free = Application.objects.select_for_update(skip_locked=True).filter(pk__in=known).order_by("pk")
    unmoved = {pk for pk, version in free.values_list("pk", "version") if known[pk] == version}
    alike = defaultdict(list)
    for case, changed in batch:
        if case.pk in unmoved and (changed or marks):
            alike[tuple(sorted(changed.items()))].append(case.pk)
    for changed, keys in alike.items():
        Application.objects.filter(pk__in=keys).update(**dict(changed), **marks)
