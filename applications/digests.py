"""The daily mail: everything that a person wants to read of once a day, in one mail with one link for each case."""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from applications.models import Digest, Notification
from applications.sending import claim, deliver, gave_up, words_of
from portal.accounts.mail_choices import STOP_SALT
from portal.accounts.models import How
from portal.base.clock import today
from portal.base.mail import compose, subject_of

ABOUT = (
    "recipient",
    "event",
    "application__authority",
    "application__procedure",
    "project_event__project",
    "project_event__by",
    "enquiry_message__enquiry__authority",
    "enquiry_message__enquiry__registry",
)


@dataclass
class Subject:
    """One case, enquiry or project of the daily mail: what happened in it, and where to read on."""

    name: str
    link: str
    lines: list[str] = field(default_factory=list)


def gather(at: datetime | None = None) -> list[int]:
    """Begin the daily mail of everybody for whom lines wait, once a day. Returns the ids of what is to be sent."""
    at = at or timezone.now()
    people = Notification.objects.for_digests().order_by().values_list("recipient", flat=True).distinct()
    return [pk for person in people if (pk := _begin(person, at))]


@transaction.atomic
def _begin(person: int, at: datetime) -> int | None:
    """The digest of one person and day, with the lines that wait; None where today's has begun already."""
    digest, is_new = Digest.objects.get_or_create(recipient_id=person, day=today(at), defaults={"created_at": at})
    if not is_new:
        return None
    Notification.objects.for_digests().filter(recipient=person).update(digest=digest)
    return digest.pk


def send(digest_id: int) -> bool:
    """Send one daily mail. True where it went out; one that is sent or failed is left alone.

    Where it fails for good, its lines become mails of their own, which the administrator sees and can send again.
    """
    digest = claim(Digest.objects.all(), digest_id)
    if digest is None:
        return False
    is_sent = deliver(digest, mail_of)
    digest.refresh_from_db()
    if is_sent:
        digest.notifications.update(state=Notification.State.SENT, sent_at=digest.sent_at)
    elif gave_up(digest):
        digest.notifications.update(
            how=How.AT_ONCE, digest=None, state=Notification.State.FAILED, last_error=digest.last_error
        )
    return is_sent


def mail_of(digest: Digest):
    """The daily mail, in its receiver's language, with the way to stop it in its head (RFC 8058)."""
    person = digest.recipient
    with translation.override(person.language):
        subjects = subjects_of(digest)
        stop = settings.PORTAL_URL + reverse("mail_stop", args=[signing.dumps(str(person.public_id), salt=STOP_SALT)])
        words = {
            "recipient": person,
            "subjects": subjects,
            "day": digest.day,
            "choices": settings.PORTAL_URL + reverse("mail_choices"),
            "stop": stop,
        }
        mail = compose("digest", language=person.language, to=person.email, context=words)
    mail.extra_headers["List-Unsubscribe"] = f"<{stop}>"
    mail.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return mail


def subjects_of(digest: Digest) -> list[Subject]:
    """What the mail tells, by case, enquiry or project, in the order of what came first; nothing is said twice."""
    found: dict[tuple, Subject] = {}
    for row in digest.notifications.select_related(*ABOUT).order_by("created_at", "pk"):
        words = words_of(row)
        subject = subject_of(row.template, language=row.language, context=words)
        name, line = _parted(row, subject)
        about = _about(row)
        told = found.setdefault(about, Subject(name, words["link"]))
        told.link = words["link"]  # where the newest of it leads
        if line not in told.lines:
            told.lines.append(line)
    return list(found.values())


def _about(row: Notification) -> tuple:
    if row.project_event:
        return ("project", row.project_event.project_id)
    return ("enquiry", row.enquiry_message.enquiry_id) if row.enquiry_message else ("case", row.application_id)


def _parted(row: Notification, subject: str) -> tuple[str, str]:
    """What a subject is about, and what it says: mails of cases and enquiries name the first before a colon."""
    if row.project_event_id:
        return "", subject
    name, _colon, line = subject.partition(": ")
    return name, line
