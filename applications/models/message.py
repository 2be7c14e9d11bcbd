"""Messages between the applicant and the authority, in the case."""

from django.conf import settings
from django.db import models

from applications.models.application import Application


class Message(models.Model):
    """One message. What was sent is never changed."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    from_authority = models.BooleanField()
    text = models.TextField()
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["sent_at", "pk"]
        indexes = [
            # What an officer has not read yet: counted on every page.
            models.Index(
                fields=["application"],
                name="app_messages_unread",
                condition=models.Q(read_at=None, from_authority=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: message {self.pk}"
