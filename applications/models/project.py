"""A project: one research question, one principal, many applications."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.querysets import LEADING_ROLES, ProjectQuerySet


class Project(models.Model):
    """One research question; each authority that it needs data from gets an application of its own."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("project")
        verbose_name_plural = _("projects")

    def __str__(self) -> str:
        return self.title


class ProjectMember(models.Model):
    """A person of a project's team, with what that person may do there (docs/requirements.md)."""

    class Role(models.TextChoices):
        PRINCIPAL_INVESTIGATOR = "principal_investigator", _("principal investigator")
        CONTACT_PERSON = "contact_person", _("contact person")
        MEMBER = "member", _("project member")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="project_memberships")
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "user"],
                name="applications_member_once",
                violation_error_message=_("This person is already in the project."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"

    @property
    def leads(self) -> bool:
        """Whether the person answers for the project, and does not only read."""
        return self.role in LEADING_ROLES
