"""What happens to a project is written also into the chains of its sent cases: the authorities have to know it."""

from datetime import datetime

from applications.models import Application, Project
from applications.workflow import locked, record


def note_in_cases(project: Project, kind: str, *, by, at: datetime | None = None, **details) -> None:
    """Write it into the chain of every sent case of a locked project that is not over, in the order of their ids."""
    cases = Application.objects.filter(project=project).told_of_their_project()
    for pk in cases.order_by("pk").values_list("pk", flat=True):
        record(locked(pk), kind, by=by, at=at, **details)
