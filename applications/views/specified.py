"""Versions of a specification for reading: by the applicant, and at the desk."""

from collections.abc import Iterable
from itertools import zip_longest

from applications.models import ESTIMATED_WORK, Application, Specification, Submission
from applications.specification_differences import delivery_in_words, difference, period_in_words
from applications.specifying import groups_of


def to_read(case: Application, versions: Iterable[Specification]) -> list[Specification]:
    """Versions of a case, newest first, each with its state of today, its parts in words, and what differs from the
    one before.
    """
    shown, day = list(versions), case.authority.today()
    _give_submissions(case, shown)
    for version, earlier in zip_longest(shown, shown[1:]):
        version.state = version.state_on(day)
        version.is_expired = version.state == version.State.EXPIRED
        version.groups = groups_of(version)
        version.period_text, version.delivery_text = period_in_words(version), delivery_in_words(version)
        hours = version.activities if version.amount is None else {}
        version.hours_by_activity = [(work.label, hours[work]) for work in ESTIMATED_WORK if work in hours]
        version.difference = difference(version, earlier) if earlier else None
    return shown


def _give_submissions(case: Application, versions: list[Specification]) -> None:
    """Let versions share the submissions that they are composed from: mostly the one that the page has read already."""
    needed = {version.submission_id for version in versions} - {None}
    known = {case.newest_submission.pk: case.newest_submission} if needed else {}
    known |= Submission.objects.in_bulk(needed - known.keys()) if needed - known.keys() else {}
    for version in versions:
        version.submission = known.get(version.submission_id)
