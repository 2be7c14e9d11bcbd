"""Remind those who hold a case up."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from applications import clocks
from applications.reminders import Reminder
from applications.workflow import locked, record
from portal.accounts.models import User


@transaction.atomic
def remind(*, by: User, application_id: int, at: datetime | None = None) -> list[Reminder]:
    """Tell whoever is waited for that a deadline comes near or has passed; what was told is not told again.

    `by` is the portal itself. Gives back what was told, which can be nothing.
    """
    at = at or timezone.now()
    case = locked(application_id)
    told = clocks.due_reminders(case, at)
    for reminder in told:
        said = {"about": reminder.about, "step": reminder.step, "until": reminder.until}
        record(case, clocks.REMINDED, by=by, at=at, **said)
    return told
