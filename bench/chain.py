"""Copies of events: a chain of hashes that `manage.py verify_events` finds whole, made inside PostgreSQL."""

import json

from django.db import connection

from applications.models import Event
from bench.multiply import PERSON, Copied

# The hash of an event is taken over its words and over the hash of the one before it (applications/events.py).
LINK = """CREATE OR REPLACE FUNCTION bench_link(before text, said text) RETURNS text LANGUAGE sql IMMUTABLE AS
    $$ SELECT encode(sha256(convert_to(said || ', "' || before || '"]', 'UTF8')), 'hex') $$"""
CHAIN = "CREATE AGGREGATE bench_chain(text) (sfunc = bench_link, stype = text, initcond = '')"

COPY = """
    INSERT INTO applications_event
        (id, application_id, number, kind, from_stage, to_stage, at, by_id, details, previous_hash, hash)
    WITH copy AS (
        SELECT c.n, {event_id} AS id, {case_id} AS application_id, t.number, t.kind, t.from_stage, t.to_stage,
            t.at + c.shift * interval '1 day' AS at,
            {person} AS by_id,
            replace(replace(replace(replace(replace(t.bench_details, '@number@', COALESCE(c.case_number, '')),
                '@year@', COALESCE(c.case_year::text, '')), '@sequence@', COALESCE(c.case_sequence::text, '')),
                '@officer@', c.officer::text), '@day@', COALESCE((t.bench_day + c.shift)::text, '')) AS details
        FROM bench_plan c JOIN bench_original o ON o.id = c.original
            JOIN bench_applications_event t ON t.bench_original = c.original
        WHERE c.n BETWEEN %s AND %s
    ), linked AS (
        SELECT *, bench_chain('[' || application_id || ', ' || number || ', "' || kind || '", "' || from_stage || '", "'
            || to_stage || '", "' || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"') || '", '
            || by_id || ', ' || details) OVER (PARTITION BY n ORDER BY number) AS hash
        FROM copy
    )
    SELECT id, application_id, number, kind, from_stage, to_stage, at, by_id, details::jsonb,
        COALESCE(LAG(hash) OVER (PARTITION BY n ORDER BY number), ''), hash
    FROM linked ORDER BY n, number
"""


def prepare() -> None:
    """Make what the hashes need, and put the details of the originals' events aside as words with open places."""
    with connection.cursor() as cursor:
        cursor.execute(LINK)
        cursor.execute("DROP AGGREGATE IF EXISTS bench_chain(text)")
        cursor.execute(CHAIN)
        cursor.execute("ALTER TABLE bench_applications_event ADD bench_details text, ADD bench_day date")
        cursor.execute("SELECT id FROM bench_applications_event")
        ids = [pk for (pk,) in cursor.fetchall()]
        for event in Event.objects.filter(pk__in=ids).select_related("application"):
            words, day = _with_places(event)
            cursor.execute(
                "UPDATE bench_applications_event SET bench_details = %s, bench_day = %s WHERE id = %s",
                [words, day, event.pk],
            )


def _with_places(event: Event) -> tuple[str, str | None]:
    """The details as they are hashed, with a place for what differs in each copy; and the day that they name."""
    case, details = event.application, dict(event.details)
    if isinstance(details.get("number"), list):
        details["number"] = ["@number@", "@year@", "@sequence@"]
    if details.get("officer") == case.officer_id:
        details["officer"] = "@officer@"
    day = details.get("until")
    if day:
        details["until"] = "@day@"
    words = json.dumps(details, sort_keys=True, ensure_ascii=False)
    for place in ("@year@", "@sequence@", "@officer@"):
        words = words.replace(f'"{place}"', place)
    return words, day


def statement(events: Copied, cases: Copied) -> str:
    """The statement that copies the events for the cases of a chunk (two parameters: first and last)."""
    return COPY.format(event_id=events.id_of("t.bench_rank"), case_id=cases.id_of("1"), person=PERSON.format("t.by_id"))
