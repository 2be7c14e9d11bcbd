"""The approvals of a project: write one, or take one away (B4, B7)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.approvals import faults, fingerprint
from applications.fact_following import changing
from applications.models import Approval, Project
from applications.problems import NotAllowed, NotReady, Refused
from applications.project_log import locked_project, note
from registries.models import Registry

GONE = _(
    "Somebody else removed this approval. What you typed is kept here: save it to add it again, or leave the page."
)


class StaleApproval(Refused):
    """Somebody changed the approval since the page was opened; `theirs` is what stands there now."""

    def __init__(self, theirs: Approval):
        super().__init__(
            [_("Somebody else changed this approval. Both versions are shown. Yours is not saved yet: save it again.")]
        )
        self.theirs = theirs


class RemovedApproval(Refused):
    """Somebody removed the approval since the page was opened."""

    def __init__(self):
        super().__init__([GONE])


def _open(by, project: Project) -> Project:
    """The project, locked, for somebody who may write in it. Raises NotAllowed."""
    project = locked_project(project.pk)
    if not by.has_perm("applications.edit_project", project):
        raise NotAllowed
    return project


@transaction.atomic
def save_approval(
    *,
    by,
    project: Project,
    approval_id: int | None = None,
    known: str = "",
    sources: Iterable[Registry] = (),
    at: datetime | None = None,
    **fields,
) -> Approval:
    """Add an approval to a project, or change one; `known` is the fingerprint of the state that the page showed.

    Raises NotAllowed for whoever only reads, NotReady for what cannot be right, StaleApproval and RemovedApproval where
    somebody was faster. Drafts that follow the project follow; what has been sent stays as it was.
    """
    project = _open(by, project)
    if wrong := faults(fields):
        raise NotReady([sentence for _column, sentence in wrong])
    approval = _approval(project, approval_id, known)
    kind = "approval_changed" if approval.pk else "approval_added"
    if approval.kind != fields["kind"]:
        approval.sort = ""  # what a form called it was a sort of the other kind
    for name, value in fields.items():
        setattr(approval, name, value)
    with changing(project, "approvals"):
        approval.save()
        approval.sources.set(sources)
    note(project, kind, by=by, at=at or timezone.now(), approval=approval.pk, reference=approval.reference)
    return approval


def _approval(project: Project, approval_id: int | None, known: str) -> Approval:
    """The approval that is to be written, as the page knew it."""
    if approval_id is None:
        return Approval(project=project, position=project.approvals.count())
    approval = project.approvals.filter(pk=approval_id).first()
    if approval is None:
        raise RemovedApproval
    if known and known != fingerprint(approval):
        raise StaleApproval(approval)
    return approval


@transaction.atomic
def remove_approval(*, by, project: Project, approval_id: int, at: datetime | None = None) -> Approval | None:
    """Take an approval away from a project; None where somebody else has done so. Raises NotAllowed."""
    project = _open(by, project)
    approval = project.approvals.filter(pk=approval_id).first()
    if approval is not None:
        details = {"approval": approval.pk, "reference": approval.reference}
        note(project, "approval_removed", by=by, at=at or timezone.now(), **details)
        with changing(project, "approvals"):
            approval.delete()
    return approval
