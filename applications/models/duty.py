"""What the applicant owes after a delivery: a results report, the deletion of copies (Q13, Q14)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application
from applications.querysets import DutyQuerySet


class Duty(models.Model):
    """One duty with its day. Its words are copied from the procedure, so that they stay as they were given."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="duties")
    key = models.SlugField(max_length=60)
    title = models.JSONField()  # {sv, nb, en}
    text = models.JSONField(default=dict, blank=True)
    statement = models.JSONField()  # the sentence that is attested
    due_on = models.DateField(_("due"))
    remind_on = models.DateField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    overdue_told_at = models.DateTimeField(null=True, blank=True)
    attested_at = models.DateTimeField(null=True, blank=True)
    attested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField(_("note"), blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        constraints = [
            models.UniqueConstraint(fields=["application", "key"], name="applications_duty_once"),
            models.CheckConstraint(
                condition=Q(attested_at=None, attested_by=None)
                | Q(attested_at__isnull=False, attested_by__isnull=False),
                name="applications_duty_attested_pair",
            ),
            models.CheckConstraint(
                condition=Q(remind_on__lte=models.F("due_on")), name="applications_duty_reminded_before_due"
            ),
        ]
        indexes = [
            models.Index(fields=["remind_on"], name="app_duties_open", condition=Q(attested_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.key}"

    @property
    def is_open(self) -> bool:
        """Whether it is still owed."""
        return self.attested_at is None

    def is_late_on(self, day: date) -> bool:
        """Whether it should have been done before the day."""
        return self.is_open and self.due_on < day
