"""Answer a completion request, close it without an answer, and remind of it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications import case_words, documents, submissions, ties
from applications.actions import checklist
from applications.completeness import read_whole, section_gaps
from applications.models import Application, CompletionRequest, Document
from applications.problems import NotReady
from applications.workflow import locked, record, require
from portal.accounts.models import User
from portal.base.clock import today


def close_open(case: Application, *, by, at: datetime) -> bool:
    """Close the open request of a locked case without an answer. Whether there was one."""
    request = case.completion_requests.open().first()
    if request is None:
        return False
    request.withdrawn_at = at
    request.save(update_fields=["withdrawn_at"])
    record(case, "completion_withdrawn", by=by, at=at, request=request)
    return True


@transaction.atomic
def answer(*, by, application_id: int, text: str = "", at: datetime | None = None) -> Application:
    """Send what was mended: the next numbered submission. The handling clock goes on (S15, T2).

    Raises NotReady where no request is open, or where a section that it names is still not whole.
    """
    at = at or timezone.now()
    case = locked(application_id)
    require("write_as_applicant", by, case)
    request = case.completion_requests.open().first()
    if request is None:
        raise NotReady([_("No completion request is open in this case. Perhaps it was answered in another window.")])
    whole = read_whole(case)
    named = [section for section in case.form_version.sections if section.key in request.sections]
    missing = [gap.sentence for section in named for gap in section_gaps(section, whole)]
    if missing:
        raise NotReady(missing)
    request.answered_at, request.answer = at, text
    request.save()
    submission = submissions.freeze(case, by=by, at=at)
    opened = checklist.reopen(case, submission=submission, asked=request.rows)
    record(
        case, "completion_answered", by=by, at=at, request=request, submission=submission.number, opened_again=opened
    )
    case_words.remember(case)
    case.save()
    ties.find(case, at)
    documents.order(case, Document.Kind.ORDER_COPY, at=at, number=submission.number, submission=submission)
    return case


@transaction.atomic
def follow_up(*, by: User, request_id: int, at: datetime | None = None) -> str:
    """Remind of a request some days before its day, and tell once that the day has passed without an answer.

    What was told is not told again, and nothing else happens: whether the application is dismissed is for its officer
    to say. `by` is the portal itself. Gives back the kind of event that was written, "" for none.
    """
    at = at or timezone.now()
    case = locked(CompletionRequest.objects.values_list("application_id", flat=True).get(pk=request_id))
    request = CompletionRequest.objects.get(pk=request_id)
    request.application = case  # as it stands under the lock
    kind = request.to_tell_on(today(at, case.authority.time_zone))
    if kind:
        told_at = "reminded_at" if kind == "completion_reminded" else "overdue_told_at"
        setattr(request, told_at, at)
        request.save(update_fields=[told_at])
        record(case, kind, by=by, at=at, request=request, until=request.due_on)
    return kind
