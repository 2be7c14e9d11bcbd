"""Sending the outbox: one row, once, and what happens when it fails."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from applications.documents import ensure_rendered
from applications.invitations import token_of
from applications.models import Document, Invitation, Notification
from applications.models.notification import Outgoing
from portal.accounts.models import How
from portal.base.mail import compose

MOST_ATTEMPTS = 6
REPRESENTATIVE_SALT = "applications.representative"
# Mails to the authority lead to the desk, all others to the applicant's page of the case.
DESK_TEMPLATES = frozenset(
    {
        "case_arrived",
        "case_assigned",
        "completion_answered",
        "completion_not_answered",
        "waits_for_lawyer",
        "specification_accepted",
        "specification_declined",
        "specification_not_answered",
        "estimate_reached",
        "waits_for_decision",
        "waits_for_delivery",
        "complaint_made",
        "complaint_to_mend",
        "duty_is_owed",
        "duty_attested",
        "waits_for_invoice",
        "case_withdrawn",
        "case_handed_over",
        "mentioned_in_note",
        "questions_of_meeting",
        "deadline_reminder",
        "demand_reminder",
        "decision_demanded",
        "case_without_officer",
        "desk_reminder",
    }
)
# Where on the desk a mail leads, when it is not the first page of the case.
DESK_PAGES = {"mentioned_in_note": "desk_dialogue", "questions_of_meeting": "desk_legal"}
TEAM_TEMPLATES = frozenset({"team_joined", "team_left", "team_to_confirm"})  # these lead to the page of the team


def send(notification_id: int) -> bool:
    """Send one row of the outbox. True where a mail went out; a row that is sent or failed is left alone.

    A line of a daily mail is none of ours: it goes out with its digest.
    """
    notification = claim(Notification.objects.filter(how=How.AT_ONCE), notification_id)
    return notification is not None and deliver(notification, mail_of)


def deliver(row: Outgoing, compose_mail) -> bool:
    """Send the mail of a claimed row, and keep how it went. No lock is held while the mail server answers."""
    try:
        compose_mail(row).send()
    except Exception as error:  # whatever a mail server does, the outbox has to know it
        _failed(row, error)
        return False
    type(row).objects.filter(pk=row.pk).update(
        state=row.State.SENT, sent_at=timezone.now(), last_error="", next_attempt_at=None
    )
    return True


@transaction.atomic
def claim(rows: QuerySet, pk: int) -> Outgoing | None:
    """Take a row for an attempt, in a short transaction of its own. Until its time has passed nobody else takes it."""
    row = rows.select_for_update().filter(pk=pk).first()
    now = timezone.now()
    if row is None or row.state != row.State.WAITING:
        return None
    if row.next_attempt_at and row.next_attempt_at > now:
        return None
    row.attempts += 1
    row.next_attempt_at = now + timedelta(minutes=2**row.attempts)
    row.save(update_fields=["attempts", "next_attempt_at"])
    return row


def _failed(row: Outgoing, error: Exception) -> None:
    """Keep what went wrong; after the last attempt the administrator sees the row and can send it again."""
    type(row).objects.filter(pk=row.pk).update(
        state=row.State.FAILED if gave_up(row) else row.State.WAITING,
        last_error=f"{type(error).__name__}: {error}"[:500],
    )


def gave_up(row: Outgoing) -> bool:
    """Whether the attempt that is being made is the last one."""
    return row.attempts >= MOST_ATTEMPTS


def send_again(notification: Notification) -> None:
    """Give a failed row new attempts; the administrator's button."""
    notification.state = Notification.State.WAITING
    notification.attempts = 0
    notification.next_attempt_at = None
    notification.save(update_fields=["state", "attempts", "next_attempt_at"])


def mail_of(notification: Notification):
    """The mail of one row, in its receiver's language."""
    with translation.override(notification.language):
        to, case = notification.email, notification.application
        context = words_of(notification)
        mail = compose(notification.template, language=notification.language, to=to, context=context)
        if notification.template == "application_received" and case.procedure.order_copy_in_confirmation:
            _attach_order_copy(mail, case)
    return mail


def words_of(notification: Notification) -> dict:
    """What the template of a mail speaks of, with the one link of the mail."""
    if notification.project_event:
        path, words = _about_project(notification)
    elif notification.enquiry_message:
        path, words = _about_enquiry(notification.enquiry_message.enquiry)
    else:
        path, words = _about_case(notification)
    return {"recipient": notification.recipient, "link": settings.PORTAL_URL + path, **words}


def _about_case(notification: Notification) -> tuple[str, dict]:
    case = notification.application
    words = {"authority": case.authority, "case": case, "details": notification.event.details}
    return _path_for(notification), words


def _about_enquiry(enquiry) -> tuple[str, dict]:
    path = reverse("enquiry_page", args=[enquiry.public_id])
    return path, {"authority": enquiry.authority, "enquiry": enquiry, "place": _asked_about(enquiry)}


def _about_project(notification: Notification) -> tuple[str, dict]:
    """A mail about a team. It names people, and never the project: its title says what is studied."""
    event = notification.project_event
    invitation = Invitation.objects.filter(pk=event.details.get("invitation")).first()
    words = {"project": event.project, "by": event.by, "details": event.details, "invitation": invitation}
    return _project_path(notification, invitation), words


def _project_path(notification: Notification, invitation: Invitation | None) -> str:
    if invitation:
        return reverse("invitation_page", args=[token_of(invitation)])
    if notification.template == "team_removed":
        return reverse("project_list")
    project = notification.project_event.project
    name = "team_page" if notification.template in TEAM_TEMPLATES else "project_page"
    return reverse(name, args=[project.public_id])


def _asked_about(enquiry) -> str:
    """The registry that is asked about, else the authority: no secret, unlike what the researcher calls the subject."""
    return enquiry.authority.text(enquiry.registry.name if enquiry.registry else enquiry.authority.name)


def _attach_order_copy(mail, case) -> None:
    """T1: the confirmation holds a copy of the order."""
    document = case.documents.of_kind(Document.Kind.ORDER_COPY).order_by("number").first()
    if document:
        document = ensure_rendered(document.pk)
        with document.file.open("rb") as file:
            mail.attach(f"{case.case_number.replace('/', '-')}.pdf", file.read(), "application/pdf")


def _path_for(notification: Notification) -> str:
    case = notification.application
    if notification.template == "decision_to_representative":
        token = signing.dumps(str(case.public_id), salt=REPRESENTATIVE_SALT)
        return reverse("representative_page", args=[token])
    if notification.template in DESK_TEMPLATES:
        return reverse(DESK_PAGES.get(notification.template, "desk_case"), args=[case.public_id])
    if notification.template == "draft_deleted":
        return reverse("project_list")
    if notification.template == "message_written" and not notification.event.details.get("from_authority"):
        return reverse("desk_case", args=[case.public_id])
    return reverse("application_page", args=[case.public_id])
