"""Questions that a legal meeting leaves behind: the case officer passes them on to the applicant (S16, T4)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.actions.message import write_message
from applications.models import Application, LegalReview
from applications.problems import NotReady, refuse_unless
from applications.workflow import locked, record, require
from reviews.actions.completion_request import ask
from reviews.models import MeetingQuestion

How = MeetingQuestion.How


def raise_questions(case: Application, review: LegalReview, text: str, *, by, at: datetime) -> MeetingQuestion:
    """Keep the questions of a meeting about a locked case. They wait for its officer, who is told."""
    question = MeetingQuestion.objects.create(
        review=review, application=case, text=text.strip(), asked_by=by, asked_at=at
    )
    record(case, "questions_raised", by=by, at=at, question=question)
    return question


@transaction.atomic
def pass_on(
    *,
    by,
    application_id: int,
    question_id: int,
    how: str,
    text: str,
    sections: list[str] = (),
    due_on: date | None = None,
    at: datetime | None = None,
) -> None:
    """Send questions of a meeting to the applicant, as a completion request or as a message, in the words of `text`.

    Raises NotReady with what the request or the message lacks, or where the questions are settled already.
    """
    at = at or timezone.now()
    question = _open_question(by, application_id, question_id)
    if how == How.REQUEST:
        ask(by=by, application_id=application_id, text=text, sections=list(sections), due_on=due_on, at=at)
    else:
        write_message(by=by, application_id=application_id, text=text, at=at)
    _settle(question, how=How(how), by=by, at=at)


@transaction.atomic
def drop(*, by, application_id: int, question_id: int, reason: str, at: datetime | None = None) -> None:
    """Settle questions without asking the applicant, with the reason. Raises NotReady without one."""
    at = at or timezone.now()
    question = _open_question(by, application_id, question_id)
    refuse_unless((bool(reason.strip()), _("Write why the applicant need not be asked.")))
    case = locked(application_id)
    record(case, "question_dropped", by=by, at=at, question=question, reason=reason.strip())
    _settle(question, how=How.NOT_NEEDED, by=by, at=at)


def _open_question(by, application_id: int, question_id: int) -> MeetingQuestion:
    case = locked(application_id)
    require("ask", by, case)
    question = case.meeting_questions.open().filter(pk=question_id).first()
    if question is None:
        raise NotReady([_("These questions are settled already.")])
    return question


def _settle(question: MeetingQuestion, *, how: str, by, at: datetime) -> None:
    question.settled_at, question.settled_by, question.how = at, by, how
    question.save(update_fields=["settled_at", "settled_by", "how"])
