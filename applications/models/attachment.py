"""Files that the applicant encloses."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application
from applications.querysets import AttachmentQuerySet


def attachment_path(attachment, filename: str) -> str:
    """Where a file lies in the storage: by random ids, never by what the sender called it."""
    return f"attachments/{attachment.application.public_id}/{attachment.public_id}"


class Attachment(models.Model):
    """One file, checked by its content. A removed one is kept as a row, so that submissions stay true."""

    class Scan(models.TextChoices):
        UNSCANNED = "unscanned", _("checked by type")  # where there is a scanner, it waits for it
        CLEAN = "clean", _("checked for viruses")
        INFECTED = "infected", _("infected")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="attachments")
    rule_key = models.CharField(max_length=60)
    file = models.FileField(upload_to=attachment_path, max_length=200)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    scan = models.CharField(max_length=10, choices=Scan.choices, default=Scan.UNSCANNED)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["rule_key", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_infected(self) -> bool:
        """Whether a virus was found in it: then nobody opens it any more."""
        return self.scan == self.Scan.INFECTED

    @property
    def awaits_scan(self) -> bool:
        """Whether there is a scanner that has not looked at it yet; without one a file waits for nothing."""
        return self.scan == self.Scan.UNSCANNED and bool(settings.CLAMAV_URL)

    def is_open_to(self, user) -> bool:
        """Whether somebody with a right to it can open it now: until it is clean, only whoever sent it."""
        return not self.is_infected and (not self.awaits_scan or self.uploaded_by_id == user.pk)
