"""Celery tasks. Each takes a primary key and can run twice; none decides anything."""

import logging
from datetime import timedelta

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from applications import clocks, documents, sending
from applications.actions import completion_request, duty
from applications.models import Application, CompletionRequest, Document, Duty, Notification
from applications.queueing import enqueue
from applications.workflow import locked
from portal.accounts.models import User
from portal.base.clock import today

logger = logging.getLogger(__name__)


@shared_task
def send_notification(notification_id: int) -> None:
    """Send one row of the outbox."""
    sending.send(notification_id)


@shared_task
def render_document(document_id: int) -> None:
    """Make the PDF of a document that was ordered."""
    documents.ensure_rendered(document_id)


@shared_task
def sweep_notifications() -> None:
    """Take up what a dead broker or a dead worker left behind: mails and documents."""
    for pk in Notification.objects.left_behind().values_list("pk", flat=True)[:500]:
        enqueue("send_notification", pk)
    waiting = Document.objects.filter(sha256="", ordered_at__lt=timezone.now() - timedelta(minutes=2))
    for pk in waiting.values_list("pk", flat=True)[:500]:
        enqueue("render_document", pk)


@shared_task
def tick_clocks() -> None:
    """Write the days that have passed onto every open case."""
    for pk in Application.objects.still_open().values_list("pk", flat=True).iterator():
        tick_clock(pk)


@transaction.atomic
def tick_clock(application_id: int) -> None:
    """Write the clocks of one case anew, from its events."""
    case = locked(application_id)
    clocks.refresh(case)
    case.save()


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
def follow_up_completion_requests() -> None:
    """Remind of answers that are awaited, and tell which did not come. What was told is not told again."""
    portal = User.objects.portal()
    for request in CompletionRequest.objects.to_follow_up().iterator(chunk_size=500):
        try:
            if request.to_tell_on(today(time_zone=request.application.authority.time_zone)):
                completion_request.follow_up(by=portal, request_id=request.pk)
        except Exception:  # one that fails is tried again tomorrow; the others are not kept waiting for it
            logger.exception("completion request %s was not followed up", request.pk)
