"""The record of the meeting with the deciding manager and the lawyer (S16, T4)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application


class LegalReview(models.Model):
    """One meeting: when, who took part, the assessment and its outcome."""

    class Outcome(models.TextChoices):
        PROCEED = "proceed", _("can be specified")
        NARROW = "narrow", _("can be specified if it is narrowed")
        DOUBTFUL = "doubtful", _("disclosure is doubtful")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="legal_reviews")
    held_on = models.DateField(_("day of the meeting"))
    decision_maker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lawyer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assessment = models.TextField(_("assessment"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recorded_at", "pk"]

    def __str__(self) -> str:
        return f"{self.application}: meeting {self.held_on}"
