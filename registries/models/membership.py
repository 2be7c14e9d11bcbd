"""Who does what at which authority."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The roles of docs/requirements.md that are held at an authority."""

    CASE_OFFICER = "case_officer", _("case officer")
    COORDINATOR = "coordinator", _("coordinator")
    LAWYER = "lawyer", _("lawyer")
    DECISION_MAKER = "decision_maker", _("decision maker")
    DATA_MANAGER = "data_manager", _("data manager")
    FINANCE_OFFICER = "finance_officer", _("finance officer")
    REGISTRY_HOLDER = "registry_holder", _("registry holder")
    ADMINISTRATOR = "administrator", _("administrator")
    AUDITOR = "auditor", _("auditor")


class Membership(models.Model):
    """One role of one person at one authority."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    authority = models.ForeignKey(
        "registries.Authority", models.CASCADE, related_name="memberships", verbose_name=_("authority")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    registry = models.ForeignKey(
        "registries.Registry",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("registry"),
        help_text=_("For a registry holder who has one registry only; empty: all registries of the authority."),
    )

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["authority", "user", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "authority", "role", "registry"],
                name="membership_once_a_registry",
                violation_error_message=_("This person already has this role there."),
            ),
            models.UniqueConstraint(
                fields=["user", "authority", "role"],
                condition=Q(registry=None),
                name="membership_once",
                violation_error_message=_("This person already has this role there."),
            ),
            models.CheckConstraint(
                condition=Q(registry=None) | Q(role=Role.REGISTRY_HOLDER),
                name="membership_registry_only_for_holders",
                violation_error_message=_("Only a registry holder is tied to one registry."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="membership_role_known",
                violation_error_message=_("Choose a role that the portal knows."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.authority}"

    def clean(self):
        """Refuse a registry of another authority: whoever holds it there answers for it."""
        if self.registry and self.authority_id not in (None, self.registry.authority_id):
            sentence = _("%(authority)s has no registry “%(name)s”.")
            raise ValidationError({"registry": sentence % {"authority": self.authority, "name": self.registry}})
