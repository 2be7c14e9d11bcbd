"""Waking a worker. The outbox does not hang on it: what a dead broker loses, the sweep picks up."""

import logging

from celery import current_app

logger = logging.getLogger(__name__)


def enqueue(task: str, primary_key: int) -> None:
    """Ask for a task by name, without waiting for a broker that does not answer.

    A task of another app is named whole: "reviews.tasks.make_export".
    """
    name = task if "." in task else f"applications.tasks.{task}"
    try:
        current_app.send_task(name, args=[primary_key], retry=False, ignore_result=True)
    except Exception as error:  # any broker failure; the row stays in the outbox for the sweep
        reason = type(error).__name__
        logger.warning("%s for %s could not be queued (%s); the sweep will take it", task, primary_key, reason)
