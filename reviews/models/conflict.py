"""Conflicts of interest that officers declare."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Event


class ConflictOfInterest(models.Model):
    """The case is closed to whoever has declared one. Why stands beside the event, where it can be erased."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="conflicts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    event = models.OneToOneField(Event, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = [models.UniqueConstraint(fields=["application", "user"], name="reviews_conflict_once")]

    def __str__(self) -> str:
        return f"{self.application}: conflict of interest"

    @property
    def reason(self) -> str:
        """What the person wrote as the reason; "" where nothing is kept."""
        return self.event.told.get("reason", "") if self.event else ""
