"""Celery tasks of the desk. Each can run twice; none decides anything."""

from celery import shared_task

from reviews.actions import statistics


@shared_task(soft_time_limit=3300, time_limit=3600)
def update_statistics() -> None:
    """Count what has changed since yesterday, for the pages of statistics and the public waits."""
    statistics.update_statistics()
