"""What the applicant has typed so far, section by section."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from applications.models.application import Application


class Answers(models.Model):
    """The draft of an application: one JSON object keyed by question; each section has a version number of its own."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="answers")
    values = models.JSONField(default=dict)
    versions = models.JSONField(default=dict)  # section key → how many times it was saved
    # section key → {"by": id of a person, "at": moment} of the last saving
    savers = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    # Questions that stand for a fact of the project and that this case answers for itself.
    own = models.JSONField(default=list)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "answers"

    def __str__(self) -> str:
        return f"{self.application}: answers"

    def version_of(self, section: str) -> int:
        """How many times the section has been saved; 0 before the first time."""
        return self.versions.get(section, 0)


class RequestedVariable(models.Model):
    """A row of the variable list: which variable of which registry, and why it is needed (S8)."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="requested_variables")
    registry = models.ForeignKey("registries.Registry", on_delete=models.PROTECT, related_name="+")
    variable = models.ForeignKey("registries.Variable", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=1000, blank=True)
    identifying_reason = models.CharField(max_length=1000, blank=True)  # why one that points out a person is needed
    level = models.CharField(max_length=200, blank=True)  # the level of detail, where the form asks for it (U8)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["registry_id", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["application", "variable"], name="applications_variable_once")]

    def __str__(self) -> str:
        return f"{self.registry}: {self.variable}"
