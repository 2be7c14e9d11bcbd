"""What happens to a project: an event of its own, told to whom it concerns."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from applications import notifications
from applications.events import plain
from applications.models import Application, Project, ProjectEvent

FACTS_CHANGED = "facts_changed"
ONE_SITTING = timedelta(hours=1)


def locked_project(pk: int) -> Project:
    """The project, locked until the transaction ends. Whoever changes what belongs to it locks it before any case.

    Rows that only name the project can still be written meanwhile, so that nobody waits in a circle.
    """
    return Project.objects.select_for_update(no_key=True).get(pk=pk)


def locked_project_of(application_id: int) -> Project:
    """Likewise the project of a case, to be called before the case itself is locked."""
    return locked_project(Application.objects.values_list("project_id", flat=True).get(pk=application_id))


def note(project: Project, kind: str, *, by, at: datetime | None = None, **details) -> ProjectEvent:
    """Write down what happened to a locked project, and tell whom it concerns. People enter it by id only."""
    event = ProjectEvent.objects.create(
        project=project, kind=kind, by=by, at=at or timezone.now(), details=plain(details)
    )
    notifications.plan_project(event)
    return event


def note_facts(project: Project, names: Iterable[str], *, by, at: datetime) -> ProjectEvent | None:
    """Write down which facts of a held project somebody changed, never what they say; None where that is told already.

    A form that goes on writing a fact saves it many times: what a person changes within the hour is told once.
    """
    lately = project.events.filter(kind=FACTS_CHANGED, by=by, at__gt=at - ONE_SITTING, at__lte=at)
    told = {name for event in lately for name in event.details["facts"]}
    fresh = [name for name in names if name not in told]
    return note(project, FACTS_CHANGED, by=by, at=at, facts=fresh) if fresh else None
