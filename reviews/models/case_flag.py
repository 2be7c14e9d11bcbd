"""The flags that cases carry."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from registries.models import Flag


class CaseFlag(models.Model):
    """One of the authority's flags, put on a case. Who puts it on and takes it off stands in the events of the case."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="case_flags")
    flag = models.ForeignKey(Flag, on_delete=models.PROTECT, related_name="case_flags")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("flag of a case")
        verbose_name_plural = _("flags of cases")
        ordering = ["flag", "pk"]
        constraints = [models.UniqueConstraint(fields=["application", "flag"], name="reviews_flag_once")]

    def __str__(self) -> str:
        return f"{self.application}: {self.flag}"
