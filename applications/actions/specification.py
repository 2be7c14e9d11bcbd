"""Accept or decline a specification, or let it hold no longer; tell that nobody answered in time."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.conditions import NO_OPEN_REQUEST, SPECIFICATION_IS_NEWEST, SPECIFICATION_IS_VALID, Try
from applications.models import Application, Specification
from applications.problems import NotReady, refuse_unless
from applications.workflow import locked, perform, record, require
from portal.base.clock import today


def void(case: Application, specification: Specification, *, by, at: datetime) -> None:
    """Let a version of a locked case hold no longer, accepted or not."""
    specification.voided_at = at
    specification.save(update_fields=["voided_at"])
    record(case, "specification_voided", by=by, at=at, version=specification.version)


@transaction.atomic
def accept(*, by, application_id: int, specification_version: int, at: datetime | None = None) -> Application:
    """Agree with content and price of a version (S17, T5). Raises NotReady where it is old or has expired.

    While the data are prepared a new version takes the place of the accepted one, and the case stays where it is.
    """
    at = at or timezone.now()
    case = locked(application_id)
    if case.in_delivery:
        return _accept_instead(case, specification_version, by=by, at=at)
    case = perform(
        "accept_specification",
        application_id=application_id,
        by=by,
        at=at,
        noted={"specification_version": specification_version},
    )
    Specification.objects.filter(application=case, version=specification_version).update(accepted_at=at)
    return case


def _accept_instead(case: Application, version: int, *, by, at: datetime) -> Application:
    """Let the version that waits replace the accepted one of a locked case."""
    require("accept_specification", by, case)
    attempt = Try(case=case, by=by, at=at, details={"specification_version": version})
    needed = (SPECIFICATION_IS_NEWEST, SPECIFICATION_IS_VALID, NO_OPEN_REQUEST)
    refuse_unless(*((not condition.refuses(attempt), condition.sentence) for condition in needed))
    replaced, newest = case.accepted_specification, case.newest_specification
    void(case, replaced, by=by, at=at)
    newest.accepted_at = at
    newest.save(update_fields=["accepted_at"])
    record(case, "specification_replaced", by=by, at=at, version=version, replaced=replaced.version)
    return case


@transaction.atomic
def decline(
    *, by, application_id: int, specification_version: int, because: str, at: datetime | None = None
) -> Application:
    """Say no to a version, and why; the officer writes the next one. Raises NotReady where it does not wait."""
    at = at or timezone.now()
    case = locked(application_id)
    require("accept_specification", by, case)
    answered = {"specification_version": specification_version}
    waits = not SPECIFICATION_IS_NEWEST.refuses(Try(case=case, by=by, at=at, details=answered))
    refuse_unless((case.takes_specification and waits, SPECIFICATION_IS_NEWEST.sentence))
    if not because.strip():
        raise NotReady([_("Write what should be different, so that the officer can mend it.")])
    newest = case.newest_specification
    newest.declined_at, newest.declined_because = at, because
    newest.save()
    record(case, "specification_declined", by=by, at=at, version=newest.version)
    return case


@transaction.atomic
def expire(*, by, specification_id: int, at: datetime | None = None) -> bool:
    """Tell both sides once that a version was not answered in time; the handling time goes on (S17).

    False where there is nothing to tell: it was answered, can still be, has been told, or a newer version is there.
    """
    at = at or timezone.now()
    case = locked(Specification.objects.values_list("application_id", flat=True).get(pk=specification_id))
    newest = case.newest_specification
    is_over = newest.has_expired_on(today(at, case.authority.time_zone)) and newest.expired_at is None
    if newest.pk != specification_id or not is_over or not case.takes_specification:
        return False
    newest.expired_at = at
    newest.save(update_fields=["expired_at"])
    record(case, "specification_expired", by=by, at=at, version=newest.version)
    return True
