"""That the team of a draft was told that it will be deleted."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application


class DraftNotice(models.Model):
    """When the team was told, and for which day. Whoever opens the draft meanwhile takes it back (`kept_at`)."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="draft_notice")
    told_at = models.DateTimeField()
    delete_on = models.DateField()
    kept_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice of a draft that will be deleted")
        verbose_name_plural = _("notices of drafts that will be deleted")
        indexes = [models.Index(fields=["delete_on"], name="app_drafts_to_delete", condition=models.Q(kept_at=None))]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.delete_on:%Y-%m-%d}"
