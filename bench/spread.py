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
SUBJECTS = ["Hjärtinfarkt", "Stroke", "Diabetes", "Astma", "Demens", "Höftfraktur", "Melanom", "Depresjon", "KOL"]
MATTERS = ["läkemedel", "utomhustemperatur", "inkomst", "utdanning", "sömn", "skiftarbete", "luftföroreningar", "kost"]
GROUPS = ["barn", "unga", "äldre", "brandmän", "sjuksköterskor", "asylsökande", "tvillingar", "fosterbarn", "studenter"]
PLACES = ["Norrland", "Skåne", "Troms", "Oslo", "Västerbotten", "Vestland", "Gotland", "Norden", "Värmland", "Halland"]
TOWNS = ["Uppsala", "Lund", "Umeå", "Bergen", "Oslo", "Tromsø", "Göteborg", "Linköping", "Örebro", "Stavanger", "Bodø"]
HOUSES = ["universitet", "universitetssjukhus", "forskningsinstitutt", "högskola", "folkehelsesenter", "region"]


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


COLUMNS = """n bigint, original bigint, is_open boolean, shift int, officer bigint, researcher bigint, case_number text,
    case_year int, case_sequence int, title text, principal text, principal_number text, project bigint"""


class Plan:
    """The plan for so many cases, the oldest first; the same for everybody who asks for as many."""

    def __init__(self, cases: int, people: People, now: datetime | None = None):
        self.cases, self.people, self.chance = cases, people, random.Random(7)
        self.today = (now or timezone.now()).date()
        self.known: dict[tuple[int, str], list[Original]] = {}
        for one in originals():
            self.known.setdefault((one.authority_id, one.stage), []).append(one)
        self.authorities = sorted({authority for authority, _stage in self.known})
        self.shares = [SHARES[place % len(SHARES)] for place in range(len(self.authorities))]
        self.sequences: dict[tuple[int, int], int] = {}

    def rows(self) -> Iterator[tuple]:
        """A row for each case: see COLUMNS."""
        for n in range(1, self.cases + 1):
            age = round(YEARS * 365 * (1 - n / self.cases))
            one = self._original(self.chance.choices(self.authorities, self.shares)[0], age)
            begun = self.today - timedelta(days=age)
            shift = min((begun - one.begun).days // 7 * 7, (self.today - one.last).days)  # a working day stays one
            yield self._row(n, one, shift)

    def _original(self, authority: int, age: int) -> Original:
        """One to copy for a case of this age, of the stages that the authority has."""
        if age < 400 and self.chance.randrange(ONE_DRAFT_IN) == 0:
            return self.chance.choice(self.known[authority, S.DRAFT])
        stages = next(stages for days, stages in WHERE if age <= days)
        there = {stage: share for stage, share in stages.items() if (authority, stage) in self.known}
        return self.chance.choice(self.known[authority, self.chance.choices(list(there), list(there.values()))[0]])

    def _row(self, n: int, one: Original, shift: int) -> tuple:
        number, year, sequence = self._number(one, (one.begun + timedelta(days=shift)).year)
        place = self.chance.randrange(len(TOWNS) * len(HOUSES))
        principal = f"{TOWNS[place % len(TOWNS)]} {HOUSES[place // len(TOWNS)]}"
        project = n - 1 if n % 3 == 0 else n  # each third case belongs to the project of the one before it
        researcher = self.people.researchers[(project * 7919) % len(self.people.researchers)]
        case = (n, one.pk, one.stage in OPEN_STAGES, shift, self._officer(one.authority_id), researcher)
        numbered = (number, year, sequence, self._title(n), principal, f"{556000 + place}-{1000 + place}", project)
        return case + numbered

    def _officer(self, authority: int) -> int:
        """Some officers have many more cases than others."""
        officers = self.people.officers[authority]
        return officers[0] if self.chance.random() < 0.05 else self.chance.choice(officers)

    def _number(self, one: Original, year: int) -> tuple:
        if one.stage == S.DRAFT:
            return "", "", ""
        place = (one.authority_id, year)
        sequence = self.sequences[place] = self.sequences.get(place, 0) + 1
        return one.pattern.format(seq=sequence, year=year), year, sequence

    def _title(self, n: int) -> str:
        subject, matter, group, place = (self.chance.choice(words) for words in (SUBJECTS, MATTERS, GROUPS, PLACES))
        years = f"{1990 + n % 15}–{2006 + n % 19}"
        return f"{subject} och {matter} hos {group} i {place} {years}, studie {self.chance.randrange(10**6):06}"
