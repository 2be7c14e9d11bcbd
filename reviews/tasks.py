"""Celery tasks of the desk. Each can run twice; none decides anything."""

from celery import shared_task

from applications import ties
from applications.queueing import enqueue
from portal.accounts.models import User
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


@shared_task
def find_ties_of(person_id: int) -> None:
    """Close open cases to somebody who belongs to their institutions from now on."""
    for person in User.objects.filter(pk=person_id):
        ties.find_of(person)


@shared_task(soft_time_limit=3300, time_limit=3600)
def find_ties() -> None:
    """Likewise for everybody at a desk: what no worker was told, or what an administrator has changed."""
    here = User.objects.filter(is_active=True, memberships__role__in=ties.AT_DESK).distinct()
    for person in here.order_by("pk"):
        ties.find_of(person)
