"""Loads the database that DATABASE_URL names: `python -m bench.load originals`, then `python -m bench.load cases N`."""

import json
import sys
import time

import django


def main(what: str, number: str = "0") -> None:
    """Make the cases that others are copied from, or so many copies; print how long it took."""
    django.setup()
    from django.db import connection  # noqa: PLC0415

    from bench.loading import fill  # noqa: PLC0415 (the apps must be loaded first)
    from bench.originals import make_originals  # noqa: PLC0415

    start = time.perf_counter()
    told = {} if what == "originals" else {"parts_s": fill(int(number))}
    if what == "originals":
        make_originals()
        # Else indexes that are made later hold back from whoever began before them, for as long as anybody works.
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
    line = {"loaded": what, "cases": int(number), "seconds": round(time.perf_counter() - start, 1)}
    print(json.dumps(line | told), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
