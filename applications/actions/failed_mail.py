"""Mail that failed for good: an administrator sends it again."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models import Notification
from applications.problems import NotAllowed, NotReady
from applications.queueing import enqueue
from applications.sending import send_again
from registries.models import Authority, Role
from registries.roles import authorities_of, has_role
from registries.setup.events import note


def failed_mail_for(user):
    """The mails that failed for good, of the authorities that the person administers; the newest first."""
    mine = authorities_of(user, Role.ADMINISTRATOR)
    about = (
        Q(application__authority__in=mine)
        | Q(enquiry_message__enquiry__authority__in=mine)
        | Q(project_event__project__applications__authority__in=mine)
    )
    return Notification.objects.failed().filter(about).distinct()


def authority_of(mail: Notification, by) -> Authority | None:
    """The authority in whose log the deed stands; of a mail about a project one that `by` administers."""
    if mail.application:
        return mail.application.authority
    if mail.enquiry_message:
        return mail.enquiry_message.enquiry.authority
    cases = mail.project_event.project.applications.all()
    return next((case.authority for case in cases if has_role(by, case.authority, Role.ADMINISTRATOR)), None)


@transaction.atomic
def send_failed_mail_again(*, by, mail: Notification, at: datetime | None = None) -> None:
    """Give a mail that failed for good new attempts. Raises NotAllowed, or NotReady where it has not failed."""
    mail = Notification.objects.select_for_update(of=("self",)).get(pk=mail.pk)
    authority = authority_of(mail, by)
    if authority is None or not has_role(by, authority, Role.ADMINISTRATOR):
        raise NotAllowed
    if mail.state != Notification.State.FAILED:
        raise NotReady([_("This mail is on its way again, or was sent. Nothing was done.")])
    send_again(mail)
    note(authority, "mail_sent_again", by=by, subject=mail.template, mail=mail.pk, at=at)
    transaction.on_commit(partial(enqueue, "send_notification", mail.pk), robust=True)
