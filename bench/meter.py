"""How things are timed: requests straight to the portal's WSGI application, and one JSON line a measure."""

import io
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client

from bench.urls import FLOOR
from portal.accounts.proofs import remember_proof

ROUNDS = 25
WARM_UP = 3


@dataclass
class Measure:
    """One line of the run. Times in milliseconds; what is not measured is None."""

    name: str
    cases: int
    p50_ms: float | None = None
    p95_ms: float | None = None
    queries: int | None = None  # the most that a round took; a page may ask more for some cases than for others
    floor_p50_ms: float | None = None
    ratio_to_floor: float | None = None
    fewest_queries: int | None = None


def say(measure: Measure, **more) -> None:
    """Print the line of a measure."""
    line = asdict(measure) | more
    print(json.dumps({name: _short(value) for name, value in line.items()}, ensure_ascii=False), flush=True)  # noqa: T201


def _short(value):
    return round(value, 2) if isinstance(value, float) else value


def p50(times: list[float]) -> float:
    """The median, in milliseconds."""
    return statistics.median(times) * 1000


def p95(times: list[float]) -> float:
    """What 95 of 100 do not exceed, in milliseconds."""
    return sorted(times)[min(len(times) - 1, round(len(times) * 0.95))] * 1000


@dataclass
class Answer:
    """What the portal answered: status, page, and how long it took to its last letter."""

    status: int
    body: str
    seconds: float


class Browser:
    """Somebody signed in who asks for pages, without a network between."""

    def __init__(self, user, rounds: int = ROUNDS):
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        remember_proof(session, user)  # whoever has a role has proven a second factor
        session.save()
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        self.user, self.rounds = user, rounds
        self.application = get_wsgi_application()

    def get(self, address: str, expected: int = 200) -> Answer:
        """Ask for a page. Raises SystemExit where it is not what was expected: an error page is no measure."""
        path, _mark, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_COOKIE": self.cookie, "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr, "wsgi.version": (1, 0),
            "wsgi.multithread": False, "wsgi.multiprocess": True, "wsgi.run_once": False,
        }  # fmt: skip
        said: list[str] = []
        start = time.perf_counter()
        answer = self.application(environ, lambda status, headers, _info=None: said.append(status))
        body = b"".join(answer)
        answer.close()
        seconds = time.perf_counter() - start
        status = int(said[0].split()[0])
        if status != expected or b"</html>" not in body:
            raise SystemExit(f"{address} answered {said[0]} with {len(body)} bytes")
        return Answer(status, body.decode(), seconds)


class Counter:
    """Counts the statements of a connection, and keeps them."""

    def __init__(self):
        self.statements: list[tuple[str, object]] = []

    def __call__(self, execute, sql, params, many, context):
        self.statements.append((sql, params))
        return execute(sql, params, many, context)


@contextmanager
def counted():
    """Count what is asked of the database meanwhile."""
    counter = Counter()
    with connection.execute_wrapper(counter):
        yield counter


def page(
    browser: Browser, name: str, cases: int, addresses: Iterable[str], holds: str = "", *, at_least: int = 0, **more
) -> Measure:
    """Measure a page beside the empty one, in turns; `addresses` are taken in turn, `holds` has to stand in each.

    It is asked for as often as the browser says, and no less than `at_least` times.
    """
    addresses = list(addresses)
    times, floors, queries = [], [], []
    for number in range(WARM_UP + max(browser.rounds, at_least)):
        address = addresses[number % len(addresses)]
        with counted() as counter:
            answer = browser.get(address)
        floor = browser.get(FLOOR)
        if holds and holds not in answer.body:
            raise SystemExit(f"{address} does not hold {holds!r}: something else was measured")
        times.append(answer.seconds)
        floors.append(floor.seconds)
        queries.append(len(counter.statements))
    times, floors, queries = times[WARM_UP:], floors[WARM_UP:], queries[WARM_UP:]
    floor = p50(floors)
    made = Measure(name, cases, p50(times), p95(times), max(queries), floor, p50(times) / floor, min(queries))
    say(made, **more)
    return made


def timed(work: Callable[[], object]) -> float:
    """How many seconds it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
