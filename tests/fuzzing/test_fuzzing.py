"""Whatever is sent to the portal, by whomever, it answers: no request ends in a fault of ours.

`FUZZ=20000 bin/test tests/fuzzing` sends that many requests; without it a small share, always the same. `FUZZ_SEED=7`
sends others. What was ever found is kept in test_what_fuzzing_found.py.
"""

import logging
import os
import traceback
from collections.abc import Iterator
from http.cookies import SimpleCookie

import pytest
import time_machine
from django.test import Client, override_settings
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.factories.once import taken_back
from tests.factories.place import Place, begin_place, make_place
from tests.factories.world import MONDAY
from tests.fuzzing.targets import Explorer, addresses, administered, odd_addresses
from tests.fuzzing.values import NAMES, Request, Target, requests
from tests.ops.deployment import ROOT

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]  # it minds NUL and endless numbers, which SQLite takes

WHOLE = int(os.environ.get("FUZZ", "0"))
SEED = int(os.environ.get("FUZZ_SEED", "0"))
EVERYBODY = (
    *("owner", "member", "officer", "coordinator", "lawyer", "decision_maker", "data_manager", "finance"),
    *("administrator", "auditor", "superuser", "nobody"),
)
PEOPLE = EVERYBODY if WHOLE else ("owner", "officer", "administrator")
EACH = -(-WHOLE // len(EVERYBODY)) if WHOLE else 100
STAGES = (
    ("submitted", "assigned", "legal_review", "specification", "confidentiality_decision", "delivery", "invoice")
    if WHOLE
    else ()
)


@pytest.fixture(scope="module")
def place(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[tuple[Place, list]]:
    """The place, and further cases: one in each stage. Made once: every request is taken back."""
    folder = tmp_path_factory.mktemp("fuzzing")
    elsewhere = override_settings(DEMO=True, MAIL_DIR=folder, MEDIA_ROOT=folder)
    with django_db_blocker.unblock(), elsewhere, time_machine.travel(MONDAY, tick=False), taken_back():
        world, case = begin_place()
        others = [world.case_at(stage) for stage in STAGES]
        if "specification" in STAGES:
            asked = world.case_at("specification")
            world.propose(asked)
            others.append(asked)
        yield make_place(world, case, folder), others


def explore(who: str, place: Place, others: list) -> tuple[Client, list[Target], list[str], list[str]]:
    """(browser, what can be asked, names, values) for one person."""
    client = place.client_of(who)
    client.raise_request_exception = True
    explorer = Explorer(client, crawls=bool(WHOLE))
    begin = addresses(place, others)
    explorer.look(begin + (administered() if who == "superuser" else []))
    if WHOLE:
        explorer.try_posts(begin)
    odd = [Target("get", address) for address in odd_addresses(place)]
    targets = list(explorer.targets.values())
    share = max(1, len(targets) // 6)
    known = sorted(explorer.known | {str(case.public_id) for case in (place.case, place.draft, *others)})
    return client, targets + odd[:: max(1, len(odd) // share)], sorted({*NAMES, *explorer.names}), known


def send(client: Client, request: Request) -> int:
    """The status of the answer. Whatever it wrote is taken back, and a browser that was signed out is signed in."""
    cookies = client.cookies.output(header="", sep=";")
    head = {"HX-Request": "true"} if request.partly else {}
    with taken_back():
        if request.method == "get":
            answer = client.get(request.address, QUERY_STRING=request.query(), headers=head)
        else:
            answer = client.post(request.address, request.form(), headers=head)
        if answer.streaming:
            b"".join(answer.streaming_content)
    client.cookies = SimpleCookie(cookies)
    return answer.status_code


def where(fault: Exception) -> str:
    """What kind of fault, and the last line of ours that it passed."""
    frames = [frame for frame in traceback.extract_tb(fault.__traceback__) if frame.filename.startswith(str(ROOT))]
    ours = [frame for frame in frames if "/tests/" not in frame.filename and "/.venv/" not in frame.filename]
    last = ours[-1] if ours else traceback.extract_tb(fault.__traceback__)[-1]
    return f"{type(fault).__name__} {fault} at {last.filename.removeprefix(str(ROOT))}:{last.lineno}"


def fault_of(client: Client, request: Request) -> str:
    """What is wrong with the answer; nothing where it is one."""
    try:
        status = send(client, request)
    except Exception as raised:  # whatever it is, the visitor would have seen a 500
        return where(raised)
    return f"{status} of {request.address}" if status >= 500 else ""


@pytest.fixture(autouse=True)
def quiet():
    """A thousand refusals are not worth a line each."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("who", PEOPLE)
def test_every_form_and_parameter_when_sent_anything_then_the_portal_answers(place, who):
    client, targets, names, known = explore(who, *place)
    faults: dict[str, Request] = {}
    sent: set[str] = set()

    @seed(SEED)
    @settings(
        max_examples=EACH,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(requests(targets, names, known), min_size=5, max_size=5))
    def try_all(asked: list[Request]) -> None:
        for request in asked:
            if len(sent) < EACH and repr(request) not in sent:
                sent.add(repr(request))
                fault = fault_of(client, request)
                if fault:
                    faults.setdefault(fault, request)

    try_all()
    print(f"{who}: {len(sent)} requests to {len(targets)} targets")  # noqa: T201 (what a long run has done)
    told = "\n".join(f"{fault}\n    {repr(request)[:1500]}" for fault, request in faults.items())
    assert len(sent) == EACH and not faults, told
