"""An invitation into a team, by e-mail, with a link that works once."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.models.project import Project, ProjectMember


class Invitation(models.Model):
    """Somebody is asked into a project. The link holds a secret of which only the SHA-256 is kept."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=30, choices=ProjectMember.Role.choices)
    may = models.CharField(
        pgettext_lazy("what a member may do", "may"), max_length=10, choices=ProjectMember.May.choices
    )
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    token_sha256 = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="applications_invited_once",
                violation_error_message=_("This person has an invitation already."),
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="applications_invitation_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
                name="applications_invitation_ends_once",
                violation_error_message=_("An invitation is used or withdrawn, not both."),
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("invited_at")),
                name="applications_invitation_expires_later",
                violation_error_message=_("An invitation works for a while."),
            ),
            models.CheckConstraint(
                condition=~Q(role=ProjectMember.Role.PRINCIPAL_INVESTIGATOR),
                name="applications_nobody_invited_to_lead",
                violation_error_message=_("A project is handed over to somebody of its team."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}: {self.email}"


class AccessConfirmation(models.Model):
    """The principal investigator has said who will have access to the data. `people` is the list as it was then."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="access_confirmations")
    people = models.JSONField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("confirmation of access")
        verbose_name_plural = _("confirmations of access")
        ordering = ["-confirmed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.project}: {self.confirmed_at:%Y-%m-%d}"
