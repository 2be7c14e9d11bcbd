"""Open rows of the checklist again, of which a new submission says something else."""

from applications.checklist import changed_rows
from applications.models import Application, Submission


def reopen(case: Application, *, submission: Submission, asked: list[str]) -> list[str]:
    """Open rows of a locked case again; gives back their keys, sorted.

    Each answer is held against the submission that it judged: where that differs the row is open again, and where an
    earlier change was taken back it holds as before. `asked` are rows that the applicant was asked about: somebody has
    to look at the answer, whatever it changed.
    """
    answers = list(case.checklist_answers.all())
    judged = {row.number: row for row in case.submissions.filter(number__in={row.submission_number for row in answers})}
    changed = {number: changed_rows(case, earlier, submission) for number, earlier in judged.items()}
    opened = []
    for answer in answers:
        is_open = answer.key in changed.get(answer.submission_number, ()) or answer.key in asked
        answer.reopened_number = submission.number if is_open else None
        opened += [answer.key] if is_open else []
    case.checklist_answers.bulk_update(answers, ["reopened_number"])
    return sorted(opened)
