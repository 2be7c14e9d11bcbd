"""How much lies on each case officer's table: few grouped queries, whatever the number of cases."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Case, Count, DecimalField, F, Min, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest

from applications.models import Application, Specification
from portal.accounts.models import User
from portal.base.clock import today
from registries.models import Absence, Authority, Membership, Role
from reviews.models import TimeEntry

HOURS = DecimalField(max_digits=12, decimal_places=2)
NOTHING = Value(Decimal(0), output_field=HOURS)


@dataclass
class Load:
    """One officer at one authority."""

    officer: User
    authority: Authority
    membership: Membership
    cases: int = 0
    overdue: int = 0
    nearest: date | None = None
    hours: Decimal = Decimal(0)
    away: Absence | None = None

    @property
    def registries(self) -> list:
        """The registries that the officer is noted as knowing."""
        known = getattr(self.membership, "competence", None)
        return list(known.registries.all()) if known else []

    @property
    def languages(self) -> list[str]:
        """The codes of the languages that the officer works in."""
        known = getattr(self.membership, "competence", None)
        return known.languages if known else []


def load_of(authorities: Iterable[Authority], at: datetime | None = None, *, with_hours: bool = True) -> list[Load]:
    """The load of every active case officer of the authorities, by name: six queries, or five without the hours."""
    loads = _officers(authorities)
    for row in _counted(authorities, at):
        if load := loads.get((row["authority"], row["officer"])):
            load.cases, load.overdue, load.nearest = row["cases"], row["late"], row["nearest"]
    for row in _hours_left(authorities) if with_hours else ():
        if load := loads.get((row["authority"], row["officer"])):
            load.hours = row["left"]
    for absence in Absence.objects.holding(today(at)).filter(authority__in=authorities).select_related("stand_in"):
        if load := loads.get((absence.authority_id, absence.user_id)):
            load.away = absence
    return list(loads.values())


def _officers(authorities) -> dict[tuple[int, int], Load]:
    held = Membership.objects.filter(authority__in=authorities, role=Role.CASE_OFFICER, user__is_active=True)
    held = held.select_related("user", "authority", "competence").prefetch_related("competence__registries")
    return {
        (row.authority_id, row.user_id): Load(row.user, row.authority, row)
        for row in held.order_by("authority__slug", "user__name", "user")
    }


def _open_cases(authorities):
    return Application.objects.still_open().filter(authority__in=authorities, officer__isnull=False).order_by()


def _counted(authorities, at):
    late = Count("pk", filter=Q(deadline_on__lt=today(at)))
    grouped = _open_cases(authorities).values("authority", "officer")
    return grouped.annotate(cases=Count("pk"), nearest=Min("deadline_on"), late=late)


def _hours_left(authorities):
    """Hours that are still to be worked: by the newest specification, else what an order usually takes, less what was
    written. A case on which more was written than estimated takes nothing off the others."""
    newest = Specification.objects.filter(application=OuterRef("pk"), hours__isnull=False, voided_at=None)
    written = TimeEntry.objects.filter(application=OuterRef("pk")).order_by().values("application")
    estimated = Coalesce(Subquery(newest.order_by("-version").values("hours")[:1]), _usual(authorities))
    worked = Coalesce(Subquery(written.annotate(sum=Sum("hours")).values("sum")), NOTHING, output_field=HOURS)
    cases = _open_cases(authorities).annotate(estimated=estimated, worked=worked)
    left = Greatest(F("estimated") - F("worked"), NOTHING, output_field=HOURS)
    return cases.annotate(to_do=left).values("authority", "officer").annotate(left=Sum("to_do"))


def _usual(authorities):
    """Hours of a usual order at each authority, the middle of what its fee schedule says; 0 where nothing."""
    middle = {
        authority.pk: Decimal(fees.usual_hours_min + fees.usual_hours_max) / 2
        for authority in authorities
        if (fees := authority.fees_in_force()) and fees.usual_hours_min is not None
    }
    whens = [When(authority=pk, then=Value(hours, output_field=HOURS)) for pk, hours in middle.items()]
    return Case(*whens, default=NOTHING, output_field=HOURS)
