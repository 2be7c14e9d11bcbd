"""What happens to a project is written also into the chains of its sent cases: the authorities have to know it."""

from datetime import datetime

from django.utils import timezone

from applications import ties
from applications.models import Application, Project
from applications.workflow import locked, record


def note_in_cases(project: Project, kind: str, *, by, at: datetime | None = None, **details) -> None:
    """Write it into the chain of every sent case of a locked project that is not over, in the order of their ids.

    With the team its institutions may change, and with these to whom the cases are closed.
    """
    cases = Application.objects.filter(project=project).told_of_their_project()
    for pk in cases.order_by("pk").values_list("pk", flat=True):
        case = locked(pk)
        record(case, kind, by=by, at=at, **details)
        if kind == "team_changed":
            ties.find(case, at or timezone.now())


def look_for_ties(project: Project, at: datetime) -> None:
    """Look anew to whom the sent cases of a locked project have to be closed: a member has another institution."""
    cases = Application.objects.filter(project=project).still_open()
    for pk in cases.order_by("pk").values_list("pk", flat=True):
        ties.find(locked(pk), at)
