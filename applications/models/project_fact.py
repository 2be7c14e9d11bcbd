"""What is true of a project whatever authority is asked: answered once, and filled into every form."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models.project import Project


class ProjectFact(models.Model):
    """One fact of a project, such as its principal. `name` is that of registries.project_facts, without “project.”.

    `origin` is the case in whose form it was answered first: while that is a draft, its form goes on writing the fact.
    Without one it was written on the project's own page.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="facts")
    name = models.CharField(max_length=40)
    value = models.JSONField()
    origin = models.ForeignKey(
        "applications.Application", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)  # one more with every change: a page knows whether it is stale
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        verbose_name = _("fact of a project")
        verbose_name_plural = _("facts of projects")
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="applications_project_fact_once")]

    def __str__(self) -> str:
        return f"{self.project}: {self.name}"
