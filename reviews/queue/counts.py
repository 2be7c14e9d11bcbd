"""How many cases each view holds: one query for the standing ones, one for whatever else is counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Expression
from django.db.models.functions import Greatest

from applications.models import CaseWords
from portal.accounts.models import User
from portal.base.clock import today
from portal.base.prepared import Prepared
from reviews.counting import CountUpTo, capped
from reviews.models import SavedView
from reviews.queue.cases import Page, Part, are_common, parts_of, some_holding
from reviews.queue.choice import Choice
from reviews.queue.filters import Where
from reviews.queue.views import VIEWS
from reviews.stand_in import Shape, shape_of, stand_in
from reviews.workplace import Workplace


@dataclass(frozen=True)
class Entry:
    """A view in the list of views. `saved` is there for one that somebody saved."""

    label: str
    url: str
    count: str
    is_current: bool
    saved: SavedView | None = None


def _number_in(parts: Sequence[Part]) -> Expression:
    counts = [CountUpTo(part.cases) for part in parts]
    return sum(counts[1:], start=counts[0])


def _of_saved(view: SavedView, choice: Choice, where: Where) -> dict[str, Expression]:
    """The columns that count a saved view; where it looks for words, also how many cases were looked at."""
    parts = parts_of(choice, where)
    if not choice.words:
        return {f"saved_{view.pk}": _number_in(parts)}
    some = [(part, some_holding(choice.words, where, is_open=part.is_open)) for part in parts]
    among = [Part(part.cases.filter(pk__in=keys), part.is_open) for part, keys in some]
    seen = [CountUpTo(CaseWords.objects.filter(pk__in=keys)) for _part, keys in some]
    return {f"saved_{view.pk}": _number_in(among), f"seen_{view.pk}": Greatest(*seen, 0)}


def _count_of_saved(view: SavedView, counts: dict[str, int]) -> str:
    """As it is shown: "17", "500+"; of words that too many cases hold, at least how many were seen, "" for none."""
    number = counts[f"saved_{view.pk}"]
    if are_common(counts.get(f"seen_{view.pk}", 0)):
        return f"{number}+" if number else ""
    return capped(number)


@lru_cache(maxsize=256)
def _standing_views(shape: Shape, day: date) -> Prepared:
    """The statement that counts the standing views for whoever has this shape, on a day."""
    where = Where(stand_in(shape), Workplace(()))
    columns = {f"count_{key}": _number_in(parts_of(Choice(view=view), where)) for key, view in VIEWS.items()}
    return Prepared(User.objects.filter(pk=where.user.pk).values(**columns))


def count_views(
    choice: Choice, page: Page, saved: Sequence[tuple[SavedView, Choice]], where: Where
) -> tuple[list[Entry], list[Entry], str]:
    """The standing views, the saved ones, and the count of what is chosen.

    A standing view that the person's authorities have no use for is left out, unless it holds a case or is chosen.
    """
    shape, numbers = shape_of(where.user)
    counts = _standing_views(shape, today()).row(numbers)
    columns = {name: column for view, one in saved for name, column in _of_saved(view, one, where).items()}
    if page.found is None and choice.is_filtered:
        columns["count_chosen"] = _number_in(page.to_count or parts_of(choice, where))
    if columns:
        counts |= User.objects.filter(pk=where.user.pk).values(**columns).get()
    here = choice.but().address()
    named = [
        Entry(view.name, one.address(), _count_of_saved(view, counts), one.address() == here, view)
        for view, one in saved
    ]
    is_named = any(entry.is_current for entry in named)
    number = {view: counts[f"count_{key}"] for key, view in VIEWS.items()}
    entries = [
        Entry(view.label, Choice(view).address(), capped(number[view]), view == choice.view and not is_named)
        for view in VIEWS.values()
        if view.is_there(where.place) or view == choice.view or number[view]
    ]
    if page.found is not None:
        return entries, named, page.found
    return entries, named, capped(counts.get("count_chosen", number[choice.view]))
