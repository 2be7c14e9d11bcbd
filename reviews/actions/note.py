"""Write a note that stays inside the authority."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.problems import NotReady
from applications.workflow import locked, require
from reviews.models import Note


@transaction.atomic
def write_note(*, by, application_id: int, text: str, at: datetime | None = None) -> Note:
    """Keep a note. Raises NotReady for an empty one."""
    case = locked(application_id)
    require("write_on_desk", by, case)
    if not text.strip():
        raise NotReady([_("The note is empty. Write something first.")])
    return Note.objects.create(application=case, author=by, text=text.strip(), at=at or timezone.now())
