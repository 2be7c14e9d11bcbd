"""What was sent, as it was sent."""

from django.conf import settings
from django.db import models

from applications.models.application import Application


class Submission(models.Model):
    """A frozen copy of the whole application: 1 at the first sending, one more with each completion."""

    IS_APPEND_ONLY = True

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveIntegerField()
    content = models.JSONField()  # answers, facts, variables, attachments, registries
    sha256 = models.CharField(max_length=64)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="applications_submission_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.application}, submission {self.number}"

    @property
    def facts(self) -> dict:
        """The project facts of this submission: principal, contact person, invoicing address and the like."""
        return self.content["facts"]
