"""Loads the database that DATABASE_URL names: `python -m bench.load originals`, then `python -m bench.load cases N`."""

import json
import sys
import time

import django


def main(what: str, number: str = "0") -> None:
    """Make the cases that others are copied from, or so many copies; print how long it took."""
    django.setup()
    from bench.loading import fill  # noqa: PLC0415 (the apps must be loaded first)
    from bench.originals import make_originals  # noqa: PLC0415

    start = time.perf_counter()
    told = {} if what == "originals" else {"parts_s": fill(int(number))}
    if what == "originals":
        make_originals()
    line = {"loaded": what, "cases": int(number), "seconds": round(time.perf_counter() - start, 1)}
    print(json.dumps(line | told), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
