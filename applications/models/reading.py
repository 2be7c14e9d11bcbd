"""Who at an authority opened which document of a case: append-only, hashed, without names."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application


class Reading(models.Model):
    """One opening of a document. A chain of its own beside the events: to read changes neither case nor clocks."""

    IS_APPEND_ONLY = True

    class Kind(models.TextChoices):
        ATTACHMENT = "attachment", _("attachment")
        DOCUMENT = "document", _("letter")
        ASSESSMENT = "assessment", _("harm assessment")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="readings")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    subject = models.UUIDField()  # the public id of what was opened; of the case, for what stands on its pages
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="applications_reading_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.application} #{self.number}: {self.kind}"
