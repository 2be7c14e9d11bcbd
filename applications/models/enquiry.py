"""Conversations before any case exists: a researcher asks the registry holder first (Q2, Q3, U3, U11)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.enquiries import EnquiryQuerySet
from applications.models.project import Project
from registries.models import Authority, Registry


class Enquiry(models.Model):
    """One conversation with one receiver. One question to several holders makes one enquiry each (Q3)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="enquiries")
    registry = models.ForeignKey(Registry, on_delete=models.PROTECT, null=True, blank=True, related_name="enquiries")
    # The project that came of it, or that it belongs to from the start.
    project = models.ForeignKey(Project, on_delete=models.SET_NULL, null=True, blank=True, related_name="enquiries")
    subject = models.CharField(_("subject"), max_length=200)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enquiries")
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="applications_enquiry_closed_pair",
            )
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_open(self) -> bool:
        """Whether it can still be written in."""
        return self.closed_at is None


class EnquiryMessage(models.Model):
    """One message of an enquiry. What was sent is never changed."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    from_authority = models.BooleanField()
    text = models.TextField()
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["sent_at", "pk"]

    def __str__(self) -> str:
        return f"enquiry message {self.pk}"
