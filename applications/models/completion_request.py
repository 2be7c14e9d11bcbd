"""A completion request: the authority asks the applicant to mend named sections (S15, T3)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application
from applications.querysets import CompletionRequestQuerySet
from portal.base.clock import today, working_days_between


class CompletionRequest(models.Model):
    """While one is open the handling clock stands still, and the sections that it names can be edited again."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="completion_requests")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    text = models.TextField()
    sections = models.JSONField(default=list)  # keys of the form's sections
    rows = models.JSONField(default=list, blank=True)  # keys of the checklist's rows that it was composed from
    due_on = models.DateField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    overdue_told_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = CompletionRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(answered_at=None, withdrawn_at=None),
                name="applications_one_open_request",
                violation_error_message=_("A completion request is already open in this case."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.application}: completion request {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether the applicant still has to answer it."""
        return self.answered_at is None and self.withdrawn_at is None

    def to_tell_on(self, day: date) -> str:
        """What somebody is told on a day: "completion_overdue" once its day has passed, "completion_reminded" some
        working days before, "" for nothing. Of a request that never had that much time nobody is reminded.
        """
        case = self.application
        if not (self.is_open and case.is_before_decision):
            return ""
        if self.due_on < day:
            return "" if self.overdue_told_at else "completion_overdue"
        country, days = case.authority.country, case.procedure.completion_remind_days
        asked_on = today(self.asked_at, case.authority.time_zone)
        if not days or self.reminded_at or working_days_between(asked_on, self.due_on, country) <= days:
            return ""
        return "completion_reminded" if working_days_between(day, self.due_on, country) <= days else ""
