"""The cases of a choice: all of them, or one page.

Each part of a choice lies at one authority and is open or ended as a whole, so that an index gives it in its order; a
page takes the first ones of every part and sorts those few. See docs/decisions/0017-the-queue-reads-in-parts.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from django.db import connection
from django.db.models import Aggregate, CharField, F, OuterRef, Prefetch, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, StrIndex

from applications.findable import parts_to_find
from applications.models import Application, CaseWords
from portal.base.clock import today
from portal.base.prepared import PreparedInstances
from registries.models import Registry, Stage
from reviews.flags import COLUMN as FLAGS
from reviews.flags import FlagsOfCase
from reviews.queue.choice import Choice
from reviews.queue.filters import FILTERS, Where
from reviews.queue.views import VIEWS
from reviews.stand_in import SOMEWHERE, Shape, shape_of, stand_in
from reviews.workplace import Workplace

PAGE = 50
WORDS_LIMIT = 200  # words that more cases hold are common
# What a line of the queue shows.
SHOWN = ("public_id", "case_number", "title", "stage", "waiting_for", "deadline_on", "kind", "principal_name")
KEYS = ("authority_id", "procedure_id", "officer_id", "case_year", "case_sequence")
DAYS = ("submitted_at", "demand_until", "notice_due_on")
COUNTED = ("queue_days", "handling_days")


@dataclass(frozen=True)
class Part:
    """Cases of a choice that are open, or that have ended."""

    cases: QuerySet
    is_open: bool

    def holding(self, words: str) -> QuerySet:
        """Those that hold every word. Few are looked for, so that the index of the words is asked first."""
        found = CaseWords.objects.filter(is_open=self.is_open).holding(words)
        return self.cases.filter(pk__in=found.values("pk"))

    def holding_common(self, words: str) -> QuerySet:
        """The same, where many do: case after case is read in its order until there are enough.

        Said by the place of the word (`StrIndex`), of which PostgreSQL expects that it is found in every third text: of
        `LIKE` it expects that next to nothing is found, and would read and sort all cases.
        """
        text = CaseWords.objects.filter(pk=OuterRef("pk")).values("text")
        places = {f"place_{number}": part for number, part in enumerate(parts_to_find(words))}
        cases = self.cases.annotate(found_in=Subquery(text))
        cases = cases.alias(**{name: StrIndex("found_in", Value(part)) for name, part in places.items()})
        return cases.filter(**{f"{name}__gt": 0 for name in places})


@dataclass(frozen=True)
class Page:
    """One page of cases, and where the next one begins ("" on the last).

    `found`: how many there are, as it is shown ("17", "50+"), where words were looked for and that is known; `to_count`
    are the parts to count where it is not.
    """

    cases: list[Application]
    after: str
    found: str | None = None
    to_count: Sequence[Part] = ()


def parts_of(choice: Choice, where: Where, authorities: Iterable[int] = ()) -> list[Part]:
    """The cases of a choice in parts, whatever its words are; each of one authority where these are named."""
    parts = []
    for authority_id in list(authorities) or [None]:
        desk = where.desk(authority_id)
        parts.append(Part(choice.view.cases(desk, where.user), choice.view.is_open))
        if choice.view.also:
            parts.append(Part(choice.view.also(desk, where.user), is_open=False))
    for key, value in choice.filters.items():
        parts = [Part(FILTERS[key].cases(part.cases, value, where), part.is_open) for part in parts]
    return parts


def together(querysets: list[QuerySet]) -> QuerySet:
    """The keys of several querysets, each perhaps cut off, as one that stands behind `pk__in`."""
    keys = [cases.values("pk") for cases in querysets]
    if len(keys) == 1:
        return keys[0]
    if connection.features.supports_slicing_ordering_in_compound:
        return keys[0].union(*keys[1:], all=True)
    any_of = Q()
    for one in keys:
        any_of |= Q(pk__in=one)
    return Application.objects.filter(any_of).values("pk")


def chosen_cases(choice: Choice, where: Where) -> QuerySet:
    """All cases of a choice, in no order."""
    parts = parts_of(choice, where)
    return chosen_of([Part(part.holding(choice.words), part.is_open) for part in parts] if choice.words else parts)


def chosen_of(parts: list[Part]) -> QuerySet:
    """The cases of all parts, in no order."""
    found = [part.cases for part in parts]
    return found[0] if len(found) == 1 else Application.objects.filter(pk__in=together(found))


def page_of(choice: Choice, where: Where) -> Page:
    """One page of the cases of a choice, in its order, in one query; in three where words are looked for."""
    if choice.begins_a_view:
        return _page(_begin(choice, where), choice)
    parts = parts_of(choice, where, where.place.authorities)
    return _page_of_words(parts, choice, where) if choice.words else _page(list(_first(parts, choice)), choice)


def _page(rows: list[Application], choice: Choice, found: str | None = None) -> Page:
    if len(rows) <= PAGE:
        return Page(rows, "", found)
    return Page(rows[:PAGE], choice.sorted.place(rows[PAGE - 1]), found)


def _page_of_words(parts: list[Part], choice: Choice, where: Where) -> Page:
    """One page of the cases that hold words, and how many there are.

    Words that few cases hold are found by their index, and all is known of them. Where many hold them cases are read in
    their order until the page is full, and nobody counts how many there are.
    """
    keys = _keys_holding(parts, choice.words, where)
    are_few = not are_common(len(keys))
    if are_few:
        parts = [Part(part.cases.filter(pk__in=keys), part.is_open) for part in parts]
    else:
        parts = [Part(part.holding_common(choice.words), part.is_open) for part in parts]
    rows = list(_first(parts, choice))
    if not choice.after and len(rows) <= PAGE:
        return _page(rows, choice, str(len(rows)))
    return replace(_page(rows, choice), found=None if are_few else f"{PAGE}+", to_count=parts if are_few else ())


def _keys_holding(parts: list[Part], words: str, where: Where) -> list[int]:
    """The keys of cases at the workplace that hold the words, whatever else was chosen; one more of common ones."""
    some = [some_holding(words, where, is_open=is_open) for is_open in {part.is_open for part in parts}]
    return [row["pk"] for row in together(some)][: WORDS_LIMIT + 1]


def are_common(number: int) -> bool:
    """Whether words are common, of which so many cases were found by `some_holding`."""
    return number > WORDS_LIMIT


def some_holding(words: str, where: Where, *, is_open: bool) -> QuerySet:
    """The keys of some cases at the workplace that hold the words: all of them, unless WORDS_LIMIT is not enough.

    Asked of the words alone: beside other conditions PostgreSQL would gather all that hold them before it stops.
    """
    here = CaseWords.objects.filter(authority__in=where.place.authorities, is_open=is_open)
    return here.holding(words).order_by().values("pk")[: WORDS_LIMIT + 1]


def _first(parts: list[Part], choice: Choice) -> QuerySet[Application]:
    """The first cases behind the place where the page begins, and one more."""
    order = choice.sorted
    pieces = [piece for part in parts for piece in order.behind(part.cases, choice.after)]
    keys = together([piece.order_by(*order.by)[: PAGE + 1] for piece in pieces])
    beside = {FLAGS: FlagsOfCase(), "officer_name": F("officer__name")}
    if "registries" in choice.columns:
        beside["registry_ids"] = Subquery(_registry_ids())
    cases = Application.objects.filter(pk__in=keys).annotate(**beside)
    return cases.only(*SHOWN, *KEYS, *DAYS, *COUNTED).order_by(*order.by)[: PAGE + 1]


def _begin(choice: Choice, where: Where) -> list[Application]:
    """The same for the first page of a view, which is asked for most: its statement is kept (decision 0024)."""
    shape, numbers = shape_of(where.user)
    here = tuple(place for place in SOMEWHERE[: len(shape)] if numbers[place] in where.place.authorities)
    said = (choice.view.key, choice.sort, "registries" in choice.columns)
    return _beginning(shape, here, said, today()).instances(numbers)


@lru_cache(maxsize=512)
def _beginning(shape: Shape, here: tuple[int, ...], said: tuple[str, str, bool], day: date) -> PreparedInstances:
    """The statement for whoever has this shape and works at `here`.

    `said`: view, order, and whether registries are shown; `day`: views speak of what is late.
    """
    view, sort, with_registries = said
    choice = Choice(VIEWS[view], sort=sort, columns=("registries",) if with_registries else ())
    return PreparedInstances(_first(parts_of(choice, Where(stand_in(shape), Workplace(())), here), choice))


class Joined(Aggregate):
    """Texts of several rows in one, with commas between them."""

    function = "STRING_AGG"
    output_field = CharField()

    def as_sqlite(self, compiler, connection, **context):
        """SQLite calls it otherwise."""
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)


def _registry_ids() -> QuerySet:
    """The registries of a case by number, "1,2"."""
    through = Application.registries.through.objects.filter(application=OuterRef("pk")).order_by()
    return (
        through.values("application").annotate(ids=Joined(Cast("registry_id", TextField()), Value(","))).values("ids")
    )


def with_row_facts(cases: QuerySet) -> QuerySet:
    """Cases of any list with what a row shows: authority, officer, registries, what the procedure calls the stage."""
    stage = Stage.objects.filter(procedure=OuterRef("procedure"), key=OuterRef("stage"))
    return (
        cases.select_related("authority", "officer")
        .prefetch_related(Prefetch("registries", Registry.objects.defer("description", "search_text")))
        .annotate(own_stage_name=Subquery(stage.values("name")[:1]), **{FLAGS: FlagsOfCase()})
    )
