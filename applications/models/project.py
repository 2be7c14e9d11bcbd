"""A project: one research question, one principal, many applications."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.querysets import LEADING_ROLES, MemberQuerySet, ProjectQuerySet


class Sharing(models.TextChoices):
    """What each authority of a project may see of the project's cases at the others, as the applicants consent."""

    NOTHING = "nothing", _("nothing")
    PROGRESS = "progress", _("stage and dates")
    CONTACT = "contact", _("stage, dates and who handles the case")


class Project(models.Model):
    """One research question; each authority that it needs data from gets an application of its own."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    sharing = models.CharField(
        _("what the authorities see of each other's cases"),
        max_length=10,
        choices=Sharing.choices,
        default=Sharing.NOTHING,
    )

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = [
            models.CheckConstraint(
                condition=Q(sharing__in=Sharing.values),
                name="applications_sharing_known",
                violation_error_message=_("Choose what the authorities may see."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class ProjectMember(models.Model):
    """A person of a project's team, with what that person may do there (docs/requirements.md)."""

    class Role(models.TextChoices):
        PRINCIPAL_INVESTIGATOR = "principal_investigator", _("principal investigator")
        CONTACT_PERSON = "contact_person", _("contact person")
        MEMBER = "member", _("project member")

    class May(models.TextChoices):
        VIEW = "view", pgettext_lazy("what a member may do", "read")
        EDIT = "edit", pgettext_lazy("what a member may do", "write")
        SUBMIT = "submit", pgettext_lazy("what a member may do", "write and send")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="project_memberships")
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    may = models.CharField(
        pgettext_lazy("what a member may do", "may"), max_length=10, choices=May.choices, default=May.VIEW
    )
    title = models.CharField(_("title"), max_length=100, blank=True)
    affiliation = models.CharField(_("affiliation"), max_length=200, blank=True)
    has_access = models.BooleanField(_("will have access to the data"), default=False)
    access_to = models.CharField(_("what the person will have access to"), max_length=300, blank=True)
    joined_at = models.DateTimeField(default=timezone.now)
    # Whoever has left reads nothing any more, and stays locked out of the project's cases as an officer.
    left_at = models.DateTimeField(null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=LEADING_ROLES, may="submit") | (~Q(role__in=LEADING_ROLES) & ~Q(may="submit")),
                name="applications_leaders_send",
                violation_error_message=_("Whoever leads the project or is its contact person sends, and nobody else."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=["principal_investigator", "contact_person", "member"])
                & Q(may__in=["view", "edit", "submit"]),
                name="applications_member_known",
                violation_error_message=_("Choose a role and a right that the portal knows."),
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(role="principal_investigator", left_at=None),
                name="applications_one_principal_investigator",
                violation_error_message=_("A project has one principal investigator at a time."),
            ),
            models.UniqueConstraint(
                fields=["project", "user"],
                name="applications_member_once",
                violation_error_message=_("This person is already in the project."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"

    def save(self, *args, **kwargs):
        """Write the member; who leads a project may send its applications."""
        if self.role in LEADING_ROLES:
            self.may = self.May.SUBMIT
        super().save(*args, **kwargs)

    @property
    def is_current(self) -> bool:
        """Whether the person is in the team now."""
        return self.left_at is None

    @property
    def leads(self) -> bool:
        """Whether the person answers for the project, and does not only read."""
        return self.role in LEADING_ROLES and self.is_current

    @property
    def edits(self) -> bool:
        """Whether the person may write in the forms."""
        return self.may != self.May.VIEW and self.is_current
