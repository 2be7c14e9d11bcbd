"""Write a note that stays inside the authority, and speak to colleagues in it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.problems import refuse_unless
from applications.workflow import locked, record, require
from portal.accounts.models import User
from reviews.colleagues import colleagues_on
from reviews.models import Note, NoteMention


@transaction.atomic
def write_note(
    *, by, application_id: int, text: str, mentions: Collection[User] = (), at: datetime | None = None
) -> Note:
    """Keep a note, and tell the colleagues whom it mentions.

    Raises NotReady for an empty one, or for somebody who may not see the case at the desk.
    """
    at = at or timezone.now()
    case = locked(application_id)
    require("write_on_desk", by, case)
    people = {person.pk for person in mentions}
    known = set(colleagues_on(case, by=by).filter(pk__in=people).values_list("pk", flat=True)) if people else set()
    refuse_unless(
        (bool(text.strip()), _("The note is empty. Write something first.")),
        (people == known, _("Only colleagues who may see the case can be mentioned.")),
    )
    note = Note.objects.create(application=case, author=by, text=text.strip(), at=at)
    if people:
        NoteMention.objects.bulk_create(NoteMention(note=note, user_id=pk) for pk in sorted(people))
        record(case, "mentioned", by=by, at=at, note=note, people=sorted(people))
    return note


def mark_mentions_read(case: Application, *, by) -> None:
    """Remember that a colleague has seen the notes of a case."""
    NoteMention.objects.unread_by(by).filter(note__application=case).update(read_at=timezone.now())
