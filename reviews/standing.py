"""What the bar of every page says of a person, in one statement whose words are put together once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice

from django.db.models import Exists, Expression, QuerySet

from applications.models import Enquiry, Project
from portal.accounts.models import User
from portal.base.clock import today
from portal.base.prepared import Prepared
from registries.roles import authorities_of, is_administrator, remember_roles, roles_by_authority, stands_in_for
from reviews.agenda import HELD_BY, meetings_waiting_for, with_meetings
from reviews.counting import CountUpTo
from reviews.todo import heaps_for, proposals_for

# For whom the statement of `standing_of` is put together, where that person works, and who is away there: nobody and
# nothing in the database has such a number.
SOMEBODY, SOMEWHERE, AWAY = -1, range(-1001, -2000, -1), range(-2001, -3000, -1)


@dataclass(frozen=True)
class Standing:
    """What the bar needs to know of a person: how much waits, and whether there are enquiries and projects."""

    waiting: int
    has_enquiries: bool
    has_projects: bool
    has_agenda: bool


# What the bar asks beside: by the name that Standing has for it.
THERE: dict[str, Callable[[object], QuerySet]] = {
    "has_enquiries": Enquiry.objects.visible_to,
    "has_projects": Project.objects.visible_to,
    "has_agenda": lambda user: with_meetings(authorities_of(user, *HELD_BY)),
}


def standing_of(user) -> Standing:
    """How much waits for the person: cases over all heaps, and enquiries, in one query; each is counted to a limit.

    Every page asks for it, so its words are put together once for all who have the same roles at as many authorities.
    """
    held, stood_in = roles_by_authority(user), stands_in_for(user)
    places = sorted(held, key=lambda place: (sorted(held[place]), len(stood_in.get(place, ())), place))
    away = [officer for place in places for officer in stood_in.get(place, ())]
    shape = tuple((tuple(sorted(held[place])), len(stood_in.get(place, ()))) for place in places)
    numbers = {SOMEBODY: user.pk, **dict(zip(SOMEWHERE, places, strict=False)), **dict(zip(AWAY, away, strict=False))}
    row = _standing(shape, today()).row(numbers)
    has = {name: bool(row.pop(name)) for name in THERE}
    return Standing(waiting=sum(count or 0 for count in row.values()), **has)


@lru_cache(maxsize=256)
def _standing(shape: tuple[tuple[tuple[str, ...], int], ...], day: date) -> Prepared:
    """The statement for whoever has these roles, and stands in for so many, at each of some authorities.

    It names the day, and so is put together anew with each.
    """
    user, away = User(pk=SOMEBODY), iter(AWAY)
    held = {place: frozenset(roles) for place, (roles, _absent) in zip(SOMEWHERE, shape, strict=False)}
    stood_in = {
        place: frozenset(islice(away, absent)) for place, (_roles, absent) in zip(SOMEWHERE, shape, strict=False)
    }
    remember_roles(user, held, {place: officers for place, officers in stood_in.items() if officers})
    parts = [part for heap in heaps_for(user) for part in heap.parts]
    columns: dict[str, Expression] = {f"part_{number}": CountUpTo(part) for number, part in enumerate(parts)}
    columns["heap_of_enquiries"] = CountUpTo(Enquiry.objects.waiting_for(user))
    columns["heap_of_meetings"] = CountUpTo(meetings_waiting_for(user))
    if is_administrator(user):
        columns["heap_of_proposals"] = CountUpTo(proposals_for(user))
    there = {name: Exists(rows(user)) for name, rows in THERE.items()}
    return Prepared.of(User.objects.filter(pk=user.pk).values(**columns, **there))
