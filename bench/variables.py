"""How long the search of variables takes among 100 000: `python bench/variables.py` from the root of the repository.

Measures whole pages on a fresh SQLite file and, where DATABASE_URL names a PostgreSQL with the portal's tables, there.
The variables are made of the catalogue's own words; they are taken away again at the end.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from datetime import date
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
os.environ.setdefault("DEMO", "1")
os.environ.setdefault("DEBUG", "0")
ON_SQLITE = "BENCH_ON_SQLITE"
if os.environ.get(ON_SQLITE):
    os.environ |= {"VAR_DIR": os.environ[ON_SQLITE], "DATABASE_URL": f"sqlite:///{os.environ[ON_SQLITE]}/bench.sqlite3"}
django.setup()

from django.conf import settings  # noqa: E402  (the apps must be loaded first)
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from bench.meter import Measure, p50, p95, say  # noqa: E402
from registries.models import Authority, Registry, Variable  # noqa: E402

VARIABLES = 100_000
REGISTRIES = 100
ROUNDS = 15
WARM_UP = 2
BUDGET_SECONDS = 0.2
SLUG = "bench"
PAGES = {
    "a common word": "?q=diagnosis",
    "two common words": "?q=date+care",
    "a word that few hold": "?q=nordddd",
    "the name of one variable": "?q=PVARD_77777",
    "two letters": "?q=kö",
    "a registry's word and a variable's": "?q=register+date",
    "words and years": "?q=diagnos&from=1990&to=2010",
    "words in one registry": f"?q=diagnos&registry={SLUG}-7",
    "years and sensitivity, no words": "?from=1990&to=2010&sensitivity=sensitive&identifying=no",
    "words that nothing holds": "?q=zzzzzz",
    "a page far behind": "?q=diagnosis&after={far}",
    "no search: all registries": "",
}


def words_of_the_catalogue() -> list[dict]:
    """Every variable of the catalogue's files."""
    files = (ROOT / "registries" / "catalogue").glob("*/registries/*.toml")
    return [row for path in sorted(files) for row in tomllib.loads(path.read_text("utf-8"))["variables"]]


def mixed(one: dict, other: dict, name: str) -> dict[str, str]:
    """The texts of two variables behind one another, in each language."""
    languages = sorted(one.get(name, {}).keys() | other.get(name, {}).keys())
    return {
        code: f"{one.get(name, {}).get(code, '')} {other.get(name, {}).get(code, '')}".strip() for code in languages
    }


def fill() -> None:
    """An authority with 100 registries of 1 000 variables each."""
    values = {"organisation_number": "202100-0555", "case_number_pattern": "{seq}/{year}", "email": "a@example.org"}
    authority = Authority.objects.create(
        slug=SLUG, name={"en": "Bench"}, short_name="Bench", country="SE", currency="SEK", language="sv",
        address="Bench", updated_on=date(2026, 1, 1), **values,
    )  # fmt: skip
    names = ({"sv": f"Register {number}", "en": f"Register {number}"} for number in range(REGISTRIES))
    registries = [
        Registry.objects.create(authority=authority, slug=f"{SLUG}-{number}", name=name, from_year=1960 + number % 40)
        for number, name in enumerate(names)
    ]
    rows, chance = words_of_the_catalogue(), random.Random(4)
    made = (variable(number, chance.choice(rows), chance.choice(rows), registries) for number in range(VARIABLES))
    Variable.objects.bulk_create(list(made), batch_size=2000)


def variable(number: int, one: dict, other: dict, registries: list[Registry]) -> Variable:
    """A variable made of two of the catalogue's, found by the words that saving would give it."""
    label, description = mixed(one, other, "label"), mixed(one, other, "description")
    made = Variable(
        registry=registries[number % REGISTRIES],
        name=f"{one['name'][:40]}_{number}",
        label=label,
        description=description,
        from_year=one.get("from_year"),
        to_year=one.get("to_year"),
        identifying=one.get("identifying", False),
        sensitivity=one.get("sensitivity", "ordinary"),
        code_system=one.get("code_system", ""),
        position=number // REGISTRIES,
    )
    made.search_text = made.words()
    return made


def empty() -> None:
    """Take away what was made."""
    Variable.objects.filter(registry__authority__slug=SLUG).delete()
    Registry.objects.filter(authority__slug=SLUG).delete()
    Authority.objects.filter(slug=SLUG).delete()


def seconds(client: Client, address: str) -> tuple[float, float]:
    """How long a page takes, from the request to its last letter; and how much of it this process worked."""
    start, worked = time.perf_counter(), time.process_time()
    answer = client.get(f"/registries/{address}")
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}")
    return time.perf_counter() - start, time.process_time() - worked


def measure() -> bool:
    """Print a line for each page; whether each median keeps to the budget."""
    client, kept = Client(headers={"accept-language": "sv"}), True
    far = Variable.objects.filter(registry__slug=f"{SLUG}-90").first()
    place = f"{far.registry_id}.{far.position}.{far.pk}"
    for name, address in PAGES.items():
        rounds = [seconds(client, address.replace("{far}", place)) for _round in range(WARM_UP + ROUNDS)]
        taken = sorted(took for took, _worked in rounds[WARM_UP:])
        worked = statistics.median(worked for _took, worked in rounds[WARM_UP:])
        median = statistics.median(taken)
        kept = kept and median <= BUDGET_SECONDS
        found = Measure(f"search: {name}", 0, p50(taken), p95(taken))
        say(found, database=connection.vendor, variables=VARIABLES, processor_ms=worked * 1000)
    return kept


def on_this_database() -> bool:
    """Fill, measure, empty; whether the budget was kept."""
    settings.ALLOWED_HOSTS = ["testserver"]
    try:
        with transaction.atomic():
            fill()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE registries_variable" if connection.vendor == "postgresql" else "ANALYZE")
        return measure()
    finally:
        empty()


def main() -> int:
    """0 when every median keeps to the budget on each database, else 1."""
    if os.environ.get(ON_SQLITE):
        call_command("migrate", verbosity=0)
        return 0 if on_this_database() else 1
    kept = connection.vendor != "postgresql" or on_this_database()
    with tempfile.TemporaryDirectory() as room:
        own = [sys.executable, str(Path(__file__).resolve())]
        on_sqlite = subprocess.run(own, env=os.environ | {ON_SQLITE: room}, check=False).returncode == 0
    return 0 if kept and on_sqlite else 1


if __name__ == "__main__":
    sys.exit(main())
