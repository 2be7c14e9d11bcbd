"""Put a flag on a case, and take it off."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.problems import NotReady
from applications.workflow import locked, record, require
from registries.models import Flag
from reviews.models import CaseFlag


@transaction.atomic
def put_flag(*, by, application_id: int, flag: Flag, at: datetime | None = None) -> CaseFlag:
    """Put one of its authority's flags on a case. Raises NotReady where it has it, or where the flag is not for it."""
    at = at or timezone.now()
    case = locked(application_id)
    require("write_on_desk", by, case)
    if flag.authority_id != case.authority_id or not flag.is_offered:
        raise NotReady([_("The authority of the case has no such flag.")])
    made, is_new = CaseFlag.objects.get_or_create(application=case, flag=flag, defaults={"by": by, "at": at})
    if not is_new:
        raise NotReady([_("The case has this flag already.")])
    record(case, "flagged", by=by, at=at, flag=flag.key)
    return made


@transaction.atomic
def take_flag(*, by, application_id: int, flag: Flag, at: datetime | None = None) -> None:
    """Take a flag off a case. Raises NotReady where the case does not have it."""
    case = locked(application_id)
    require("write_on_desk", by, case)
    if not CaseFlag.objects.filter(application=case, flag=flag).delete()[0]:
        raise NotReady([_("The case does not have this flag.")])
    record(case, "flag_taken_off", by=by, at=at, flag=flag.key)


@transaction.atomic
def set_flags(*, by, application_id: int, flags: list[Flag], at: datetime | None = None) -> None:
    """Let a case carry these flags and no others. Raises what `put_flag` raises."""
    require("write_on_desk", by, locked(application_id))
    there = {row.flag for row in CaseFlag.objects.filter(application=application_id).select_related("flag")}
    for flag in flags:
        if flag not in there:
            put_flag(by=by, application_id=application_id, flag=flag, at=at)
    for flag in there.difference(flags):
        take_flag(by=by, application_id=application_id, flag=flag, at=at)
