"""What a public page shows of an authority, read for many authorities at once."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count

from registries.fees import Price, price
from registries.models import Authority, FeeSchedule, Notice, Procedure, Registry

# The hours that most orders take (S5).
USUAL_HOURS = (10, 40)


@dataclass
class Presented:
    """An authority as the public pages show it on a day."""

    authority: Authority
    procedure: Procedure | None = None
    fees: FeeSchedule | None = None
    registries: list[Registry] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    @property
    def examples(self) -> list[tuple[int, Price]]:
        """(hours, price) for what most orders take; [] where no fees are published."""
        return [(hours, price(self.fees, hours)) for hours in USUAL_HOURS] if self.fees else []


def present(authorities, on: date | None = None) -> list[Presented]:
    """The authorities with what holds on the day `on` (today), in as many queries for one as for many."""
    authorities = list(authorities)
    presented = {authority.pk: Presented(authority) for authority in authorities}
    of_these = {"authority__in": authorities}
    procedures = Procedure.objects.in_force(on).filter(kind="new", **of_these).select_related("authority")
    for procedure in procedures.prefetch_related("stages"):
        presented[procedure.authority_id].procedure = procedure
    for fees in FeeSchedule.objects.in_force(on).filter(**of_these):
        presented[fees.authority_id].fees = fees
    for registry in Registry.objects.filter(**of_these).annotate(variable_count=Count("variables")):
        presented[registry.authority_id].registries.append(registry)
    for notice in Notice.objects.shown(on).filter(**of_these):
        presented[notice.authority_id].notices.append(notice)
    return list(presented.values())
