"""What happens to a project: an event of its own, told to whom it concerns."""

from datetime import datetime

from django.utils import timezone

from applications import notifications
from applications.events import plain
from applications.models import Project, ProjectEvent


def locked_project(pk: int) -> Project:
    """The project, locked until the transaction ends: two people who change its team do so one after the other."""
    return Project.objects.select_for_update().get(pk=pk)


def note(project: Project, kind: str, *, by, at: datetime | None = None, **details) -> ProjectEvent:
    """Write down what happened to a locked project, and tell whom it concerns. People enter it by id only."""
    event = ProjectEvent.objects.create(
        project=project, kind=kind, by=by, at=at or timezone.now(), details=plain(details)
    )
    notifications.plan_project(event)
    return event
