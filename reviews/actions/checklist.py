"""Answer the rows of the checklist."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.checklist import checklist_rows
from applications.models import Application
from applications.problems import refuse_unless
from applications.workflow import locked, record, require
from reviews.models import ChecklistAnswer


@transaction.atomic
def answer_rows(
    *, by, application_id: int, answers: dict, submission_number: int | None = None, at: datetime | None = None
) -> Application:
    """Save {row key: (answer, comment)}; an empty answer takes the row's answer back. Rows that do not count are left.

    A row that was opened again stays open while its answer is empty. `submission_number` is what was looked at (None:
    the newest). Raises NotReady where the case has ended, or where the applicant has sent something newer.
    """
    at = at or timezone.now()
    case = locked(application_id)
    require("check", by, case)
    newest = case.newest_submission.number if case.newest_submission else None
    newer = _("The applicant has sent a completion since you opened this page. Look at what changed, then save again.")
    refuse_unless(
        (case.is_open, _("The case has ended: %(stage)s") % {"stage": case.stage_name}),
        (submission_number in (None, newest), newer),
    )
    given = {answer.key: answer for answer in case.checklist_answers.all()}
    judged = {row.key for row in checklist_rows(case)} & set(answers)
    judged_again = {}
    for key in sorted(judged):
        before = given.get(key)
        if _is_new(before, *answers[key]):
            judged_again |= {key: _who(before)} if before and before.is_reopened else {}
            _save(case, key, *answers[key], by=by, at=at, submission_number=newest)
    if judged_again:  # who had judged what before: the row itself holds the newest judgement alone
        record(case, "rows_judged_again", by=by, at=at, submission=newest, before=judged_again)
    return case


def _is_new(before: ChecklistAnswer | None, answer: str, comment: str) -> bool:
    """Whether an answer says anything that is not kept yet."""
    if before is None or before.is_reopened:
        return bool(answer)
    return (answer, comment[:500]) != (before.answer, before.comment)


def _who(before: ChecklistAnswer) -> dict:
    return {"answer": before.answer, "by_id": before.by_id, "submission": before.submission_number}


def _save(case: Application, key: str, answer: str, comment: str, **judged) -> None:
    if not answer:
        case.checklist_answers.filter(key=key).delete()
        return
    ChecklistAnswer.objects.update_or_create(
        application=case,
        key=key,
        defaults={"answer": answer, "comment": comment[:500], "reopened_number": None, **judged},
    )
