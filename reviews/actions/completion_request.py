"""Ask the applicant to mend sections, and take the question back."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.actions.completion_request import close_open
from applications.checklist import checklist_rows
from applications.models import Application, CompletionRequest
from applications.problems import NotReady, refuse_unless
from applications.workflow import locked, record, require
from portal.base.clock import add_working_days, today


def usual_day(case: Application, day: date) -> date:
    """Until when a request of `day` is to be answered, by the procedure."""
    return add_working_days(day, case.procedure.completion_answer_days, case.authority.country)


@transaction.atomic
def ask(
    *, by, application_id: int, text: str, sections: list[str], due_on=None, rows=(), at: datetime | None = None
) -> CompletionRequest:
    """Open a completion request that points at sections; the handling clock stands still until it is answered.

    Without `due_on` the procedure's number of working days counts. `rows` are those of the checklist that it was
    composed from: they are open again once it is answered. Raises NotReady with every reason against it.
    """
    at = at or timezone.now()
    case = locked(application_id)
    require("ask", by, case)
    day = today(at, case.authority.time_zone)
    due_on = due_on or usual_day(case, day)
    known = {section.key for section in case.form_version.sections}
    refuse_unless(
        (not case.completion_requests.open().exists(), _("A completion request is already open in this case.")),
        (text.strip(), _("Write what is to be mended.")),
        (sections and set(sections) <= known, _("Choose the sections that are to be mended.")),
        (due_on > day, _("The day until which to answer has to lie ahead.")),
    )
    asked = {row.key for row in checklist_rows(case)} & set(rows)
    request = CompletionRequest.objects.create(
        application=case,
        asked_by=by,
        asked_at=at,
        text=text.strip(),
        sections=sections,
        rows=sorted(asked),
        due_on=due_on,
    )
    record(case, "completion_requested", by=by, at=at, request=request, sections=sections, until=due_on)
    return request


@transaction.atomic
def take_back(*, by, application_id: int, at: datetime | None = None) -> None:
    """Close the open request without an answer. Raises NotReady where none is open."""
    at = at or timezone.now()
    case = locked(application_id)
    require("ask", by, case)
    if not close_open(case, by=by, at=at):
        raise NotReady([_("No completion request is open in this case.")])
