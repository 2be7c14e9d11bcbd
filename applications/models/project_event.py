"""What happened to a project and its team: append-only, people by id only."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models.project import Project


class ProjectEvent(models.Model):
    """One thing that happened: somebody joined, left, confirmed who has access. A trigger refuses UPDATE and DELETE."""

    IS_APPEND_ONLY = True

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=40)
    details = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("event of a project")
        verbose_name_plural = _("events of projects")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.project}: {self.kind}"
