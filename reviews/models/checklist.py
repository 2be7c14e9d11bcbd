"""The checklist of completeness and narrowing (S12, S15, T3)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models import Application


class ChecklistAnswer(models.Model):
    """The officer's answer to one row of the procedure's checklist."""

    class Answer(models.TextChoices):
        YES = "yes", _("in order")
        NO = "no", _("not in order")
        NOT_APPLICABLE = "n/a", _("does not apply")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="checklist_answers")
    key = models.CharField(max_length=60)
    answer = models.CharField(max_length=5, choices=Answer.choices)
    comment = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "key"], name="reviews_checklist_row_once")]

    def __str__(self) -> str:
        return f"{self.application}: {self.key} {self.answer}"
