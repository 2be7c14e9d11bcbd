"""Sending the outbox: one row, once, and what happens when it fails."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from applications.documents import ensure_rendered
from applications.invitations import token_of
from applications.models import Document, Invitation, Notification
from portal.base.mail import compose

MOST_ATTEMPTS = 6
REPRESENTATIVE_SALT = "applications.representative"
# Mails to the authority lead to the desk, all others to the applicant's page of the case.
DESK_TEMPLATES = frozenset(
    {
        "case_arrived",
        "case_assigned",
        "completion_answered",
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
    }
)
TEAM_TEMPLATES = frozenset({"team_joined", "team_left", "team_to_confirm"})  # these lead to the page of the team


def send(notification_id: int) -> bool:
    """Send one row of the outbox. True where a mail went out; a row that is sent or failed is left alone.

    The row is claimed in a short transaction of its own, so that two workers never send the same mail, and no lock is
    held while the mail server answers.
    """
    notification = _claim(notification_id)
    if notification is None:
        return False
    try:
        _mail_of(notification).send()
    except Exception as error:  # whatever a mail server does, the outbox has to know it
        _failed(notification, error)
        return False
    Notification.objects.filter(pk=notification.pk).update(
        state=Notification.State.SENT, sent_at=timezone.now(), last_error="", next_attempt_at=None
    )
    return True


@transaction.atomic
def _claim(notification_id: int) -> Notification | None:
    """Take the row for an attempt. Until the attempt's time has passed nobody else takes it."""
    notification = Notification.objects.select_for_update().filter(pk=notification_id).first()
    now = timezone.now()
    if notification is None or notification.state != Notification.State.WAITING:
        return None
    if notification.next_attempt_at and notification.next_attempt_at > now:
        return None
    notification.attempts += 1
    notification.next_attempt_at = now + timedelta(minutes=2**notification.attempts)
    notification.save(update_fields=["attempts", "next_attempt_at"])
    return notification


def _failed(notification: Notification, error: Exception) -> None:
    """Keep what went wrong; after the last attempt the administrator sees the row and can send it again."""
    gave_up = notification.attempts >= MOST_ATTEMPTS
    Notification.objects.filter(pk=notification.pk).update(
        state=Notification.State.FAILED if gave_up else Notification.State.WAITING,
        last_error=f"{type(error).__name__}: {error}"[:500],
    )


def send_again(notification: Notification) -> None:
    """Give a failed row new attempts; the administrator's button."""
    notification.state = Notification.State.WAITING
    notification.attempts = 0
    notification.next_attempt_at = None
    notification.save(update_fields=["state", "attempts", "next_attempt_at"])


def _mail_of(notification: Notification):
    with translation.override(notification.language):
        if notification.project_event:
            return _about_project(notification)
        return _about_enquiry(notification) if notification.enquiry_message else _about_case(notification)


def _about_case(notification: Notification):
    case = notification.application
    mail = _composed(
        notification, _path_for(notification), authority=case.authority, case=case, details=notification.event.details
    )
    if notification.template == "application_received" and case.procedure.order_copy_in_confirmation:
        _attach_order_copy(mail, case)
    return mail


def _about_enquiry(notification: Notification):
    enquiry = notification.enquiry_message.enquiry
    path = reverse("enquiry_page", args=[enquiry.public_id])
    return _composed(notification, path, authority=enquiry.authority, enquiry=enquiry, place=_asked_about(enquiry))


def _about_project(notification: Notification):
    """A mail about a team. It names people, and never the project: its title says what is studied."""
    event = notification.project_event
    invitation = Invitation.objects.filter(pk=event.details.get("invitation")).first()
    path = _project_path(notification, invitation)
    words = {"project": event.project, "by": event.by, "details": event.details, "invitation": invitation}
    return _composed(notification, path, **words)


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


def _composed(notification: Notification, path: str, **words):
    """The mail with its one link, and with the words that its template speaks of."""
    return compose(
        notification.template,
        language=notification.language,
        to=notification.email,
        context={"recipient": notification.recipient, "link": settings.PORTAL_URL + path, **words},
    )


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
        return reverse("desk_case", args=[case.public_id])
    if notification.template == "message_written" and not notification.event.details.get("from_authority"):
        return reverse("desk_case", args=[case.public_id])
    return reverse("application_page", args=[case.public_id])
