"""Say that an officer is away, and who stands in."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.problems import NotAllowed, refuse_unless
from portal.accounts.models import User
from portal.base.clock import today
from registries.models import Absence, Authority, Membership, Role
from registries.roles import has_role


def require_for(by, authority: Authority, officer: User) -> None:
    """Raise NotAllowed unless `by` is the officer, or coordinates or administers where the officer works."""
    may = by == officer or has_role(by, authority, Role.COORDINATOR, Role.ADMINISTRATOR)
    if not may or not _is_officer(officer, authority):
        raise NotAllowed


def _is_officer(person: User, authority: Authority) -> bool:
    held = Membership.objects.filter(user=person, authority=authority, role=Role.CASE_OFFICER, user__is_active=True)
    return held.exists()


@dataclass(frozen=True)
class Away:
    """From when to when an officer is away, both days counted, and who handles the officer's cases meanwhile."""

    from_on: date
    to_on: date
    stand_in: User


@transaction.atomic
def say_absence(*, by, authority: Authority, officer: User, away: Away, at: datetime | None = None) -> Absence:
    """Keep that an officer is away. Raises NotAllowed for whoever may not say so, NotReady with every reason."""
    at = at or timezone.now()
    require_for(by, authority, officer)
    # One absence at a time for these two: what is checked below still holds when the row is written.
    list(User.objects.select_for_update().filter(pk__in=[officer.pk, away.stand_in.pk]).order_by("pk"))
    refuse_unless(*_rules(authority, officer, away, today(at, authority.time_zone)))
    return Absence.objects.create(authority=authority, user=officer, said_by=by, said_at=at, **vars(away))


def _rules(authority: Authority, officer: User, away: Away, day: date) -> tuple:
    meanwhile = Absence.objects.standing().filter(authority=authority)
    meanwhile = meanwhile.filter(from_on__lte=away.to_on, to_on__gte=away.from_on)
    return (
        (away.to_on >= away.from_on, _("The last day lies before the first one.")),
        (away.to_on >= day, _("The absence is over already.")),
        (away.stand_in != officer, _("Choose somebody else as the stand-in.")),
        (_is_officer(away.stand_in, authority), _("The stand-in is no case officer at the authority.")),
        (not meanwhile.filter(user=officer).exists(), _("An absence in these days is kept already.")),
        (not meanwhile.filter(user=away.stand_in).exists(), _("The stand-in is away in these days, too.")),
        (not meanwhile.filter(stand_in=officer).exists(), _("The person stands in for somebody else in these days.")),
    )


@transaction.atomic
def take_back(*, by, absence: Absence, at: datetime | None = None) -> None:
    """The officer is back, or stays: from now on the stand-in has no part in the officer's cases."""
    require_for(by, absence.authority, absence.user)
    Absence.objects.standing().filter(pk=absence.pk).update(taken_back_at=at or timezone.now())
