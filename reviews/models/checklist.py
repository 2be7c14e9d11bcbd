"""The checklist of completeness and narrowing (S12, S15, T3)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models import Application


class ChecklistAnswer(models.Model):
    """The officer's answer to one row of the checklist, and which submission it judged.

    It holds until a later submission says something else: then the row is open again, and the answer shows what was
    said before.
    """

    class Answer(models.TextChoices):
        YES = "yes", _("in order")
        NO = "no", _("not in order")
        NOT_APPLICABLE = "n/a", _("does not apply")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="checklist_answers")
    key = models.CharField(max_length=120)
    answer = models.CharField(max_length=5, choices=Answer.choices)
    comment = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    submission_number = models.PositiveIntegerField()  # what was judged
    reopened_number = models.PositiveIntegerField(null=True, blank=True)  # the submission that opened the row again

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "key"], name="reviews_checklist_row_once"),
            models.CheckConstraint(
                condition=models.Q(reopened_number=None) | models.Q(reopened_number__gt=models.F("submission_number")),
                name="reviews_checklist_opened_later",
                violation_error_message=_("Only a later submission opens a row again."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.key} {self.answer}"

    @property
    def is_reopened(self) -> bool:
        """Whether what it judged has changed since."""
        return self.reopened_number is not None

    @property
    def is_settled(self) -> bool:
        """Whether the row is in order, or does not apply, by what was sent last."""
        return self.answer != self.Answer.NO and not self.is_reopened

    @property
    def is_refused(self) -> bool:
        """Whether the row is not in order, by what was sent last."""
        return self.answer == self.Answer.NO and not self.is_reopened
