"""A stand-in for whom a statement is put together once, for everybody with the same roles at as many authorities."""

from itertools import islice

from portal.accounts.models import User
from registries.roles import SOMEBODY, remember_roles, roles_by_authority, stands_in_for

# Where the stand-in (SOMEBODY) works, and who is away there: nobody and nothing in the database has such a number.
SOMEWHERE, AWAY = range(-1001, -2000, -1), range(-2001, -3000, -1)
# For each authority the roles that are held there, and for how many officers one stands in.
Shape = tuple[tuple[tuple[str, ...], int], ...]


def shape_of(user) -> tuple[Shape, dict[int, int]]:
    """What a person has in common with others, and the numbers to put in place of the stand-in's (see Prepared.row)."""
    held, stood_in = roles_by_authority(user), stands_in_for(user)
    places = sorted(held, key=lambda place: (sorted(held[place]), len(stood_in.get(place, ())), place))
    away = [officer for place in places for officer in stood_in.get(place, ())]
    shape = tuple((tuple(sorted(held[place])), len(stood_in.get(place, ()))) for place in places)
    put_in = dict(zip(SOMEWHERE, places, strict=False)) | dict(zip(AWAY, away, strict=False))
    return shape, {SOMEBODY: user.pk, **put_in}


def stand_in(shape: Shape) -> User:
    """Somebody of this shape whom the database does not know."""
    user, away = User(pk=SOMEBODY), iter(AWAY)
    held, stood_in = {}, {}
    for place, (roles, absent) in zip(SOMEWHERE, shape, strict=False):
        held[place] = frozenset(roles)
        if absent:
            stood_in[place] = frozenset(islice(away, absent))
    remember_roles(user, held, stood_in)
    return user
