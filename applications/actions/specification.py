"""Accept or decline a specification, or let it hold no longer."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.conditions import SPECIFICATION_IS_NEWEST, Try
from applications.models import Application, Specification
from applications.problems import NotReady, refuse_unless
from applications.workflow import locked, perform, record, require


def void(case: Application, specification: Specification, *, by, at: datetime) -> None:
    """Let a version of a locked case hold no longer, accepted or not."""
    specification.voided_at = at
    specification.save(update_fields=["voided_at"])
    record(case, "specification_voided", by=by, at=at, version=specification.version)


@transaction.atomic
def accept(*, by, application_id: int, specification_version: int, at: datetime | None = None) -> Application:
    """Agree with content and price of a version (S17, T5). Raises NotReady where it is old or has expired."""
    at = at or timezone.now()
    case = perform(
        "accept_specification",
        application_id=application_id,
        by=by,
        at=at,
        noted={"specification_version": specification_version},
    )
    Specification.objects.filter(application=case, version=specification_version).update(accepted_at=at)
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
    refuse_unless((case.in_specification and waits, SPECIFICATION_IS_NEWEST.sentence))
    if not because.strip():
        raise NotReady([_("Write what should be different, so that the officer can mend it.")])
    newest = case.newest_specification
    newest.declined_at, newest.declined_because = at, because
    newest.save()
    record(case, "specification_declined", by=by, at=at, version=newest.version)
    return case
