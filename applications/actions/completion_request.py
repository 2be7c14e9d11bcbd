"""Answer a completion request, or close it without an answer."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications import case_words, documents, submissions
from applications.completeness import read_whole, section_gaps
from applications.models import Application, Document
from applications.problems import NotReady
from applications.workflow import locked, record, require


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
    record(case, "completion_answered", by=by, at=at, request=request, submission=submission.number)
    case_words.remember(case)
    case.save()
    documents.order(case, Document.Kind.ORDER_COPY, at=at, number=submission.number, submission=submission)
    return case
