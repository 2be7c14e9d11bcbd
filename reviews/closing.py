"""What becomes of a person's own things at the desk when the account is closed."""

from datetime import datetime
from functools import partial

from django.db import transaction

from reviews.models import ConflictOfInterest, Export, LiftedTie, SavedView


def lock(user) -> None:
    """Nothing here is held together with others."""


def reasons(user) -> list[str]:
    """Nothing at the desk stands against it but open cases, of which the case file knows."""
    return []


def forget(user, at: datetime) -> None:
    """Delete own views, the files of exports, and to which institution the person was found to belong.

    Shared views, who took what out, and to whom a case was closed belong to the authority.
    """
    ConflictOfInterest.objects.filter(user=user).update(institution="")
    LiftedTie.objects.filter(user=user).delete()
    SavedView.objects.filter(owner=user, is_shared=False).delete()
    for export in Export.objects.filter(by=user, deleted_at=None):
        if export.file:
            transaction.on_commit(partial(export.file.storage.delete, export.file.name), robust=True)
        Export.objects.filter(pk=export.pk).update(file="", deleted_at=at, query="", cases=[])
