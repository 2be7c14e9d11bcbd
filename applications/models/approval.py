"""What allows a project: each approval with what it covers."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applications.models.project import Project


class Approval(models.Model):
    """An approval of a project (B4): ethics, legal basis, dispensation or DPIA, with what it covers.

    Without sources it covers all registries, without variables all variables, without an end every later day.
    """

    class Kind(models.TextChoices):
        ETHICS = "ethics", _("ethical approval")
        LEGAL_BASIS = "legal_basis", _("legal basis")
        DISPENSATION = "dispensation", _("dispensation from secrecy")
        DPIA = "dpia", _("data protection impact assessment (DPIA)")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="approvals")
    kind = models.CharField(_("what it is"), max_length=20, choices=Kind.choices)
    reference = models.CharField(_("number or reference"), max_length=100)
    issued_by = models.CharField(_("authority"), max_length=200)
    # What the form in which it was written first calls it: the key of a choice, as forms may have sorts of a kind.
    sort = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(_("decided on"), null=True)  # not every form asks for the day
    valid_to = models.DateField(_("holds until"), null=True, blank=True)
    covers_from = models.DateField(_("covers data from"), null=True, blank=True)
    covers_to = models.DateField(_("covers data to"), null=True, blank=True)
    sources = models.ManyToManyField("registries.Registry", blank=True, related_name="+", verbose_name=_("registries"))
    other_sources = models.CharField(_("other sources"), max_length=500, blank=True)
    variables = models.TextField(
        _("variables"),
        blank=True,
        help_text=_("The names, separated by commas. Empty: it covers all of them."),
    )
    position = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["ethics", "legal_basis", "dispensation", "dpia"]),
                name="applications_approval_kind_known",
                violation_error_message=_("Choose an approval that the portal knows."),
            ),
            models.CheckConstraint(
                condition=Q(covers_from=None) | Q(covers_to=None) | Q(covers_to__gte=F("covers_from")),
                name="applications_approval_period_in_order",
                violation_error_message=_("The period that an approval covers cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("decided_on")),
                name="applications_approval_ends_after_it_begins",
                violation_error_message=_("An approval cannot end before it is given."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}"
