"""The pages of the desk: the queue in its views, with filters and words, the case with its tabs, statistics."""

import random
import re
from itertools import zip_longest
from uuid import UUID

from django.db.models import QuerySet
from django.urls import Resolver404, resolve, reverse

from applications.models import ENDED_STAGES, OPEN_STAGES, Application
from bench.meter import FLOOR, Browser, page
from bench.people import DOMAIN
from portal.accounts.models import User
from registries.models import Authority, StageKey
from reviews.case_page import TABS
from reviews.queue.views import VIEWS

DESK = "/desk/"
FAR = 200
SAMPLE = 120  # so many cases of a stage are opened in turns, at most
FRAME, ROWS = "desk-side", "data-queue"
EACH_STAGE = 16  # so many rounds meet a case of each stage
ENOUGH = 10_000  # so many cases that each choice of filters leaves some
NEXT = re.compile(r'href="([^"]*)" rel="next"')
FILTERED = {
    "stage and registry": "view=open&stage=delivery&registry={registry}",
    "late, of an officer's, in a stage": "view=open&overdue=yes&officer=me&stage=specification",
    "ended, principal, came in between": "view=ended&principal=uppsala&from=2018-01-01&to=2021-12-31",
    "ended in a registry": "view=ended&registry={registry}",
    "sorted by principal": "view=open&sort=principal",
}
WORDS = {
    "a common word": "höftfraktur",
    "two words": "melanom troms",
    "a word and half a number": "studie 0041",
    "a principal": "{principal}",
    "one study": "{title}",
    "words that nothing holds": "zzzzzz",
}
# The pages of statistics, as far as they are there.
STATISTICS = ("/desk/statistics/", "/statistics/")


def the_officer(name: str = "coordinator0") -> User:
    """Somebody at the largest authority: a coordinator who is a case officer too, with more cases than others."""
    authority = Authority.objects.filter(applications__isnull=False).order_by("pk").first()
    return User.objects.get(email=f"{name}-{authority.slug}@{DOMAIN}")


def queue(browser: Browser, cases: int) -> None:
    """The first page and one far behind, each view, and three choices of filters."""
    page(browser, "queue: first page", cases, [f"{DESK}?view=open"], ROWS)
    address, number = _far(browser)
    page(browser, "queue: page 200", cases, [address], ROWS, page=number)
    for key in VIEWS:
        page(browser, f"queue: view {key}", cases, [f"{DESK}?view={key}"], FRAME)
    registry = _desk(browser).filter(stage=StageKey.DELIVERY).order_by("-pk").first().registries.first().slug
    for name, filters in FILTERED.items():
        holds = ROWS if cases >= ENOUGH else FRAME
        page(browser, f"queue: {name}", cases, [f"{DESK}?{filters.format(registry=registry)}"], holds)


def _desk(browser: Browser) -> QuerySet[Application]:
    return Application.objects.on_desk_of(browser.user)


def _far(browser: Browser) -> tuple[str, int]:
    """The address of the 200th page of the ended cases, walked to as people would; or of the last one."""
    address = f"{DESK}?view=ended"
    for number in range(1, FAR):
        found = NEXT.search(browser.get(address).body)
        if not found:
            return address, number
        address = DESK + found[1].replace("&amp;", "&")
    return address, FAR


def words(browser: Browser, cases: int) -> None:
    """Words in the queue, in all views that hold many cases."""
    title = _desk(browser).order_by("-pk")[17].title.rpartition(" ")[2]
    # One that has an open case with few cases too: where nothing is found, nothing more is asked.
    principal = _desk(browser).filter(stage__in=OPEN_STAGES).order_by("-pk").first().principal_name
    for name, asked in WORDS.items():
        for view in ("open", "ended"):
            address = f"{DESK}?view={view}&q={asked.format(title=title, principal=principal).replace(' ', '+')}"
            page(browser, f"words: {name}, {view}", cases, [address], FRAME)


def case(browser: Browser, cases: int) -> None:
    """Each tab: every round opens another case."""
    chance, desk = random.Random(11), _desk(browser)
    newest = desk.order_by("-pk").first().pk
    anywhere = chance.sample(range(newest - cases + 1, newest + 1), min(cases, SAMPLE))
    ended = [desk.filter(stage=stage, pk__in=anywhere) for stage in ENDED_STAGES]
    in_stage = {stage: desk.filter(stage=stage).order_by("-pk") for stage in OPEN_STAGES}
    any_stage = _in_turns([*in_stage.values(), *ended])
    for name, _label, stage in TABS:
        of_stage = stage and stage != StageKey.LEGAL_REVIEW
        found = _in_turns([in_stage[stage]]) if of_stage else any_stage
        addresses = [reverse(name, args=[one]) for one in found]
        page(browser, f"case: {name}", cases, addresses, "page-case", at_least=EACH_STAGE)


def _in_turns(parts: list[QuerySet[Application]]) -> list[UUID]:
    """Cases of each part in turns. A tab asks more in some stages than in others: few rounds have to meet them all."""
    found = [part.values_list("public_id", flat=True)[:SAMPLE] for part in parts]
    return [one for row in zip_longest(*found) for one in row if one]


def people(browser: Browser, cases: int) -> None:
    """What everybody sees: the empty page beside itself, and the list of everything that waits."""
    page(browser, "frame: empty page", cases, [FLOOR])
    page(Browser(the_officer("everything0"), browser.rounds), "frame: empty page, with every role", cases, [FLOOR])
    page(browser, "to do", cases, ["/todo/"])


def statistics(browser: Browser, cases: int) -> None:
    """Pages of statistics that are there."""
    for address in STATISTICS:
        try:
            resolve(address)
        except Resolver404:
            continue
        page(browser, f"statistics: {address}", cases, [address])
