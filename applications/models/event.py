"""The chain of events of a case: append-only, hashed, without names."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application


class Event(models.Model):
    """One thing that happened. Refers to people by id only; a database trigger refuses UPDATE and DELETE."""

    IS_APPEND_ONLY = True

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    from_stage = models.CharField(max_length=30, blank=True)
    to_stage = models.CharField(max_length=30, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    details = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="applications_event_number_once")]

    def __str__(self) -> str:
        return f"{self.application} #{self.number}: {self.kind}"

    @property
    def told(self) -> dict:
        """The details, with the reason where one was written and still stands."""
        written = getattr(self, "written_reason", None)
        return self.details | {"reason": written.text} if written else self.details


class EventReason(models.Model):
    """What somebody wrote as the reason. Free text may name people, so it stands beside the chain and can be erased."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="written_reason")
    text = models.TextField(_("reason"))

    def __str__(self) -> str:
        return f"{self.event}: reason"
