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
    *,
    by,
    application_id: int,
    answers: dict,
    submission_number: int | None = None,
    seen: dict | None = None,
    at: datetime | None = None,
) -> Application:
    """Save {row key: (answer, comment)}; an empty answer takes the row's answer back. Rows that do not count are left.

    A row that was opened again stays open while its answer is empty. `submission_number` is what was looked at (None:
    the newest), `seen` what the rows said when the page was drawn (None: whatever they say). Raises NotReady where
    the applicant has sent something newer, or where a colleague has judged a row meanwhile.
    """
    at = at or timezone.now()
    case = locked(application_id)
    require("check", by, case)
    newest = case.newest_submission.number if case.newest_submission else None
    newer = _("The applicant has sent a completion since you opened this page. Look at what changed, then save again.")
    refuse_unless((submission_number in (None, newest), newer))
    given = {answer.key: answer for answer in case.checklist_answers.all()}
    rows = {row.key: row for row in checklist_rows(case)}
    judged = rows.keys() & answers.keys()
    meanwhile = [] if seen is None else [rows[key] for key in judged if _is_other(given.get(key), seen, key, answers)]
    refuse_unless((not meanwhile, _told_of(meanwhile, given, case)))
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


def _said(answer: ChecklistAnswer | None) -> tuple[str, str]:
    """What a row says: answer and comment, both empty where nobody has looked at it, or where it is open again."""
    return ("", "") if answer is None or answer.is_reopened else (answer.answer, answer.comment)


def _is_other(given: ChecklistAnswer | None, seen: dict, key: str, answers: dict) -> bool:
    """Whether a row says something else than the page that it was judged on, and than the new answer."""
    now = _said(given)
    return now != tuple(seen.get(key, ("", ""))) and now != tuple(answers[key])


def _told_of(rows: list, given: dict[str, ChecklistAnswer], case: Application) -> str:
    """Which rows were judged meanwhile, and how."""
    told = []
    for row in sorted(rows, key=lambda row: row.key):
        answer, comment = _said(given.get(row.key))
        words = ChecklistAnswer.Answer(answer).label if answer else _("not looked at")
        told.append(f"{row.name(case)} ({words}{': ' if comment else ''}{comment})")
    sentence = _("A colleague has judged this while the page was open: %(rows)s. Save again to put your answer there.")
    return sentence % {"rows": "; ".join(told)}


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
