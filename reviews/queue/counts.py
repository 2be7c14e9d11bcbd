"""How many cases each view holds, in one query for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Expression

from portal.accounts.models import User
from reviews.counting import CountUpTo, capped
from reviews.models import SavedView
from reviews.queue.cases import Page, parts_of
from reviews.queue.choice import Choice
from reviews.queue.filters import Where
from reviews.queue.views import VIEWS


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
    counts = [CountUpTo(part.holding(choice.words) if choice.words else part.cases) for part in parts_of(choice, where)]
    return sum(counts[1:], start=counts[0])


def count_views(
    choice: Choice, page: Page, saved: Sequence[tuple[SavedView, Choice]], where: Where
) -> tuple[list[Entry], list[Entry], str]:
    """The standing views, the saved ones, and the count of what is chosen.

    A standing view that the person's authorities have no use for is left out, unless it holds a case or is chosen.
    """
    standing = {key: Choice(view=view) for key, view in VIEWS.items()}
    columns = {f"count_{key}": number_of(one, where) for key, one in standing.items()}
    columns |= {f"saved_{view.pk}": number_of(one, where) for view, one in saved}
    if page.found is None and choice.is_filtered:
        columns["count_chosen"] = number_of(choice, where)
    counts = User.objects.filter(pk=where.user.pk).values(**columns).get()
    here = choice.but().address()
    named = [
        Entry(view.name, one.address(), capped(counts[f"saved_{view.pk}"]), one.address() == here, view)
        for view, one in saved
    ]
    is_named = any(entry.is_current for entry in named)
    entries = [
        Entry(view.label, standing[key].address(), capped(counts[f"count_{key}"]), view == choice.view and not is_named)
        for key, view in VIEWS.items()
        if view.is_there(where.place) or view == choice.view or counts[f"count_{key}"]
    ]
    chosen = counts.get("count_chosen", counts[f"count_{choice.view.key}"]) if page.found is None else page.found
    return entries, named, capped(chosen)
