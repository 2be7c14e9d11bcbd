"""Accept or decline a specification."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Specification
from applications.problems import NotReady
from applications.workflow import locked, perform, record, require


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
    newest = case.newest_specification
    if newest is None or not newest.is_waiting or newest.version != specification_version:
        raise NotReady([_("This version of the specification is not the one that waits for an answer.")])
    if not because.strip():
        raise NotReady([_("Write what should be different, so that the officer can mend it.")])
    newest.declined_at, newest.declined_because = at, because
    newest.save()
    record(case, "specification_declined", by=by, at=at, version=newest.version)
    return case
