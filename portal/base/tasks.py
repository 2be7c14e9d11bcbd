"""Celery tasks of the ground that every app stands on. Each can run twice; none decides anything."""

from celery import shared_task
from django.utils import timezone

from portal.base import retention


@shared_task(soft_time_limit=3300, time_limit=3600)
def keep_no_longer() -> None:
    """Delete, or take names out of, everything whose time is over."""
    retention.carry_out(timezone.now())
