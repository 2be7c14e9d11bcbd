"""How fast a million events are verified, and that one changed byte among them is found:  python -m bench.verify EVENTS

On a PostgreSQL database of its own, named by DATABASE_URL, that may be filled: nothing of it is taken away again.
"""

import io
import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import django
from django.db import connection, transaction

EACH = 15  # events of a case, as the demonstration's closed cases have
COLUMNS = "application_id, number, kind, from_stage, to_stage, at, by_id, details, previous_hash, hash"
START = datetime(2026, 1, 7, 9, 30, 12, 345678, UTC)


def chain_of(case_id: int, by_id: int):
    """The rows of one case's chain, for COPY."""
    from applications.chains import hash_of  # noqa: PLC0415 - after django.setup()

    previous = ""
    for number in range(1, EACH + 1):
        at = START + timedelta(hours=case_id % 5000 + number)
        details = {"case": case_id, "until": "2026-03-01", "words": "what was said at this step"}
        said = [case_id, number, "submit", "draft", "submitted", at, by_id, details, previous]
        digest = hash_of(said)
        cells = [*said[:5], at.isoformat(), by_id, json.dumps(details), previous, digest]
        yield "\t".join(str(cell) for cell in cells) + "\n"
        previous = digest


def fill(events: int) -> None:
    """As many cases with chains of their own as have so many events, copies of one that the factories make."""
    from tests.factories.world import make_world  # noqa: PLC0415

    case = make_world().draft()
    cases = -(-events // EACH)
    columns = [field.column for field in case._meta.concrete_fields]
    values = {"id": f"{case.pk} + n", "public_id": "gen_random_uuid()", "version": str(EACH)}
    taken = ", ".join(values.get(column, column) for column in columns)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO applications_application ({', '.join(columns)}) SELECT {taken} "
            f"FROM applications_application, generate_series(1, {cases}) AS n WHERE id = {case.pk}"
        )
        for first in range(1, cases + 1, 5_000):
            ids = range(case.pk + first, case.pk + min(first + 5_000, cases + 1))
            text = "".join(row for pk in ids for row in chain_of(pk, case.created_by_id))
            cursor.copy_expert(f"COPY applications_event ({COLUMNS}) FROM STDIN WITH (NULL '\\N')", io.StringIO(text))


def change_one_byte() -> str:
    """Change one letter of one event, past the guard. Says where."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE applications_event DISABLE TRIGGER applications_event_append_only")
        cursor.execute(
            "SELECT id FROM applications_event WHERE id >= (SELECT max(id) * 7 / 10 FROM applications_event) LIMIT 1"
        )
        [pk] = cursor.fetchone()
        cursor.execute(
            "UPDATE applications_event SET kind = 'submiu' WHERE id = %s RETURNING application_id, number", [pk]
        )
        case_id, number = cursor.fetchone()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE applications_event ENABLE TRIGGER applications_event_append_only")
        cursor.execute("SELECT public_id FROM applications_application WHERE id = %s", [case_id])
        return f"{cursor.fetchone()[0]}: event {number} is not as it was written"


def run(*command: str) -> tuple[float, int, str]:
    """(seconds, the most memory in MB, what was said) of a command in a process of its own."""
    start = time.perf_counter()
    program = (
        "import sys; from django.core.management import execute_from_command_line as go\n"
        "try: go(sys.argv)\n"
        "finally: print('memory', int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0]) // 1024)"
    )
    done = subprocess.run([sys.executable, "-c", program, *command], capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    return time.perf_counter() - start, int(said.partition("memory ")[2].split()[0]), said


def tell(line: dict) -> None:
    """Write one measure."""
    print(json.dumps(line), flush=True)  # noqa: T201


def main() -> None:
    """Fill, verify, write the heads, change one byte, verify again; a JSON line each."""
    events = int(sys.argv[1])
    fill(events)
    for name, command in (
        ("verify", ["verify_events"]),
        ("write_heads", ["write_heads", "--folder", os.environ["VAR_DIR"]]),
    ):
        seconds, memory, said = run(*command)
        tell({"step": name, "seconds": round(seconds, 1), "memory_mb": memory, "said": said[:200]})
    where = change_one_byte()
    seconds, memory, said = run("verify_events")
    found = where in said
    line = {
        "step": "one byte changed",
        "seconds": round(seconds, 1),
        "memory_mb": memory,
        "found": found,
        "where": where,
    }
    tell(line)
    sys.exit(0 if found else 1)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    main()
