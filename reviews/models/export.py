"""Cases of the queue, exported as a workbook by a worker."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

KEPT_FOR = timedelta(days=7)


def export_path(export, filename: str) -> str:
    """Where the workbook of an export lies in the storage."""
    return f"exports/{export.public_id}.xlsx"


class ExportQuerySet(models.QuerySet):
    """Exports."""

    def of(self, user) -> "ExportQuerySet":
        """Those that the person asked for: nobody else sees them."""
        return self.filter(by=user)

    def left_behind(self, at=None) -> "ExportQuerySet":
        """Those that a dead broker or a dead worker seems to have lost: no row was written for minutes."""
        now = at or timezone.now()
        return self.filter(finished_at=None, deleted_at=None, moved_at__lt=now - timedelta(minutes=6))

    def run_out(self, at=None) -> "ExportQuerySet":
        """Those whose time is over, with a file that may still be there."""
        now = at or timezone.now()
        return self.filter(deleted_at=None, asked_at__lt=now - KEPT_FOR)


class Export(models.Model):
    """What somebody asked to have as a workbook: ticked cases, or everything that a view of the queue holds."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exports")
    language = models.CharField(max_length=5)
    query = models.TextField(blank=True)  # the address of the view; its filters are read again when the file is made
    cases = models.JSONField(default=list)  # public ids of the ticked cases; empty: everything that the view holds
    asked_at = models.DateTimeField()
    moved_at = models.DateTimeField()  # when the worker last wrote how far it has come
    total = models.PositiveIntegerField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    file = models.FileField(upload_to=export_path, max_length=200, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    failed = models.BooleanField(default=False)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["asked_at"], name="reviews_export_kept", condition=Q(deleted_at=None))]

    def __str__(self) -> str:
        return f"export {self.pk}"

    @property
    def is_ready(self) -> bool:
        """Whether the file can be fetched."""
        return bool(self.file) and self.finished_at is not None and self.deleted_at is None

    @property
    def is_under_way(self) -> bool:
        """Whether a worker still has to finish it."""
        return self.finished_at is None and self.deleted_at is None

    @property
    def kept_until(self):
        """When the file is deleted."""
        return self.asked_at + KEPT_FOR
