"""Who changed what in the configuration, and when: append-only."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from registries.models.authority import Authority


class SetupEvent(models.Model):
    """One change of an authority's configuration in the browser. A database trigger refuses UPDATE and DELETE.

    `kind` is what was done ("fees_added"), `subject` what it was done to, as people call it ("2026-01-01"); people
    stand in `details` by id only.
    """

    IS_APPEND_ONLY = True

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="setup_events")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("event of the configuration")
        verbose_name_plural = _("events of the configuration")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.authority}: {self.kind} {self.subject}"
