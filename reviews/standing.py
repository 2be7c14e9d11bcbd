"""What the bar of every page says of a person, in one statement whose words are put together once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Exists, Expression, QuerySet

from applications.models import Enquiry, Project
from portal.accounts.models import User
from portal.base.clock import today
from portal.base.prepared import Prepared
from registries.roles import authorities_of, is_administrator
from reviews.agenda import HELD_BY, meetings_waiting_for, with_meetings
from reviews.counting import LIMIT_IN_THE_BAR, CountUpTo
from reviews.stand_in import Shape, shape_of, stand_in
from reviews.todo import heaps_for, proposals_for


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
    shape, numbers = shape_of(user)
    row = _standing(shape, today()).row(numbers)
    has = {name: bool(row.pop(name)) for name in THERE}
    return Standing(waiting=sum(count or 0 for count in row.values()), **has)


@lru_cache(maxsize=256)
def _standing(shape: Shape, day: date) -> Prepared:
    """The statement for whoever has these roles, and stands in for so many, at each of some authorities.

    It names the day, and so is put together anew with each.
    """
    user = stand_in(shape)
    parts = [part for heap in heaps_for(user) for part in heap.parts]
    columns: dict[str, Expression] = {
        f"part_{number}": CountUpTo(part, LIMIT_IN_THE_BAR) for number, part in enumerate(parts)
    }
    columns["heap_of_enquiries"] = CountUpTo(Enquiry.objects.waiting_for(user), LIMIT_IN_THE_BAR)
    columns["heap_of_meetings"] = CountUpTo(meetings_waiting_for(user), LIMIT_IN_THE_BAR)
    if is_administrator(user):
        columns["heap_of_proposals"] = CountUpTo(proposals_for(user), LIMIT_IN_THE_BAR)
    there = {name: Exists(rows(user)) for name, rows in THERE.items()}
    return Prepared(User.objects.filter(pk=user.pk).values(**columns, **there))
