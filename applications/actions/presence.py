"""Who is in which section of a draft: told by the pages that are open, forgotten a minute after they are closed."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from applications.models import Application, Presence
from applications.workflow import require

GONE_AFTER = timedelta(seconds=60)


@transaction.atomic
def enter(*, by, case: Application, section: str, at: datetime | None = None) -> None:
    """Say that somebody has a section open now. Raises NotAllowed for whoever cannot write in the form."""
    require("edit", by, case)
    Presence.objects.update_or_create(
        application=case, user=by, defaults={"section": section, "seen_at": at or timezone.now()}
    )


def others_in(case: Application, user, at: datetime | None = None) -> list[Presence]:
    """Where the others of the team are now, with their names; whoever was not heard of for a minute is gone."""
    since = (at or timezone.now()) - GONE_AFTER
    there = Presence.objects.filter(application=case, seen_at__gt=since).exclude(user=user)
    return list(there.select_related("user").order_by("user__name", "user_id"))
