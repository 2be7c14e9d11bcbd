"""Drafts that are left alone: the team is told, and the draft is deleted unless somebody opens it or writes in it.

Events are never deleted, so what is left of a draft is a case without a word in it: its chain, and who did what when
(decision 0030).
"""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from applications.models import (
    Answers,
    Application,
    CaseWords,
    DraftNotice,
    EventReason,
    LinkagePlan,
    Project,
    ProjectFact,
    ProjectMember,
)
from applications.project_log import locked_project_of
from applications.workflow import lapse, locked, record
from portal.base.clock import today

GRACE = timedelta(days=30)  # between the mail and the deletion


def is_to_be_deleted(case: Application) -> bool:
    """Whether the team was told that the draft will be deleted, and nobody has opened it since."""
    notice = getattr(case, "draft_notice", None)
    return case.is_draft and notice is not None and notice.kept_at is None


@transaction.atomic
def keep(*, by, case: Application, at: datetime | None = None) -> None:
    """Take back what was told: somebody of the team has opened the draft, and its time begins anew."""
    if by.has_perm("applications.read", case):
        DraftNotice.objects.filter(application=case, kept_at=None).update(kept_at=at or timezone.now())


@transaction.atomic
def announce(*, by, application_id: int, untouched_since: datetime, at: datetime | None = None) -> bool:
    """Tell the team of a draft on which day it will be deleted. False where somebody has written in it meanwhile."""
    at = at or timezone.now()
    locked_project_of(application_id)
    case = locked(application_id)
    if not Application.objects.untouched_since(untouched_since).filter(pk=case.pk).exists():
        return False
    day = today(at) + GRACE
    told = {"told_at": at, "delete_on": day, "kept_at": None}
    DraftNotice.objects.update_or_create(application=case, defaults=told)
    record(case, "draft_announced", by=by, at=at, until=day)
    return True


@transaction.atomic
def delete_announced(*, by, notice_id: int, at: datetime | None = None) -> bool:
    """Delete a draft whose day has come. False where it was touched since the team was told: then it is kept."""
    at = at or timezone.now()
    notice = DraftNotice.objects.filter(pk=notice_id).first()
    if notice is None:
        return False
    project = locked_project_of(notice.application_id)
    case = locked(notice.application_id)
    notice = DraftNotice.objects.select_for_update().get(pk=notice_id)
    untouched = Application.objects.untouched_since(notice.told_at).filter(pk=case.pk).exists()
    if notice.kept_at is None and untouched:
        discard(case, project, by=by, at=at)
        return True
    if not untouched:
        notice.delete()
    return False


@transaction.atomic
def delete_taken_back(*, by, application_id: int, at: datetime | None = None) -> None:
    """Delete what was written in a draft that its applicant has withdrawn without sending it."""
    project = locked_project_of(application_id)
    discard(locked(application_id), project, by=by, at=at or timezone.now())


def discard(case: Application, project: Project, *, by, at: datetime) -> None:
    """End a locked draft and delete everything that was written in it; the project too, where it has nothing else."""
    if case.is_draft:
        lapse(case, by=by, at=at)
    else:
        record(case, "emptied", by=by, at=at)
    _empty(case, at)
    if not project.applications.filter(emptied_at=None).exists() and not project.enquiries.exists():
        _empty_project(project, at)


def _empty(case: Application, at: datetime) -> None:
    delete_files(case.attachments.all())
    case.requested_variables.all().delete()
    case.presences.all().delete()
    case.messages.all().delete()
    Answers.objects.filter(application=case).update(values={}, versions={}, savers={}, own=[])
    CaseWords.objects.filter(application=case).delete()
    EventReason.objects.filter(event__application=case).delete()
    DraftNotice.objects.filter(application=case).delete()
    ProjectFact.objects.filter(origin=case).update(origin=None)  # what other cases go by stays the project's own
    case.title, case.emptied_at = "", at
    case.save(update_fields=["title", "emptied_at"])


def delete_files(attachments) -> int:
    """Delete enclosed files, and their content once that is committed. Gives how many."""
    number = 0
    for attachment in list(attachments):
        storage, name = attachment.file.storage, attachment.file.name
        transaction.on_commit(partial(storage.delete, name), robust=True)
        attachment.delete()
        number += 1
    return number


def _empty_project(project: Project, at: datetime) -> None:
    """What was answered once for all its applications goes with the last of them. Its events stay, without a name."""
    for rows in (project.facts, project.approvals, project.invitations, project.access_confirmations):
        rows.all().delete()
    LinkagePlan.objects.filter(project=project).delete()
    said = {"title": "", "affiliation": "", "has_access": False, "access_to": ""}
    ProjectMember.objects.filter(project=project).update(**said)
    project.members.current().update(left_at=at)
    project.title = ""
    project.save(update_fields=["title"])
