"""What the authorities of a project may see of each other's cases, as the applicants consent."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import Project, Sharing
from applications.problems import NotAllowed, refuse_unless
from applications.project_cases import note_in_cases
from applications.project_log import locked_project, note


@transaction.atomic
def share(*, by, project: Project, sharing: str, at: datetime | None = None) -> Project:
    """Consent to more or to less from now on. Every sent case of the project writes it down.

    Raises NotAllowed for whoever does not answer for the project, NotReady for a choice that there is not.
    """
    at, project = at or timezone.now(), locked_project(project.pk)
    if not by.has_perm("applications.share_project", project):
        raise NotAllowed
    refuse_unless((sharing in Sharing.values, _("Choose what the authorities may see. Nothing was changed.")))
    if sharing != project.sharing:
        project.sharing = sharing
        project.save(update_fields=["sharing"])
        note(project, "sharing_changed", by=by, at=at, sharing=sharing)
        note_in_cases(project, "sharing_changed", by=by, at=at, sharing=sharing)
    return project
