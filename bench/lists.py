"""A variable list of 100 000 rows: read from xlsx and checked, in a process of its own so that its memory is its own.

`python -m bench.lists FILE CASE` is that process; it prints seconds and the most memory that it held.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django

ROWS = 100_000
TITLE = "Benchmark: long list"


def long_list(cases: int) -> None:
    """Make the registry, the case and the file, and measure the reading."""
    from bench.meter import Measure, say  # noqa: PLC0415 (the process that only reads must not hold these)

    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / "list.xlsx"
        case = _prepare(path)
        answer = subprocess.run(
            [sys.executable, "-m", "bench.lists", str(path), str(case)], check=True, capture_output=True, text=True
        )
    read = json.loads(answer.stdout.splitlines()[-1])
    if read["taken"] != ROWS or read["faults"]:
        raise SystemExit(f"the list was not read: {read}")
    say(Measure("variable list of 100 000 rows", cases, p50_ms=read["seconds"] * 1000), **read)


def _prepare(path: Path) -> int:
    from openpyxl import Workbook  # noqa: PLC0415

    from applications.models import Application  # noqa: PLC0415
    from bench.pages import the_officer  # noqa: PLC0415
    from registries.models import Registry, StageKey, Variable  # noqa: PLC0415

    draft = Application.objects.filter(stage=StageKey.DRAFT, authority__memberships__user=the_officer()).first()
    registry, _made = Registry.objects.get_or_create(
        authority=draft.authority, slug="bench-long", defaults={"name": {"en": "Long", "sv": "Långt", "nb": "Langt"}}
    )
    if registry.variables.count() < ROWS:
        registry.variables.all().delete()
        made = (
            Variable(registry=registry, name=f"VAR_{number}", label={"sv": f"Variabel {number}"}, position=number)
            for number in range(ROWS)
        )
        Variable.objects.bulk_create(made, batch_size=5000)
    draft.registries.set([registry])
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Variabellista")
    sheet.append(["register", "variabel", "nivå", "motivering"])
    for number in range(ROWS):
        sheet.append(["Långt", f"VAR_{number}", "Som i registret", "Behövs för att besvara forskningsfrågan."])
    book.save(path)
    return draft.pk


def main(path: str, case: str) -> None:
    """Read the file as the portal does, and print what it took."""
    django.setup()
    from applications.models import Application  # noqa: PLC0415 (the apps must be loaded first)
    from applications.variable_import import read_variables  # noqa: PLC0415

    found = Application.objects.select_related("authority", "form_version").get(pk=case)
    before, start, worked = _megabytes(), time.perf_counter(), time.process_time()
    with open(path, "rb") as file:
        result = read_variables(file, found, max_rows=ROWS)
    told = {"seconds": time.perf_counter() - start, "processor_s": time.process_time() - worked}
    told = {name: round(value, 2) for name, value in told.items()}
    told |= {"taken": len(result.taken), "faults": len(result.faults), "peak_mb": _megabytes(), "idle_mb": before}
    print(json.dumps(told))  # noqa: T201


def _megabytes() -> int:
    """The most memory that this process has held since it began. Not ru_maxrss: a child inherits its parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) // 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
