"""Who opened which document: written down before it is given out."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from applications.chains import READINGS
from applications.models import Application, Reading

MOST_TRIES = 10


def note(case: Application, kind: str, *, subject, by, at: datetime | None = None) -> Reading:
    """Write down that somebody of the authority opens a document (its public id), behind the newest one of the case.

    The case is not locked: whoever opens something at the same moment takes the next number.
    """
    reading = Reading(application=case, kind=kind, subject=subject, by=by, at=at or timezone.now())
    for attempt in range(1, MOST_TRIES + 1):
        try:
            with transaction.atomic():
                return _behind_the_newest(reading)
        except IntegrityError:
            if attempt == MOST_TRIES:
                raise
    return reading


def _behind_the_newest(reading: Reading) -> Reading:
    newest = reading.application.readings.order_by("-number").values_list("number", "hash").first()
    number, before = newest or (0, "")
    reading.number, reading.previous_hash = number + 1, before
    reading.hash = READINGS.link_hash(reading)
    reading.save(force_insert=True)
    return reading
