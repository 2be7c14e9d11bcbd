"""What a public page shows of an authority, read for many authorities at once."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count

from registries.fees import Price, price
from registries.models import (
    ApplicationKind,
    Authority,
    FeeSchedule,
    MeasuredWait,
    Notice,
    Pricing,
    Procedure,
    Registry,
    StageKey,
)
from registries.self_check import has_self_check

# The hours that most orders take (S5).
USUAL_HOURS = (10, 40)


@dataclass
class Presented:
    """An authority as the public pages show it on a day."""

    authority: Authority
    procedure: Procedure | None = None
    change: Procedure | None = None  # for a change of what was granted (B16)
    fees: FeeSchedule | None = None
    registries: list[Registry] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    waits: list[MeasuredWait] = field(default_factory=list)  # of the authority, or of its registries (Q7)

    @property
    def examples(self) -> list[tuple[int, Price]]:
        """(hours, price) for what most orders take; [] where no fees are published, or prices do not go by the hour."""
        return [(hours, price(self.fees, hours)) for hours in USUAL_HOURS] if self.fees and not self.is_quoted else []

    @property
    def is_quoted(self) -> bool:
        """Whether the price is quoted for each case (Q9)."""
        return self.fees is not None and self.fees.pricing == Pricing.QUOTED

    @property
    def quoted_in(self) -> str:
        """The name of the stage in which a price is quoted; "" where the procedure has no such stage."""
        has_stage = self.procedure is not None and self.procedure.is_on(StageKey.SPECIFICATION)
        return self.procedure.stage_name(StageKey.SPECIFICATION) if has_stage else ""

    @property
    def speaks_of_price(self) -> bool:
        """Whether there is anything to say on prices: not where nothing is charged and nothing said about it."""
        if self.fees or self.procedure is None or self.procedure.is_on(StageKey.INVOICE):
            return True
        return bool(self.procedure.text("price_note"))

    @property
    def counts_how_far(self) -> bool:
        """Whether the month whose cases are begun with is counted for the whole authority: nobody writes it (S3)."""
        return any(wait.begun_from and not wait.registry_id for wait in self.waits)

    @property
    def has_self_check(self) -> bool:
        """Whether one can find out here whether to apply (U7)."""
        return has_self_check(self.procedure)


def present(authorities, on: date | None = None) -> list[Presented]:
    """The authorities with what holds on the day `on` (today), in as many queries for one as for many."""
    authorities = list(authorities)
    presented = {authority.pk: Presented(authority) for authority in authorities}
    of_these = {"authority__in": authorities}
    procedures = Procedure.objects.in_force(on).filter(**of_these).select_related("authority")
    for procedure in procedures.prefetch_related("stages"):
        place = "change" if procedure.kind == ApplicationKind.CHANGE else "procedure"
        setattr(presented[procedure.authority_id], place, procedure)
    for fees in FeeSchedule.objects.in_force(on).filter(**of_these):
        presented[fees.authority_id].fees = fees
    for registry in Registry.objects.filter(**of_these).annotate(variable_count=Count("variables")):
        presented[registry.authority_id].registries.append(registry)
    for wait in MeasuredWait.objects.of_receivers().filter(**of_these).select_related("authority", "registry"):
        if wait.says_anything:
            presented[wait.authority_id].waits.append(wait)
    for notice in Notice.objects.shown(on).filter(**of_these):
        if not (notice.says_how_far and presented[notice.authority_id].counts_how_far):
            presented[notice.authority_id].notices.append(notice)
    return list(presented.values())
