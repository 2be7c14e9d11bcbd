"""The whole run: databases with few and with many cases, every measure in each, and what keeps to its budget.

It only starts other processes, so that each database is measured by one that knows no other.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable

import psycopg2

from bench.budgets import told, verdicts

FEW = 10_000
# Sizes of a check, and what is measured in it: queries and growth, nothing that takes long.
CHECK_FEW, CHECK_MANY = 1_000, 20_000
CHECK_ROUNDS = 6
CHECKED = ("frame", "queue", "words", "case", "statistics", "perform")
GROWING = ("queue", "words", "case", "statistics")
BASE = "bench_base"


def asked_for() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("--cases", type=int, default=CHECK_MANY, help="so many cases (default: %(default)s)")
    parser.add_argument("--check", action="store_true", help="queries and growth only; ends with 1 where one breaks")
    parser.add_argument("--only", action="append", help="a group of measures: queue, words, case, perform, letters, …")
    parser.add_argument("--server", required=True, help="URL of a PostgreSQL; what is loaded there is used again")
    return parser.parse_args()


class Server:
    """The PostgreSQL on which databases are made."""

    def __init__(self, url: str):
        self.url = url.rstrip("/")

    def database(self, name: str) -> str:
        """The URL of a database."""
        return f"{self.url}/{name}"

    def has(self, name: str) -> bool:
        """Whether the database is there."""
        return bool(self._do("SELECT 1 FROM pg_database WHERE datname = %s", name))

    def make(self, name: str, like: str = "template1") -> None:
        """Make a database, as a copy of another."""
        self._do(f"CREATE DATABASE {name} TEMPLATE {like}")

    def drop(self, name: str) -> None:
        """Take a database away."""
        self._do(f"DROP DATABASE IF EXISTS {name}")

    def version(self) -> str:
        """What the server says that it is."""
        return self._do("SHOW server_version")[0][0]

    def _do(self, statement: str, *values) -> list[tuple]:
        connection = psycopg2.connect(self.database("postgres"))
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, values or None)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()


def run(database: str, *command: str) -> list[dict]:
    """Run a module with a database; its lines are passed on as they come, and returned."""
    environment = os.environ | {"DATABASE_URL": database}
    lines = []
    with subprocess.Popen([sys.executable, *command], env=environment, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            if line.startswith("{"):
                sys.stdout.write(line)
                sys.stdout.flush()
                lines.append(json.loads(line))
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return lines


def loaded(server: Server, cases: int) -> str:
    """The URL of a database with so many cases, made where it is not there. Half a load is begun anew."""
    name = f"bench_{cases}"
    if not server.has(name):
        _base(server)
        server.make(f"{name}_loading", BASE)
        run(server.database(f"{name}_loading"), "-m", "bench.load", "cases", str(cases))
        server._do(f"ALTER DATABASE {name}_loading RENAME TO {name}")
    return server.database(name)


def _base(server: Server) -> None:
    if server.has(BASE):
        return
    making = f"{BASE}_making"
    for name in (making, *(f"bench_{cases}_loading" for cases in (CHECK_FEW, FEW, CHECK_MANY))):
        server.drop(name)
    server.make(making)
    run(server.database(making), "manage.py", "migrate", "--noinput", "--verbosity", "0")
    run(server.database(making), "manage.py", "load_catalogue")
    run(server.database(making), "-m", "bench.load", "originals")
    server._do(f"ALTER DATABASE {making} RENAME TO {BASE}")


def measured(database: str, cases: int, only: Iterable[str], *more: str) -> list[dict]:
    """The lines of the measures of a database."""
    groups = [part for name in only for part in ("--only", name)]
    return run(database, "-m", "bench.measure", "--cases", str(cases), *groups, *more)


def main() -> int:
    """0; in a check 1 where queries or growth break their limits."""
    asked = asked_for()
    server = Server(asked.server)
    few, many = (CHECK_FEW, CHECK_MANY) if asked.check else (FEW, asked.cases)
    groups = asked.only or (CHECKED if asked.check else ())
    machine = {"machine": platform.machine(), "processors": os.cpu_count(), "load": os.getloadavg()[0]}
    print(json.dumps(machine | {"postgresql": server.version(), "python": platform.python_version()}), flush=True)  # noqa: T201
    growing = [name for name in groups or GROWING if name in GROWING]
    rounds = ("--rounds", str(CHECK_ROUNDS)) if asked.check else ()
    small = measured(loaded(server, few), few, growing, *rounds) if growing and few < many else []
    lines = measured(loaded(server, many), many, groups, *rounds)
    found = verdicts(lines, {line["name"]: line for line in small}, is_check=asked.check)
    print(told(found), flush=True)  # noqa: T201
    return int(asked.check and not all(row["kept"] for row in found))


if __name__ == "__main__":
    sys.exit(main())
