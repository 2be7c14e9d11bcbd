"""Write a message in a case, from either side."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Message
from applications.permissions import is_in_team
from applications.problems import NotReady
from applications.workflow import locked, record, require


@transaction.atomic
def write_message(*, by, application_id: int, text: str, at: datetime | None = None) -> Message:
    """Send a message to the other side. Raises NotReady for an empty one, or in a draft that nobody has received."""
    at = at or timezone.now()
    case = locked(application_id)
    from_authority = not is_in_team(by, case)
    require("write_on_desk" if from_authority else "write_as_applicant", by, case)
    if not case.case_number:
        raise NotReady([_("The application has not been sent, so nobody can read a message in it yet.")])
    if not text.strip():
        raise NotReady([_("The message is empty. Write something first.")])
    message = Message.objects.create(
        application=case, author=by, from_authority=from_authority, text=text.strip(), sent_at=at
    )
    record(case, "message_sent", by=by, at=at, message=message, from_authority=from_authority)
    return message


def mark_read(case: Application, *, by) -> None:
    """Remember that the other side's messages have been seen."""
    unread = case.messages.filter(read_at=None, from_authority=is_in_team(by, case))
    unread.update(read_at=timezone.now())
