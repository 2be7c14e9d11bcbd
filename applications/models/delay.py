"""What is said of a delay: the authority's notice, the applicant's demand for a decision, and its answer."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application


class DelayNotice(models.Model):
    """The authority told the applicant that the decision is delayed, why, and by when to expect it (FL § 11)."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="delay_notices")
    reason = models.TextField(_("reason"))
    expected_on = models.DateField(_("decision expected by"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["sent_at", "pk"]
        verbose_name = _("notice of delay")
        verbose_name_plural = _("notices of delay")

    def __str__(self) -> str:
        return f"{self.application}: notice of delay {self.pk}"


class Demand(models.Model):
    """The applicant demanded in writing that the case be decided (FL § 12): once while it is handled."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="demand")
    demanded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    demanded_at = models.DateTimeField()
    answer_by = models.DateField(_("to be answered by"))
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    refused_at = models.DateTimeField(null=True, blank=True)
    reasons = models.TextField(_("reasons"), blank=True)

    class Meta:
        verbose_name = _("demand for a decision")
        verbose_name_plural = _("demands for a decision")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(refused_at=None, refused_by=None)
                | (models.Q(refused_at__isnull=False, refused_by__isnull=False) & ~models.Q(reasons="")),
                name="applications_demand_refused_with_reasons",
                violation_error_message=_("A demand is refused by somebody, with reasons."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.application}: demand for a decision"

    @property
    def is_refused(self) -> bool:
        """Whether the authority has refused it, in a decision of its own."""
        return self.refused_at is not None
