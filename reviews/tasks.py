"""Celery tasks of the desk. Each can run twice; none decides anything."""

from celery import shared_task

from applications.queueing import enqueue
from reviews import exporting
from reviews.actions import export, statistics
from reviews.models import Export


@shared_task
def make_export(export_id: int) -> None:
    """Make the workbook of an export."""
    exporting.make(export_id)


@shared_task
def sweep_exports() -> None:
    """Take up what a dead broker or a dead worker left behind, and delete the files whose time is over."""
    for pk in Export.objects.left_behind().values_list("pk", flat=True)[:100]:
        enqueue(export.TASK, pk)
    export.delete_run_out()


@shared_task(soft_time_limit=3300, time_limit=3600)
def update_statistics() -> None:
    """Count what has changed since yesterday, for the pages of statistics and the public waits."""
    statistics.update_statistics()
