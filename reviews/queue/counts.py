"""How many cases each view holds: one query for the standing ones, one for whatever else is counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Expression

from portal.accounts.models import User
from portal.base.clock import today
from portal.base.prepared import Prepared
from reviews.counting import CountUpTo, capped
from reviews.models import SavedView
from reviews.queue.cases import Page, Part, parts_of
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


def number_of(choice: Choice, where: Where) -> Expression:
    """The number of cases of a choice as a column of another query, counted up to the limit in each part."""
    return _number_in(
        [Part(part.holding(choice.words), part.is_open) if choice.words else part for part in parts_of(choice, where)]
    )


def _number_in(parts: Sequence[Part]) -> Expression:
    counts = [CountUpTo(part.cases) for part in parts]
    return sum(counts[1:], start=counts[0])


@lru_cache(maxsize=256)
def _standing_views(shape: Shape, day: date) -> Prepared:
    """The statement that counts the standing views for whoever has this shape, on a day."""
    where = Where(stand_in(shape), Workplace(()))
    columns = {f"count_{key}": number_of(Choice(view=view), where) for key, view in VIEWS.items()}
    return Prepared(User.objects.filter(pk=where.user.pk).values(**columns))


def count_views(
    choice: Choice, page: Page, saved: Sequence[tuple[SavedView, Choice]], where: Where
) -> tuple[list[Entry], list[Entry], str]:
    """The standing views, the saved ones, and the count of what is chosen.

    A standing view that the person's authorities have no use for is left out, unless it holds a case or is chosen.
    """
    shape, numbers = shape_of(where.user)
    counts = _standing_views(shape, today()).row(numbers)
    columns = {f"saved_{view.pk}": number_of(one, where) for view, one in saved}
    if page.found is None and choice.is_filtered:
        columns["count_chosen"] = _number_in(page.to_count or parts_of(choice, where))
    if columns:
        counts |= User.objects.filter(pk=where.user.pk).values(**columns).get()
    here = choice.but().address()
    named = [
        Entry(view.name, one.address(), capped(counts[f"saved_{view.pk}"]), one.address() == here, view)
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
