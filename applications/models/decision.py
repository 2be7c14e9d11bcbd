"""The decision: granted, partly granted, refused or dismissed, with its reasons."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application


class Decision(models.Model):
    """Drafted by the case officer, taken by the decision maker. Taken ones are never changed."""

    class Outcome(models.TextChoices):
        GRANTED = "granted", _("granted")
        PARTLY = "partly", _("partly granted")
        REFUSED = "refused", _("refused")
        DISMISSED = "dismissed", _("dismissed")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    reasons = models.TextField(_("reasons"))
    reservations = models.JSONField(_("reservations"), default=list)  # sentences, in the language of the letter
    dismissed_because = models.CharField(max_length=20, blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_at=None, decided_by=None)
                | models.Q(decided_at__isnull=False, decided_by__isnull=False),
                name="applications_decided_pair",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_outcome_display()}"

    @property
    def is_taken(self) -> bool:
        """Whether it is in force."""
        return self.decided_at is not None

    @property
    def is_grant(self) -> bool:
        """Whether data will be disclosed, wholly or in part."""
        return self.outcome in (self.Outcome.GRANTED, self.Outcome.PARTLY)


class DecisionRow(models.Model):
    """What the decision says of one registry, or of one group of variables in it."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="rows")
    registry = models.ForeignKey("registries.Registry", on_delete=models.PROTECT, related_name="+")
    scope = models.CharField(_("variables"), max_length=500, blank=True)
    granted = models.BooleanField(_("granted"), default=True)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.registry}: {self.granted}"
