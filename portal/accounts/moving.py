"""Somebody's institution, or where somebody works, has changed: what rests on it is looked at anew, by a worker."""

import logging
from functools import partial

from celery import current_app
from django.db import transaction

from portal.accounts.models import User

TASK = "reviews.tasks.find_ties_of"  # by its name: the desk stands above the people
logger = logging.getLogger(__name__)


def moved(person: User) -> None:
    """Have the cases looked for that have to be closed to the person. What a dead broker loses, the night finds."""
    transaction.on_commit(partial(_ask, person.pk), robust=True)


def _ask(person_id: int) -> None:
    try:
        current_app.send_task(TASK, args=[person_id], retry=False, ignore_result=True)
    except Exception as error:  # any broker failure
        logger.warning("%s could not be queued (%s); the night will find it", TASK, type(error).__name__)
