"""Notes that stay inside the authority, and the colleagues whom they mention."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models import Application


class NoteQuerySet(models.QuerySet):
    def with_mentions(self) -> "NoteQuerySet":
        """Each note once for everybody whom it mentions, and once where it mentions nobody."""
        return self.annotate(
            mentioned=models.F("mentions__user"),
            mentioned_name=models.F("mentions__user__name"),
            mention_read_at=models.F("mentions__read_at"),
        )


class Note(models.Model):
    """A note that the applicant never sees."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.application}: note {self.pk}"


class NoteMentionQuerySet(models.QuerySet):
    def unread_by(self, user) -> "NoteMentionQuerySet":
        """Mentions that the person has not seen yet."""
        return self.filter(user=user, read_at=None)


class NoteMention(models.Model):
    """A colleague whom a note speaks to. It waits for that person until the note is read."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = NoteMentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [models.UniqueConstraint(fields=["note", "user"], name="reviews_mentioned_once")]
        indexes = [models.Index(fields=["user"], name="rev_unread_mentions", condition=models.Q(read_at=None))]

    def __str__(self) -> str:
        return f"{self.note}: mention {self.pk}"
