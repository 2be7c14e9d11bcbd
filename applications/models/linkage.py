"""How the data of several sources come together: one plan for the whole project (Q3, U8)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models.project import Project


class LinkagePlan(models.Model):
    """Who links the sources of a project, who keeps the key, and how pseudonyms travel."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="linkage_plan")
    linked_by = models.CharField(_("who links the data"), max_length=200, blank=True)
    key_kept_by = models.CharField(_("who keeps the linkage key"), max_length=200, blank=True)
    key_kept_until = models.DateField(_("the key is kept until"), null=True, blank=True)
    pseudonyms = models.TextField(_("how pseudonyms travel"), max_length=2000, blank=True)
    receiver = models.CharField(_("who receives the linked data"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0)  # one more with every change: a page knows whether it is stale
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("linkage plan")
        verbose_name_plural = _("linkage plans")

    def __str__(self) -> str:
        return f"{self.project}: linkage plan"


class LinkageStep(models.Model):
    """One source of a linkage plan, in the order in which the data are linked."""

    class Carries(models.TextChoices):
        IDENTITY = "identity", _("personal identity numbers")
        PSEUDONYM = "pseudonym", _("pseudonyms")
        KEY = "key", _("a linkage key")

    plan = models.ForeignKey(LinkagePlan, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveIntegerField()
    registry = models.ForeignKey(
        "registries.Registry", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    source = models.CharField(_("source"), max_length=200, blank=True)  # where it is none of the portal's registries
    sends_to = models.CharField(_("sends the data to"), max_length=200, blank=True)
    carries = models.CharField(_("the rows carry"), max_length=10, choices=Carries.choices, default=Carries.PSEUDONYM)

    class Meta:
        verbose_name = _("source of a linkage")
        verbose_name_plural = _("sources of a linkage")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="applications_linkage_step_once"),
            models.CheckConstraint(
                condition=Q(registry__isnull=False, source="") | (Q(registry=None) & ~Q(source="")),
                name="applications_linkage_step_has_one_source",
                violation_error_message=_("Choose a registry, or write what the source is."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.registry) if self.registry_id else self.source
