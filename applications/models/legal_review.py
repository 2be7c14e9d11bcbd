"""The record of the review: the meeting with manager and lawyer (S16, T4), or the harm assessment (Q8)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application


class LegalReview(models.Model):
    """One review: when, who took part, the assessment and its outcome.

    A meeting has a lawyer; a harm assessment has the advice of the steering group or the research council instead.
    """

    class Outcome(models.TextChoices):
        PROCEED = "proceed", _("can go on")
        NARROW = "narrow", _("can go on if it is narrowed")
        DOUBTFUL = "doubtful", _("disclosure is doubtful")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="legal_reviews")
    held_on = models.DateField(_("day"))
    decision_maker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lawyer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    advised_by = models.CharField(_("who advised"), max_length=200, blank=True)
    advised_on = models.DateField(_("day of the advice"), null=True, blank=True)
    advice = models.TextField(_("advice"), blank=True)
    assessment = models.TextField(_("assessment"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lawyer__isnull=False) | ~models.Q(advice=""),
                name="applications_review_has_lawyer_or_advice",
                violation_error_message=_("A review has a lawyer who took part, or somebody's advice."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.application}: review {self.held_on}"
