"""One move through `perform()`: against the same statements sent bare, and from several connections at once."""

import copy
import multiprocessing
import time

from django.db import connection, transaction

from applications.models import Application
from applications.workflow import perform
from bench.meter import Measure, counted, p50, p95, say, timed
from portal.accounts.models import User
from registries import roles

ROUNDS = 60
PROCESSES = 8
MOVES_EACH = 30
MOST = 2.5


class Undone(Exception):
    """Raised to take a move back."""


def one_move(user: User, cases: int) -> None:
    """Assigning a case: `perform()` and its own statements, bare, in turns; both are taken back."""
    ids = list(Application.objects.on_desk_of(user).unassigned().order_by("-pk").values_list("pk", flat=True)[:ROUNDS])
    moves, bare = [], []
    for number in range(ROUNDS):
        pk = ids[number % len(ids)]
        with counted() as counter:
            _undone(lambda pk=pk: _assign(user, pk))
        statements = counter.statements
        moves.append(_undone(lambda pk=pk: _assign(user, pk)))
        bare.append(_undone(lambda said=statements: _send(said)))
    made = Measure(
        "perform: one move", cases, p50(moves), p95(moves), len(statements), p50(bare), p50(moves) / p50(bare)
    )
    say(made, floor="the same statements, bare")


def _assign(user: User, pk: int) -> None:
    user = copy.copy(user)
    vars(user).pop(roles.CACHE, None)  # as a request begins: nothing is known of the person's roles
    perform("assign", application_id=pk, by=user, officer=user)


def _send(statements: list[tuple]) -> None:
    with connection.connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
            if cursor.description:
                cursor.fetchall()


def _undone(work) -> float:
    taken = 0.0
    try:
        with transaction.atomic():
            taken = timed(work)
            raise Undone
    except Undone:
        return taken


def many_moves(user: User, cases: int) -> None:
    """Moves a second on different cases, kept: from one connection, then from eight."""
    ids = list(Application.objects.on_desk_of(user).unassigned().order_by("pk").values_list("pk", flat=True))
    each = min(MOVES_EACH, len(ids) // (PROCESSES + 1))
    connection.close()
    alone = _throughput(user.pk, [ids[:each]])
    together = _throughput(user.pk, [ids[each * place : each * (place + 1)] for place in range(1, PROCESSES + 1)])
    more = {"moves_per_s_1_connection": alone, "moves_per_s_8_connections": together, "times": together / alone}
    say(Measure("perform: moves from 8 connections", cases), **more)


def _throughput(user: int, parts: list[list[int]]) -> float:
    """Moves a second of as many processes as there are parts, from when all are ready to when the last one is done."""
    context = multiprocessing.get_context("fork")
    ready, times = context.Barrier(len(parts)), context.Queue()
    processes = [context.Process(target=_move_all, args=(user, part, ready, times)) for part in parts]
    for process in processes:
        process.start()
    spans = [times.get(timeout=120) for _process in processes]
    for process in processes:
        process.join()
    return sum(map(len, parts)) / (max(end for _start, end in spans) - min(start for start, _end in spans))


def _move_all(user: int, ids: list[int], ready, times) -> None:
    connection.close()
    person = User.objects.get(pk=user)
    ready.wait()
    start = time.monotonic()
    for pk in ids:
        _assign(person, pk)
    times.put((start, time.monotonic()))
    connection.close()
