"""Draft and propose a specification."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications import documents
from applications.actions.specification import void
from applications.models import Application, Document, Specification
from applications.problems import NotReady, refuse_unless
from applications.workflow import locked, record, require
from portal.base.clock import add_working_days, today
from registries.models import FeeSchedule


def _drafting(by, application_id: int) -> Application:
    case = locked(application_id)
    require("specify", by, case)
    if not case.in_specification:
        raise NotReady([_("The case is not at the specification now.")])
    return case


def fee_schedule_of(case: Application, at: datetime):
    """The fee schedule of the case: pinned by its first proposed specification, else the one in force on the day."""
    proposed = case.specifications.exclude(proposed_at=None).order_by("version").first()
    return proposed.fee_schedule if proposed else case.authority.fees_in_force(today(at, case.authority.time_zone))


@transaction.atomic
def draft(
    *,
    by,
    application_id: int,
    content: str,
    hours: Decimal | None = None,
    amount: Decimal | None = None,
    at: datetime | None = None,
) -> Specification:
    """Write the draft of the next version, or go on with it. Raises NotReady with every reason against it.

    `hours` make the price; where the authority quotes its prices `amount`, without VAT, does, and 0 is free (Q9).
    """
    at = at or timezone.now()
    case = _drafting(by, application_id)
    newest = case.newest_specification
    schedule = fee_schedule_of(case, at)
    refuse_unless(
        (bool(content.strip()), _("Write what will be delivered.")),
        *_price_rules(schedule, hours, amount),
        (newest is None or not newest.is_waiting, _("A version waits for the applicant's answer.")),
        (schedule is not None, _("No fee schedule is in force. An administrator has to publish one.")),
    )
    if newest is None or not newest.is_draft:
        newest = Specification(application=case, version=newest.version + 1 if newest else 1, drafted_by=by)
    newest.content, newest.hours, newest.amount = content.strip(), hours, amount if schedule.is_quoted else None
    newest.fee_schedule, newest.drafted_at = schedule, at
    newest.save()
    return newest


def _price_rules(schedule: FeeSchedule | None, hours: Decimal | None, amount: Decimal | None) -> list[tuple]:
    """What makes the price: an amount where prices are quoted, else hours."""
    if schedule is not None and schedule.is_quoted:
        return [
            (amount is not None and amount >= 0, _("Write the price without VAT; 0 where it costs nothing.")),
            (hours is None or hours > 0, _("The estimated hours must be more than zero.")),
        ]
    return [(hours is not None and hours > 0, _("The estimated hours must be more than zero."))]


@transaction.atomic
def propose(*, by, application_id: int, at: datetime | None = None) -> Specification:
    """Send the draft to the applicant; the handling clock stands still until the answer (S17). Raises NotReady."""
    at = at or timezone.now()
    case = _drafting(by, application_id)
    newest = case.newest_specification
    if newest is None or not newest.is_draft:
        raise NotReady([_("There is no draft to send. Write the specification first.")])
    newest.proposed_at = at
    newest.valid_until = add_working_days(
        today(at, case.authority.time_zone), case.procedure.specification_answer_days, case.authority.country
    )
    newest.save()
    record(case, "specification_proposed", by=by, at=at, version=newest.version, until=newest.valid_until)
    documents.order(case, Document.Kind.SPECIFICATION, at=at, number=newest.version, specification=newest)
    return newest


@transaction.atomic
def take_back(*, by, application_id: int, at: datetime | None = None) -> Specification:
    """Void a version that waits for an answer, or whose time has run out, so that a new one can be written."""
    at = at or timezone.now()
    case = _drafting(by, application_id)
    newest = case.newest_specification
    if newest is None or not newest.is_waiting:
        raise NotReady([_("No version waits for an answer.")])
    void(case, newest, by=by, at=at)
    return newest
