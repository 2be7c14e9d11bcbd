"""Time that was spent on a case."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Work


class TimeEntryQuerySet(models.QuerySet):
    def charged(self) -> "TimeEntryQuerySet":
        """Time that the applicant pays for: all but what went into mending errors (T9)."""
        return self.exclude(work=Work.CORRECTION)


class TimeEntry(models.Model):
    """Hours of one person on one day: administration, confidentiality assessment or extraction (S5)."""

    Work = Work

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="time_entries")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    hours = models.DecimalField(_("hours"), max_digits=5, decimal_places=2)
    work = models.CharField(_("work"), max_length=20, choices=Work.choices)
    written_at = models.DateTimeField()
    mark = models.UUIDField(null=True, blank=True, unique=True, editable=False)  # of the form that was sent, once

    objects = TimeEntryQuerySet.as_manager()

    class Meta:
        ordering = ["day", "pk"]
        verbose_name = _("time entry")
        verbose_name_plural = _("time entries")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(hours__gt=0, hours__lte=24),
                name="reviews_hours_of_a_day",
                violation_error_message=_("Write more than 0 and at most 24 hours for one day."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.hours} h"
