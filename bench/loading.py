"""Fill a database with cases: originals, people, the plan, then copies by chunks over several connections."""

import io
import json
import os
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, transaction

from applications.events import broken_links
from applications.models import Application, Event
from bench import chain
from bench.multiply import Copied, set_aside, statement, tables
from bench.originals import TITLE, make_originals
from bench.people import make_people
from bench.spread import COLUMNS, Plan

CHUNK = 5_000
CONNECTIONS = max(2, os.cpu_count() or 2)
CHECKED = 25
ORIGINALS = """
    CREATE TABLE bench_original AS
    SELECT a.id, a.title, a.case_number, a.officer_id, a.created_by_id AS researcher_id,
        COALESCE(s.content #>> '{facts,principal,name}', '?') AS principal,
        COALESCE(s.content #>> '{facts,principal,number}', '?') AS principal_number, u.email AS researcher_email
    FROM applications_application a JOIN accounts_user u ON u.id = a.created_by_id
        LEFT JOIN applications_submission s ON s.application_id = a.id AND s.number = 1
    WHERE a.title LIKE %s
"""
# Each original's submissions with each principal: packed once, and copied as they are.
CONTENTS = """
    CREATE TABLE bench_content AS
    SELECT t.id AS submission, p.principal, jsonb_set(t.content, '{facts,principal}',
        jsonb_build_object('name', p.principal, 'number', p.principal_number)) AS content
    FROM bench_applications_submission t, (SELECT DISTINCT principal, principal_number FROM bench_plan) p
"""
COUNTERS = """
    INSERT INTO applications_counter (authority_id, kind, year, last)
    SELECT authority_id, 'case', case_year, MAX(case_sequence) FROM applications_application
    WHERE case_year IS NOT NULL GROUP BY 1, 3
    ON CONFLICT (authority_id, kind, year) DO UPDATE SET last = EXCLUDED.last
"""


def fill(cases: int) -> dict[str, float]:
    """Fill an empty portal with so many cases. Returns the seconds that each part took."""
    took, start = {}, time.perf_counter()

    def lap(name: str) -> None:
        nonlocal start
        took[name], start = round(time.perf_counter() - start, 1), time.perf_counter()

    make_originals()
    lap("originals")
    _write_plan(cases)
    lap("plan")
    copied = tables()
    set_aside(copied)
    _pack_contents()
    chain.prepare()
    _clear_originals_numbers()
    indexes = _drop_indexes(copied)
    _copy(cases, copied)
    lap("copies")
    _in_parallel([[sql] for sql in indexes])
    lap("indexes")
    _settle(copied)
    lap("analysed")
    check(cases)
    return took


def _write_plan(cases: int) -> None:
    people = make_people(cases)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_plan, bench_original")
        cursor.execute(ORIGINALS, [f"{TITLE}%"])
        cursor.execute(f"CREATE UNLOGGED TABLE bench_plan ({COLUMNS})")
        rows = Plan(cases, people).rows()
        while text := _lines(rows):
            cursor.copy_expert("COPY bench_plan FROM STDIN WITH (FORMAT csv)", io.StringIO(text))
        cursor.execute("ALTER TABLE bench_plan ADD PRIMARY KEY (n)")
        cursor.execute("ANALYZE bench_plan")


def _pack_contents() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_content")
        cursor.execute(CONTENTS)
        cursor.execute("CREATE UNIQUE INDEX ON bench_content (submission, principal)")
        cursor.execute("ANALYZE bench_content")


def _lines(rows: Iterable[tuple]) -> str:
    """The next lines for COPY; "" at the end. No text of the plan holds a quotation mark; an empty one is none."""
    taken = []
    for row in rows:
        taken.append(",".join(f'"{value}"' if isinstance(value, str) and value else str(value) for value in row))
        if len(taken) == CHUNK:
            break
    return "\n".join(taken)


def _clear_originals_numbers() -> None:
    """The originals give their case numbers to the copies: they get a year that no copy has."""
    Application.objects.filter(title__startswith=TITLE).exclude(case_year=None).update(case_year=1900)


def _drop_indexes(copied: list[Copied]) -> list[str]:
    """Take away the indexes that hold no constraint; returned are the statements that make them again."""
    names = [one.table for one in copied]
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
            JOIN pg_class t ON t.oid = i.indrelid
            WHERE t.relname = ANY(%s) AND NOT i.indisunique
                AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)""",
            [names],
        )
        found = cursor.fetchall()
        for name, _definition in found:
            cursor.execute(f"DROP INDEX {name}")
    return [definition for _name, definition in found]


def _copy(cases: int, copied: list[Copied]) -> None:
    by_model = {one.model: one for one in copied}
    statements = [
        chain.statement(one, by_model[Application]) if one.model is Event else statement(one, copied) for one in copied
    ]
    chunks = [(first, min(first + CHUNK - 1, cases)) for first in range(1, cases + 1, CHUNK)]
    _in_parallel([[(sql, chunk) for sql in statements] for chunk in chunks])


def _in_parallel(works: list[list]) -> None:
    """Each work in a transaction of its own, over several connections. No constraint or trigger is asked meanwhile."""
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        for _done in pool.map(_work, works):
            pass


def _work(statements: list) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'")
            fast = cursor.fetchone()[0]
            cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
            cursor.execute("SET LOCAL work_mem = '64MB'")
            if fast:
                cursor.execute("SET LOCAL default_toast_compression = 'lz4'")
            for one in statements:
                sql, values = one if isinstance(one, tuple) else (one, None)
                cursor.execute(sql, values)
    finally:
        connection.close()


def _settle(copied: list[Copied]) -> None:
    """Sequences behind the copies, counters at the last number, and what the planner has to know."""
    with connection.cursor() as cursor:
        for one in (one for one in copied if one.is_numbered):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT MAX(id) FROM {one.table}) + 1)", [one.table]
            )
        cursor.execute(COUNTERS)
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(_vacuum, [*(one.table for one in copied), "accounts_user"]))


def _vacuum(table: str) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM (ANALYZE) {table}")
    finally:
        connection.close()


def check(cases: int) -> None:
    """Some copies are looked at as the portal does. Raises ValueError where a chain of events is broken."""
    newest = Application.objects.order_by("-pk").first()
    step = max(cases // CHECKED, 1)
    for case in Application.objects.filter(pk__in=range(newest.pk - cases + 1, newest.pk + 1, step)):
        if problems := broken_links(case):
            raise ValueError(json.dumps({"case": case.pk, "problems": problems}))


__all__ = ["check", "fill"]
