"""What the queue offers somebody to choose from: registries and officers of the workplace, and saved views."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import BigIntegerField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.base.prepared import Prepared
from portal.base.texts import pick
from registries.models import Flag, Registry, Role
from reviews.models import SavedView
from reviews.stand_in import SOMEWHERE, Shape, shape_of, stand_in
from reviews.workplace import Workplace

COLUMNS = ("what", "pk", "value", "called", "place", "of", "rank")
MOST_SAVED = 30  # how many saved views are listed, and counted beside the standing ones


@dataclass(frozen=True)
class Named:
    """Something to choose: its number, what stands for it in an address, and its name."""

    pk: int
    value: str
    name: str


@dataclass(frozen=True)
class Options:
    """Everything to choose from, by name; and the saved views that the person sees, own ones first."""

    place: Workplace
    registries: tuple[Named, ...]
    officers: tuple[Named, ...]
    flags: tuple[Named, ...]
    saved: tuple[SavedView, ...]

    @property
    def authorities(self) -> list[tuple[str, str]]:
        """The authorities, where there are several."""
        here = self.place.authorities.values()
        return [(one.slug, one.short_name) for one in here] if len(here) > 1 else []

    @property
    def of_registries(self) -> list[tuple[str, str]]:
        """Registries as choices."""
        return [(one.value, one.name) for one in self.registries]

    @property
    def of_flags(self) -> list[tuple[str, str]]:
        """Flags as choices; what several authorities call alike stands once."""
        return list({one.value: one.name for one in self.flags}.items())

    @property
    def of_officers(self) -> list[tuple[str, str]]:
        """Officers as choices: oneself and nobody first."""
        return [("me", _("Me")), ("nobody", _("Nobody")), *((one.value, one.name) for one in self.officers)]


def options_of(user, place: Workplace) -> Options:
    """Everything that somebody has to choose from, in one query."""
    shape, numbers = shape_of(user)
    here = tuple(stands_for for stands_for in SOMEWHERE[: len(shape)] if numbers[stands_for] in place.authorities)
    found = {"registry": [], "officer": [], "flag": [], "view": []}
    for row in _everything(shape, here).rows(numbers):
        found[row["what"]].append(tuple(row[name] for name in COLUMNS[1:]))
    registries = (Named(pk, value, _told(name, place, at)) for pk, value, name, at, _of, _rank in found["registry"])
    officers = (Named(pk, str(pk), name) for pk, _value, name, *_rest in found["officer"])
    flags = (Named(pk, value, _told(name, place, at)) for pk, value, name, at, _of, _rank in found["flag"])
    views = sorted(found["view"], key=lambda row: (row[4] != user.pk, row[5], row[0]))
    saved = tuple(_view(row) for row in views[:MOST_SAVED])
    return Options(place, tuple(_by_name(registries)), tuple(_by_name(officers)), tuple(_by_name(flags)), saved)


@lru_cache(maxsize=256)
def _everything(shape: Shape, here: tuple[int, ...]) -> Prepared:
    """The statement for whoever has this shape, and works at those of the stand-in's authorities (decision 0024)."""
    parts = _registries(here).union(_officers(here), _flags(here), _saved(stand_in(shape)), all=True)
    return Prepared(parts)


def _view(row: tuple) -> SavedView:
    pk, query, name, at, owner, rank = row
    shared = {"authority_id": at, "is_shared": True} if at else {}
    return SavedView(pk=pk, query=query, name=name, owner_id=owner, position=rank, **shared)


def _rows(found: QuerySet, what: str, value: str = "", called: str = "name", **numbers: str) -> QuerySet:
    """Rows of one kind in the columns that all kinds have; `value`, `called` and `numbers` are columns of its own."""
    texts = {"value": Cast(F(value) if value else Value(""), TextField()), "called": Cast(F(called), TextField())}
    own = {name: Coalesce(F(column), 0) for name, column in numbers.items()}
    none = {name: Cast(Value(0), BigIntegerField()) for name in ("place", "of", "rank") if name not in numbers}
    kind = {"what": Cast(Value(what), TextField())}
    return found.order_by().annotate(**kind, **texts, **own, **none).values_list(*COLUMNS)


def _registries(here: tuple[int, ...]) -> QuerySet:
    return _rows(Registry.objects.filter(authority__in=here), "registry", "slug", place="authority")


def _flags(here: tuple[int, ...]) -> QuerySet:
    return _rows(Flag.objects.filter(authority__in=here), "flag", "key", place="authority")


def _officers(here: tuple[int, ...]) -> QuerySet:
    holds = {"memberships__authority__in": here, "memberships__role": Role.CASE_OFFICER}
    return _rows(User.objects.filter(is_active=True, **holds).distinct(), "officer")


def _saved(user) -> QuerySet:
    return _rows(SavedView.objects.visible_to(user), "view", "query", place="authority", of="owner", rank="position")


def _told(name: str, place: Workplace, authority_id: int) -> str:
    """The name of a registry in the reader's language, else in the authority's own."""
    return pick(json.loads(name), fallback=place.authorities[authority_id].language)


def _by_name(found: Iterable[Named]) -> list[Named]:
    return sorted(found, key=lambda one: one.name.casefold())
