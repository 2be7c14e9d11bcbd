"""What one chooses with in the queue: fields of filters, chips to take one away, heads of columns to sort by."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews.queue.choice import Choice
from reviews.queue.columns import COLUMNS, Column
from reviews.queue.filters import FILTERS, Choices
from reviews.queue.options import Options
from reviews.queue.orders import ORDERS, Sorted, orders_of

AT_ONCE = ("registry", "stage")  # the filters beside the words; the others are behind “More filters”
MOST_OFFICERS = 5
ALL = {"registry": gettext_lazy("All registries"), "stage": gettext_lazy("All stages")}


@dataclass(frozen=True)
class Control:
    """A field of the form of filters: something to choose, a text, or a day."""

    key: str
    label: object
    value: str
    choices: Choices | None
    is_day: bool
    every: object  # what stands for not choosing anything


@dataclass(frozen=True)
class Chip:
    """A filter that is on, and the address without it."""

    label: object
    said: str
    url: str


@dataclass(frozen=True)
class Head:
    """The head of a column: where it leads to sort by it, and how it is sorted now (as ARIA says it)."""

    key: str
    label: object
    url: str = ""
    sorted: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class OfficerFound:
    """An officer whose name holds the words, and the address of that officer's cases."""

    name: str
    url: str


def officers_found(choice: Choice, options: Options) -> list[OfficerFound]:
    """Officers whom the words name. They are no words of a case, and are known here already: no query more."""
    words = choice.words.casefold().split()
    if not words or "officer" in choice.filters:
        return []
    named = [one for one in options.officers if all(word in one.name.casefold() for word in words)]
    return [
        OfficerFound(one.name, choice.but(words="", filters={**choice.filters, "officer": one.value}).address())
        for one in named[:MOST_OFFICERS]
    ]


def controls(choice: Choice, options: Options) -> tuple[list[Control], list[Control]]:
    """The fields beside the words, and the others. A filter that has nothing to choose from here is left out."""
    made = []
    for key, one in FILTERS.items():
        offered = one.choices(options) if one.choices else None
        if offered != []:
            every = ALL.get(key, _("All"))
            made.append(Control(key, one.label, choice.filters.get(key, ""), offered, one.is_day, every))
    return [one for one in made if one.key in AT_ONCE], [one for one in made if one.key not in AT_ONCE]


def chips(choice: Choice, options: Options) -> list[Chip]:
    """Everything that narrows the view, each to be taken away."""
    made = [Chip(_("Search words"), choice.words, choice.without("q").address())] if choice.words else []
    for key, value in choice.filters.items():
        one = FILTERS[key]
        made.append(Chip(one.label, one.said(value, options), choice.without(key).address()))
    return made


def columns_of(choice: Choice) -> list[Column]:
    """The columns that are chosen."""
    return [COLUMNS[key] for key in choice.columns]


def heads(choice: Choice) -> list[Head]:
    """The heads of the table: number and study, then the columns that are chosen."""
    study = _("Study, principal") if choice.view.key == "mine" else _("Study, principal, case officer")
    made = [_head(choice, "number", _("Case"), "number", is_number=True), Head("study", study)]
    made += [_head(choice, one.key, one.label, one.sort, is_number=one.is_number) for one in columns_of(choice)]
    return made


def _head(choice: Choice, key: str, label, sort: str, *, is_number: bool) -> Head:
    order = ORDERS.get(sort)
    if order not in orders_of(choice.view):
        return Head(key, label, is_number=is_number)
    now = choice.sorted
    is_now = now.order == order
    said = ("descending" if now.descending else "ascending") if is_now else ""
    wanted = now.turned if is_now else Sorted(order, descending=False)
    return Head(key, label, choice.but(sort=wanted.key).address(), said, is_number)


def orders_offered(choice: Choice) -> Choices:
    """What can be sorted by, in both directions; each as (value, label, whether it is so now)."""
    both = (Sorted(order, descending) for order in orders_of(choice.view) for descending in (False, True))
    return [(one.key, one.label, one == choice.sorted) for one in both]


def columns_offered(choice: Choice, options: Options) -> list[tuple[str, object, bool]]:
    """The columns to choose from: (value, label, is it shown). That of the authority, where there are several."""
    left_out = set() if options.authorities else {"authority"}
    return [(key, one.label, key in choice.columns) for key, one in COLUMNS.items() if key not in left_out]
