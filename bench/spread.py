"""How many cases are spread over authorities, stages, people and ten years: one row of the plan for each case."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from applications.models import OPEN_STAGES, Application
from bench.originals import TITLE
from registries.models import StageKey as S

YEARS = 10
SHARES = (50, 25, 10, 15)  # of the authorities, in the order in which they were made
# Up to how many days ago a case came in → how likely it is to stand where now.
WHERE = (
    (40, {S.SUBMITTED: 70, S.ASSIGNED: 25, S.DISMISSED: 3, S.WITHDRAWN: 2}),
    (90, {S.SUBMITTED: 10, S.ASSIGNED: 45, S.LEGAL_REVIEW: 35, S.WITHDRAWN: 5, S.DISMISSED: 5}),
    (200, {S.ASSIGNED: 8, S.SPECIFICATION: 40, S.CONFIDENTIALITY_DECISION: 25, S.REFUSED: 7, S.DELIVERY: 20}),
    (400, {S.DELIVERY: 18, S.INVOICE: 10, S.CLOSED: 60, S.REFUSED: 6, S.WITHDRAWN: 4, S.SPECIFICATION: 2}),
    (YEARS * 366, {S.CLOSED: 80, S.REFUSED: 8, S.DISMISSED: 6, S.WITHDRAWN: 6}),
)
ONE_DRAFT_IN = 50
SUBJECTS = (
    "Hjärtinfarkt Stroke Diabetes Astma Demens Höftfraktur Bröstcancer Melanom Depresjon Epilepsi Psoriasis KOL".split()
)
MATTERS = (
    "läkemedel utomhustemperatur inkomst utdanning sömn skiftarbete luftföroreningar kost graviditet alkohol".split()
)
GROUPS = "barn unga äldre brandmän sjuksköterskor asylsökande tvillingar fosterbarn pensionärer studenter".split()
PLACES = "Norrland Skåne Troms Oslo Västerbotten Vestland Gotland Norden Värmland Nordland Halland Innlandet".split()
TOWNS = "Uppsala Lund Umeå Bergen Oslo Tromsø Göteborg Linköping Örebro Stavanger Trondheim Karlstad Gävle Bodø".split()
HOUSES = "universitet universitetssjukhus forskningsinstitutt högskola folkehelsesenter region".split()


@dataclass(frozen=True)
class Original:
    """A case to copy, with what the copies are reckoned from."""

    pk: int
    authority_id: int
    stage: str
    begun: date
    last: date
    pattern: str


@dataclass(frozen=True)
class People:
    """Ids of those who work at each authority, and of the researchers."""

    officers: dict[int, list[int]]
    researchers: range


def originals() -> list[Original]:
    """Every original, by authority."""
    cases = Application.objects.filter(title__startswith=TITLE).select_related("authority").prefetch_related("events")
    made = []
    for case in cases.order_by("authority", "pk"):
        moments = [event.at for event in case.events.all()]
        days = min(moments).date(), max(moments).date()
        made.append(Original(case.pk, case.authority_id, case.stage, *days, case.authority.case_number_pattern))
    return made


def plan(cases: int, people: People, now: datetime | None = None) -> Iterator[tuple]:
    """A row for each case, the oldest first: see COLUMNS."""
    chance, today = random.Random(7), (now or timezone.now()).date()
    known: dict[tuple[int, str], list[Original]] = {}
    for one in originals():
        known.setdefault((one.authority_id, one.stage), []).append(one)
    authorities = sorted({authority for authority, _stage in known})
    shares = [SHARES[place % len(SHARES)] for place in range(len(authorities))]
    sequences: dict[tuple[int, int], int] = {}
    for n in range(1, cases + 1):
        age = round(YEARS * 365 * (1 - n / cases))
        authority = chance.choices(authorities, shares)[0]
        one = _original(chance, known, authority, age)
        shift = min(_weeks((today - timedelta(days=age) - one.begun).days), (today - one.last).days)
        yield _row(n, one, shift, chance, people, sequences)


def _weeks(days: int) -> int:
    """Whole weeks, so that a working day stays one."""
    return days // 7 * 7


def _original(chance: random.Random, known: dict, authority: int, age: int) -> Original:
    """One to copy for a case of this age; where the authority has no such stage, the next one that it has."""
    if age < 400 and chance.randrange(ONE_DRAFT_IN) == 0:
        return chance.choice(known[authority, S.DRAFT])
    stages = next(stages for days, stages in WHERE if age <= days)
    there = {stage: share for stage, share in stages.items() if (authority, stage) in known}
    return chance.choice(known[authority, chance.choices(list(there), list(there.values()))[0]])


COLUMNS = """n bigint, original bigint, is_open boolean, shift int, officer bigint, researcher bigint, case_number text,
    case_year int, case_sequence int, title text, principal text, principal_number text, project bigint"""


def _row(n: int, one: Original, shift: int, chance: random.Random, people: People, sequences: dict) -> tuple:
    officer = chance.choice(people.officers[one.authority_id])
    # Some officers have many more cases than others.
    if chance.random() < 0.05:
        officer = people.officers[one.authority_id][0]
    year = (one.begun + timedelta(days=shift)).year
    number, sequence = "", ""
    if one.stage != S.DRAFT:
        place = (one.authority_id, year)
        sequence = sequences[place] = sequences.get(place, 0) + 1
        number = one.pattern.format(seq=sequence, year=year)
    title = (
        f"{chance.choice(SUBJECTS)} och {chance.choice(MATTERS)} hos {chance.choice(GROUPS)} i {chance.choice(PLACES)} "
        f"{1990 + n % 15}–{2006 + n % 19}, studie {chance.randrange(10**6):06}"
    )
    place = chance.randrange(len(TOWNS) * len(HOUSES))
    principal = f"{TOWNS[place % len(TOWNS)]} {HOUSES[place // len(TOWNS)]}"
    # Each third case belongs to the project of the one before it.
    project = n - 1 if n % 3 == 0 else n
    researcher = people.researchers[(project * 7919) % len(people.researchers)]
    year_or_none = year if number else ""
    is_open = one.stage in OPEN_STAGES
    number_of = f"{556000 + place}-{1000 + place}"
    return (
        n, one.pk, is_open, shift, officer, researcher, number, year_or_none, sequence, title, principal, number_of, project,
    )  # fmt: skip
