"""Keeping what a case is found by: written with each submission, and moved along when the case ends or opens again."""

from applications.findable import marks_of, text_of
from applications.models import OPEN_STAGES, Application, CaseWords


def remember(case: Application) -> None:
    """Keep the words of a locked case and its marks, by its newest submission. The caller saves the case."""
    submission = case.submissions.order_by("-number").first()
    for name, value in marks_of(submission).items():
        setattr(case, name, value)
    if submission is not None:
        CaseWords.objects.update_or_create(pk=case.pk, defaults=_row(case, submission))


def follow(case: Application, from_stage: str, to_stage: str) -> None:
    """Let the words of a locked case be among those of open ones or of ended ones, as its stage is."""
    if to_stage and (from_stage in OPEN_STAGES) != (to_stage in OPEN_STAGES):
        CaseWords.objects.filter(pk=case.pk).update(is_open=case.is_open)


def differing(case: Application) -> list[str]:
    """What `remember` would change: names of marks, and "words"."""
    submission = case.submissions.order_by("-number").first()
    kept = CaseWords.objects.filter(pk=case.pk).values("authority_id", "is_open", "text").first()
    wanted = _row(case, submission) if submission else None
    is_other = {name: getattr(case, name) != value for name, value in marks_of(submission).items()}
    is_other["words"] = kept != wanted
    return [name for name, differs in is_other.items() if differs]


def _row(case: Application, submission) -> dict:
    return {"authority_id": case.authority_id, "is_open": case.is_open, "text": text_of(case, submission)}
