"""What is chosen in the queue: view, words, filters, order and columns, all of it in the address."""

from dataclasses import dataclass, field, replace

from django.http import QueryDict

from reviews.queue.columns import SHOWN, read_columns
from reviews.queue.filters import FILTERS, a_text
from reviews.queue.orders import Sorted
from reviews.queue.views import VIEWS, View, first_view


@dataclass(frozen=True)
class Choice:
    """What the address says, and after which case the page begins."""

    view: View
    words: str = ""
    filters: dict[str, str] = field(default_factory=dict)
    sort: str = ""
    columns: tuple[str, ...] = SHOWN
    after: str = ""

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows the view."""
        return bool(self.words or self.filters)

    @property
    def begins_a_view(self) -> bool:
        """Whether it is the first page of a view that nothing narrows."""
        return not (self.is_filtered or self.after)

    @property
    def sorted(self) -> Sorted:
        """The order: that of the view where none is chosen."""
        return Sorted.read(self.sort, self.view)

    @property
    def narrowed_not(self) -> "Choice":
        """The view with its columns and order, without words and filters."""
        return replace(self, words="", filters={}, after="")

    def without(self, name: str) -> "Choice":
        """The choice without one filter, or without the words ("q")."""
        left = {key: value for key, value in self.filters.items() if key != name}
        return replace(self, filters=left, words="" if name == "q" else self.words, after="")

    def but(self, **changes) -> "Choice":
        """The choice with some parts changed; paging starts anew unless `after` is given."""
        return replace(self, **{"after": "", **changes})

    def address(self) -> str:
        """The query string for this choice. The same choice always has the same one."""
        parts = {"view": self.view.key, "q": self.words, **self.filters}
        parts["sort"] = "" if self.sorted.key == self.view.sort else self.sorted.key
        parts["columns"] = "" if self.columns == SHOWN else ",".join(self.columns)
        parts["after"] = self.after
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in parts.items() if value})
        return f"?{query.urlencode(safe=',')}"


def read_choice(asked: QueryDict, roles: set[str]) -> Choice:
    """The choice that an address makes; what it does not know falls back to what the person's roles start with."""
    view = VIEWS.get(asked.get("view", "")) or first_view(roles)
    said = {key: one.read(asked.get(key, "").strip()) for key, one in FILTERS.items()}
    return Choice(
        view=view,
        words=a_text(asked.get("q", "")),
        filters={key: value for key, value in said.items() if value},
        sort=Sorted.read(asked.get("sort", ""), view).key,
        columns=read_columns(asked.getlist("columns")),
        after=asked.get("after", "")[:400],
    )
