"""The orders of the queue, and how a page begins behind the last case of the one before it.

Pages go on by key and never by a number of rows, so that the two hundredth costs what the first one does, and a case
that comes in meanwhile shifts nothing. The key is compared as a row, `(a, id) > (x, y)`: an index begins there at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import BooleanField, F, Func, QuerySet, Subquery, Value
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from portal.accounts.models import User
from reviews.queue.views import View

BETWEEN = "~"
MOST_DIGITS = 10


class Behind(Func):
    """Whether the columns of a row come behind some values, column by column: before them in a descending order."""

    output_field = BooleanField()

    def __init__(self, columns: list, values: list, *, descending: bool, **extra):
        super().__init__(*columns, *values, **extra)
        self.sign, self.number = "<" if descending else ">", len(columns)

    def as_sql(self, compiler, connection, **extra):
        """`(columns) > (values)`, which both databases understand."""
        parts = [compiler.compile(expression) for expression in self.source_expressions]
        words = [sql for sql, _params in parts]
        columns, values = ", ".join(words[: self.number]), ", ".join(words[self.number :])
        return f"({columns}) {self.sign} ({values})", [one for _sql, params in parts for one in params]


@dataclass(frozen=True)
class Order:
    """One thing to sort by. `written` says the columns of a case in an address, `read` reads them again."""

    key: str
    labels: tuple[object, object]  # forward, and the other way round
    columns: tuple[str, ...]
    written: Callable[[Application], tuple]
    read: Callable[[list[str]], list]
    has_blanks: bool = False  # whether some cases have none: these come last, and first in the other direction
    of_ended: bool = True  # whether it says anything of cases that have ended, which are many


def _number(said: str) -> int:
    """A number of a place; raises ValueError for what no column can hold."""
    if not (said.isascii() and said.isdigit() and len(said) < MOST_DIGITS):
        raise ValueError(said)
    return int(said)


def _moment(said: str) -> datetime:
    """A moment of a place; raises ValueError for one without its time zone."""
    moment = datetime.fromisoformat(said)
    if moment.tzinfo is None:
        raise ValueError(said)
    return moment


def _name_of(said: list[str]) -> list:
    """The name of an officer stands in no address, only the number: the name is looked up where it is compared."""
    return [Subquery(User.objects.filter(pk=_number(said[0])).values("name")[:1])]


ORDERS: dict[str, Order] = {
    order.key: order
    for order in (
        Order(
            "due",
            (_("nearest deadline first"), _("farthest deadline first")),
            ("deadline_on",),
            lambda case: (case.deadline_on,),
            lambda said: [Value(date.fromisoformat(said[0]))],
            has_blanks=True,
            of_ended=False,
        ),
        Order(
            "came_in",
            (_("oldest first"), _("newest first")),
            ("submitted_at",),
            lambda case: (case.submitted_at.isoformat(),),
            lambda said: [Value(_moment(said[0]))],
        ),
        Order(
            "number",
            (_("case number, rising"), _("case number, falling")),
            ("case_year", "case_sequence"),
            lambda case: (case.case_year, case.case_sequence),
            lambda said: [Value(_number(part)) for part in said],
        ),
        Order(
            "principal",
            (_("principal, A to Z"), _("principal, Z to A")),
            ("principal_name",),
            lambda case: (case.principal_name,),
            lambda said: [Value(said[0])],
        ),
        Order(
            "officer",
            (_("case officer, A to Z"), _("case officer, Z to A")),
            ("officer__name",),
            lambda case: (case.officer_id,),
            _name_of,
            has_blanks=True,
            of_ended=False,
        ),
        Order(
            "handling",
            (_("shortest handling time first"), _("longest handling time first")),
            ("handling_days",),
            lambda case: (case.handling_days,),
            lambda said: [Value(_number(said[0]))],
        ),
    )
}


def orders_of(view: View) -> list[Order]:
    """What the cases of a view can be sorted by."""
    return [order for order in ORDERS.values() if view.is_open or order.of_ended]


@dataclass(frozen=True)
class Sorted:
    """An order in one direction: "due", or "-due" for the other way round."""

    order: Order
    descending: bool

    @classmethod
    def read(cls, said: str, view: View) -> "Sorted":
        """What an address says; the view's own order for what is none that its cases can have."""
        order = ORDERS.get(said.removeprefix("-"))
        key = said if order in orders_of(view) else view.sort
        return cls(ORDERS[key.removeprefix("-")], key.startswith("-"))

    @property
    def key(self) -> str:
        """As it stands in an address."""
        return f"-{self.order.key}" if self.descending else self.order.key

    @property
    def label(self) -> str:
        """What it is called."""
        return str(self.order.labels[self.descending])

    @property
    def turned(self) -> "Sorted":
        """The same order the other way round."""
        return Sorted(self.order, not self.descending)

    @property
    def by(self) -> list:
        """What `order_by` takes. Where blanks stand is where an index has them, read forward or backward."""
        columns = [*self.order.columns, "pk"]
        if self.descending:
            return [F(name).desc(nulls_first=self._blanks(name)) for name in columns]
        return [F(name).asc(nulls_last=self._blanks(name)) for name in columns]

    def _blanks(self, name: str) -> bool | None:
        return True if self.order.has_blanks and name != "pk" else None

    def place(self, case: Application) -> str:
        """Where a page ends, for the address of the next one."""
        parts = ["" if part is None else str(part) for part in self.order.written(case)]
        return BETWEEN.join([*parts, str(case.public_id)])

    def behind(self, cases: QuerySet, place: str) -> list[QuerySet]:
        """The cases behind a place, in parts that an index begins each; all of them, for what is no place."""
        try:
            said, key = self._split(place)
            values = None if said == [""] and self.order.has_blanks else self.order.read(said)
        except (ValueError, OverflowError):
            return [cases]
        first = self.order.columns[0]
        if values is None:
            blank = cases.filter(**{first: None}).filter(self._row(["pk"], [key]))
            return [blank, cases.filter(**{f"{first}__isnull": False})] if self.descending else [blank]
        later = cases.filter(self._row([*self.order.columns, "pk"], [*values, key]))
        has_more = self.order.has_blanks and not self.descending
        return [later, cases.filter(**{first: None})] if has_more else [later]

    def _split(self, place: str) -> tuple[list[str], Subquery]:
        """The columns as they are written, and the key; raises ValueError for what is no place."""
        said, _between, public_id = place.replace("\x00", "").rpartition(BETWEEN)
        key = Subquery(Application.objects.filter(public_id=UUID(public_id)).values("pk")[:1])
        count = len(self.order.columns)
        parts = said.split(BETWEEN) if count > 1 else [said]
        if len(parts) != count:
            raise ValueError(place)
        return parts, key

    def _row(self, columns: list[str], values: list) -> Behind:
        return Behind([F(name) for name in columns], values, descending=self.descending)
