"""Who is in which section of a draft."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application


class Presence(models.Model):
    """Somebody had a section open at a time. The row is written again while the page stays open."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    section = models.CharField(max_length=60)
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [models.UniqueConstraint(fields=["application", "user"], name="applications_present_once")]

    def __str__(self) -> str:
        return f"{self.application}: {self.user_id} in {self.section}"
