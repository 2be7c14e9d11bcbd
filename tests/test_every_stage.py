"""The walk: everybody comes with every deed, and knocks at every address, at every stage; the table decides.

What is refused writes nothing. The doorway is tried whole. Of the addresses the ordinary run takes every ninth knock:
everybody tries each of them at some stage, and each stage sees some of everybody. WALK=whole tries them all.
"""

import logging
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse

from applications.management.commands.write_permissions import PLACE, page
from applications.models import Application
from applications.permission_table import DEEDS
from applications.problems import NotAllowed, NotReady
from applications.workflow import perform, require
from registries.models import StageKey
from reviews.actions import decision
from reviews.views.page import CasePage
from reviews.views.steps import STEPS
from tests.factories.cast import Persona, make_cast
from tests.factories.world import MONDAY, World, make_world
from tests.test_every_address import own_patterns

pytestmark = pytest.mark.once
ON_THE_WAY = [stage for stage in StageKey if stage not in ("archived", "withdrawn", "dismissed", "refused")]


def to_its_end(world: World, stage: str) -> Application:
    """A case on the way to an end: the last step to it is taken once everybody is there."""
    before = {
        "archived": "closed",
        "withdrawn": "assigned",
        "dismissed": "assigned",
        "refused": "confidentiality_decision",
    }
    return world.case_at(before[stage])


def end(world: World, case: Application, stage: str) -> None:
    """Take the last step."""
    if stage == "archived":
        perform("archive", application_id=case.pk, by=world.administrator, at=MONDAY + timedelta(days=5000))
    elif stage == "withdrawn":
        perform("withdraw", application_id=case.pk, by=world.researcher, at=MONDAY)
    elif stage == "dismissed":
        decision.dismiss(by=world.officer, application_id=case.pk, because="incomplete", reason="It is not whole.")
    else:
        world.refuse(case)


@pytest.fixture(params=list(StageKey))
def stage(request) -> str:
    return request.param


@pytest.fixture
def standing(db, stage) -> Iterator[tuple[World, Application, list[Persona]]]:
    """A case at a stage with everybody around it."""
    with time_machine.travel(MONDAY, tick=False):
        world = make_world()
        case = world.case_at(stage) if stage in ON_THE_WAY else to_its_end(world, stage)
        cast = make_cast(world, case)
        if stage not in ON_THE_WAY:
            end(world, case, stage)
        case = world.fresh(case)
        assert case.stage == stage
        yield world, case, cast


def outcome_of(name: str, user, case: Application) -> str:
    """What the doorway says when somebody comes with a deed."""
    try:
        require(name, user, case)
    except NotAllowed:
        return "not allowed"
    except NotReady:
        return "not at this stage"
    return "open"


def test_every_deed_when_everybody_comes_with_it_at_every_stage_then_the_doorway_says_what_the_table_says(standing):
    world, case, cast = standing
    for persona in cast:
        if persona.user is None:
            continue
        user, case = type(persona.user).objects.get(pk=persona.user.pk), world.fresh(case)
        told = {name: outcome_of(name, user, case) for name in DEEDS}
        assert told == {name: persona.outcome(name, case) for name in DEEDS}, persona.name


def test_every_transition_when_it_is_not_open_to_somebody_then_the_case_stays_as_it_is(standing):
    world, case, cast = standing
    before = (case.stage, case.version)
    for persona in cast:
        for name, deed in DEEDS.items():
            if persona.user is None or not deed.is_transition or persona.outcome(name, case) == "open":
                continue
            refusal = NotReady if persona.may(name, case) else NotAllowed
            with pytest.raises(refusal), transaction.atomic():
                perform(name, application_id=case.pk, by=persona.user)
    case = world.fresh(case)
    assert (case.stage, case.version) == before


# --- addresses ------------------------------------------------------------------------------------------------------

# What a team's pages of a case ask for: to be looked at, and to be posted to. "-" has no such method.
TEAM = """
application_page           read  -
application_form_start     read  -
application_form           read  edit
application_review         read  submit
application_newer_form     read  edit
rows_template              read  -
rows_import                -     edit
presence_tell              -     edit
attachment_add             -     edit
attachment_remove          -     edit
attachment_download        read  -
document_download          read  -
message_write              -     write_as_applicant
completion_answer          -     write_as_applicant
specification_accept       -     accept_specification
specification_decline      -     accept_specification
delivery_complain          -     write_as_applicant
duty_attest                -     write_as_applicant
decision_demand            -     write_as_applicant
application_withdraw       -     withdraw
"""
TEAM_PAGES = {name: (look, post) for name, look, post in (line.split() for line in TEAM.strip().splitlines())}
# Pages of the desk that are no CasePage, whose forms tell themselves what they ask for.
DESK_PAGES = {
    "desk_panel": "read_on_desk",
    "desk_price": "read_on_desk",
    "desk_specification_preview": "read_on_desk",
    "desk_decision_preview": "read_on_desk",
    "desk_invoice_preview": "read_on_desk",
    "desk_attachment": "read_on_desk",
    "desk_attachment_view": "read_on_desk",
    "desk_document": "read_on_desk",
}
PAGES = {
    pattern.name: (pattern.callback, keys) for pattern, keys in own_patterns(get_resolver()) if "public_id" in keys
}
DEEDS_OF = {
    name: getattr(view, "view_class", None).deeds
    for name, (view, _keys) in PAGES.items()
    if issubclass(getattr(view, "view_class", object), CasePage)
}


def address(name: str, case: Application, step: str = "conflict") -> str:
    """The address of a page of a case; of a row that the case does not have, one that leads nowhere."""
    rows = {"delivery": case.deliveries, "duty": case.duties}
    files = {"attachment": case.attachments, "document": case.documents}
    parts = {key: getattr(found.first(), "pk", 0) for key, found in rows.items()}
    for key, found in files.items():
        parts[key] = parts[f"{key}_id"] = getattr(found.first(), "public_id", case.public_id)
    parts |= {"public_id": case.public_id, "step": step, "section": "study", "question": "registries"}
    parts |= {"rule": "approval", "kind": "decision", "number": 1, "ending": "csv"}
    return reverse(name, kwargs={key: parts[key] for key in PAGES[name][1]})


def pages_of_a_case(case: Application) -> set[str]:
    """The names of all addresses that begin with a case's."""
    roots = (f"/applications/{case.public_id}/", f"/desk/cases/{case.public_id}/")
    known = {}
    for name, (_view, _keys) in PAGES.items():
        with suppress(KeyError):  # a part that no page of a case has
            known[name] = address(name, case)
    return {name for name, path in known.items() if path.startswith(roots)}


@dataclass(frozen=True)
class Knock:
    """One request: who may send it, by the name of a row; `seen` is what the page asks for to be there at all."""

    address: str
    name: str
    method: str
    seen: str
    asks: str
    do: str = ""


def knocks(case: Application) -> Iterator[Knock]:
    """Every request that the tables know, at a case."""
    for name, (look, post) in TEAM_PAGES.items():
        if look != "-":
            yield Knock(address(name, case), name, "get", look, look)
        if post != "-":
            yield Knock(address(name, case), name, "post", "read", post)
    for name, look in DESK_PAGES.items():
        yield Knock(address(name, case), name, "get", look, look)
    for name, deeds in DEEDS_OF.items():
        if name != "desk_step":
            yield Knock(address(name, case), name, "get", "read_on_desk", "read_on_desk")
            for do, deed in deeds.items():
                yield Knock(address(name, case), name, "post", "read_on_desk", deed.permission, do)
    for step, deed in STEPS.items():
        yield Knock(address("desk_step", case, step), "desk_step", "get", "read_on_desk", deed.permission, step)
        yield Knock(address("desk_step", case, step), "desk_step", "post", "read_on_desk", deed.permission, step)


@contextmanager
def written() -> Iterator[list[str]]:
    """The statements that write something other than a session."""
    said = []

    def note(execute, sql, params, many, context):
        is_looking = "django_session" in sql or '"read_at"' in sql  # who looks at messages has read them
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and not is_looking:
            said.append(sql[:120])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield said


def is_open(knock: Knock, persona: Persona, case: Application) -> bool:
    """Whether the table lets the person through. At other stages the page of a step can be seen: it says why not."""
    if persona.user is None or persona.outcome(knock.seen, case) != "open":
        return False
    at_this_stage = persona.outcome(knock.asks, case) == "open"
    return at_this_stage or (knock.method == "get" and persona.may(knock.asks, case))


def expected(knock: Knock, persona: Persona, case: Application) -> set[int]:
    """The answers that agree with the table. 404 for an outsider, 403 for a colleague, 409 at another stage."""
    if persona.user is None:
        return {302}
    if persona.outcome(knock.seen, case) != "open":
        leads_on = knock.name == "application_page" and persona.outcome("read_on_desk", case) == "open"
        return {302} if leads_on else {403, 404}
    if not persona.may(knock.asks, case):
        return {403, 404} if knock.name in ABOUT_A_ROW else {403}
    return OPEN if is_open(knock, persona, case) else {302, 404, 409, 422}


OPEN = {200, 302, 404, 409, 422}
SHARE = 9
# What looks for a row first, which the case may not have: a file, a delivery, a draft.
ABOUT_A_ROW = {"rows_import", "attachment_add", "attachment_remove", "delivery_complain", "duty_attest"}
ABOUT_A_ROW |= {"desk_specification_variables"}
SURE = {"sure": "yes", "sure_demand": "yes", "stated": "yes"}


def share_of_the_walk(case: Application, cast: list[Persona]) -> Iterator[tuple[Persona, Client, Knock]]:
    """Who knocks where; all of it, or every ninth."""
    step = 1 if os.environ.get("WALK") == "whole" else SHARE
    first = list(StageKey).index(case.stage)
    for persona in cast:
        browser = persona.client()
        for number, knock in enumerate(knocks(case), first):
            if number % step == 0:
                yield persona, browser, knock
        first += 1


def typed(case: Application, knock: Knock) -> dict:
    return SURE | {"do": knock.do, "expected_version": case.version}


@pytest.fixture
def unlogged() -> Iterator[None]:
    """Thousands of refusals, each with its trace, are of no use to anybody."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.usefixtures("unlogged")
def test_every_address_when_everybody_knocks_at_every_stage_then_the_answer_is_the_tables(standing, record_property):
    _world, case, cast = standing
    differs, tried = [], Counter()
    for persona, browser, knock in share_of_the_walk(case, cast):
        with transaction.atomic(), written() as statements:
            words = typed(case, knock) if knock.method == "post" else {}
            answer = getattr(browser, knock.method)(knock.address, words)
            transaction.set_rollback(True)
        tried[knock.method] += 1
        wanted = expected(knock, persona, case)
        if answer.status_code not in wanted or (statements and not is_open(knock, persona, case)):
            differs.append((persona.name, knock.method, knock.name, knock.do, answer.status_code, wanted, statements))
    record_property("tried", dict(tried))
    assert not differs, "\n".join(map(str, differs[:60]))


def test_permissions_page_when_made_from_the_table_then_is_the_one_that_is_kept():
    assert (settings.BASE_DIR / PLACE).read_text() == page(), "Run manage.py write_permissions."


def test_pages_of_a_case_when_walked_then_each_stands_in_a_table(db):
    with time_machine.travel(MONDAY, tick=False):
        case = make_world().case_at("closed")
    known = {*TEAM_PAGES, *DESK_PAGES, *DEEDS_OF}
    assert pages_of_a_case(case) == known, (
        "A page of a case is new, or gone: TEAM and DESK_PAGES say what each asks for."
    )
