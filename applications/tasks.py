"""Celery tasks. Each takes a primary key and can run twice; none decides anything."""

import logging
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from applications import digests, documents, heads, sending, ticking
from applications.actions import attachment, completion_request, duty, reminder, specification
from applications.models import (
    Application,
    Attachment,
    CompletionRequest,
    Digest,
    Document,
    Duty,
    Notification,
    Specification,
)
from applications.queueing import enqueue
from portal.accounts.models import User
from portal.base.clock import today

logger = logging.getLogger(__name__)


@shared_task
def send_notification(notification_id: int) -> None:
    """Send one row of the outbox."""
    sending.send(notification_id)


@shared_task
def gather_digests() -> None:
    """Begin the daily mails: one for everybody who has chosen it, and for whom something waits."""
    for pk in digests.gather():
        enqueue("send_digest", pk)


@shared_task
def send_digest(digest_id: int) -> None:
    """Send the daily mail of one person."""
    digests.send(digest_id)


@shared_task
def render_document(document_id: int) -> None:
    """Make the PDF of a document that was ordered."""
    documents.ensure_rendered(document_id)


@shared_task
def sweep_notifications() -> None:
    """Take up what a dead broker or a dead worker left behind: mails and documents."""
    for pk in Notification.objects.left_behind().values_list("pk", flat=True)[:500]:
        enqueue("send_notification", pk)
    for pk in Digest.objects.left_behind().values_list("pk", flat=True)[:500]:
        enqueue("send_digest", pk)
    waiting = Document.objects.filter(sha256="", ordered_at__lt=timezone.now() - timedelta(minutes=2))
    for pk in waiting.values_list("pk", flat=True)[:500]:
        enqueue("render_document", pk)


@shared_task
def scan_waiting() -> None:
    """Show the scanner the files that came while it was away, or before there was one."""
    if settings.CLAMAV_URL:
        attachment.scan_waiting(Attachment.objects.unscanned()[:200], by=User.objects.portal())


@shared_task
def tick_clocks() -> None:
    """Write the days that have passed onto every open case. What one run does not come to, the next one does."""
    ticking.tick(timezone.now())


@shared_task
def remind_of_deadlines() -> None:
    """Remind those who hold a case up. What was told is not told again."""
    portal = User.objects.portal()
    for pk in Application.objects.to_remind(timezone.now()).values_list("pk", flat=True):
        try:
            reminder.remind(by=portal, application_id=pk)
        except Exception:  # one that fails is tried again tomorrow; the others are not kept waiting for it
            logger.exception("nobody was reminded of case %s", pk)


@shared_task
def follow_up_duties() -> None:
    """Remind of what is owed after deliveries, and tell what is late. What was told is not told again."""
    portal = User.objects.portal()
    for pk in Duty.objects.to_follow_up(timezone.now()).values_list("pk", flat=True):
        try:
            duty.follow_up(by=portal, duty_id=pk)
        except Exception:  # one that fails is tried again tomorrow; the others are not kept waiting for it
            logger.exception("duty %s was not followed up", pk)


@shared_task
def expire_specifications() -> None:
    """Tell of the specifications that nobody answered in time. What was told is not told again."""
    portal = User.objects.portal()
    for pk in Specification.objects.to_expire(timezone.now()).values_list("pk", flat=True):
        try:
            specification.expire(by=portal, specification_id=pk)
        except Exception:  # as above
            logger.exception("specification %s was not told of as expired", pk)


@shared_task
def follow_up_completion_requests() -> None:
    """Remind of answers that are awaited, and tell which did not come. What was told is not told again."""
    portal = User.objects.portal()
    for request in CompletionRequest.objects.to_follow_up().iterator(chunk_size=500):
        try:
            if request.to_tell_on(today(time_zone=request.application.authority.time_zone)):
                completion_request.follow_up(by=portal, request_id=request.pk)
        except Exception:  # one that fails is tried again tomorrow; the others are not kept waiting for it
            logger.exception("completion request %s was not followed up", request.pk)


@shared_task
def write_heads() -> None:
    """Keep the day's heads of the chains outside of the database, where a place for them is set."""
    if settings.HEADS_FOLDER or settings.HEADS_MAIL:
        heads.keep_outside(timezone.now(), folder=settings.HEADS_FOLDER, addresses=settings.HEADS_MAIL)
