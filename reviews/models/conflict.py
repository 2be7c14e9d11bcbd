"""Conflicts of interest that officers declare."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models import Application


class ConflictOfInterest(models.Model):
    """An officer who has declared one cannot be given the case."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="conflicts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = [models.UniqueConstraint(fields=["application", "user"], name="reviews_conflict_once")]

    def __str__(self) -> str:
        return f"{self.application}: conflict of interest"
