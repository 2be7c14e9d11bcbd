"""Notes that stay inside the authority."""

from django.conf import settings
from django.db import models

from applications.models import Application


class Note(models.Model):
    """A note that the applicant never sees."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.application}: note {self.pk}"
