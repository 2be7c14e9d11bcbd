"""The outbox: who is to be told what, written in the transaction in which it happened."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application
from applications.models.enquiry import EnquiryMessage
from applications.models.event import Event
from applications.models.project_event import ProjectEvent
from applications.querysets import NotificationQuerySet, OutgoingQuerySet
from portal.accounts.models import How


class Outgoing(models.Model):
    """A mail on its way: how often it was tried, when next, and what went wrong."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("written"))
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        abstract = True


class Digest(Outgoing):
    """What one person gets in one mail on one day: the rows of the outbox that point here."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="digests")
    day = models.DateField(_("day"))

    class Meta:
        verbose_name = _("daily mail")
        verbose_name_plural = _("daily mails")
        constraints = [models.UniqueConstraint(fields=["recipient", "day"], name="applications_one_digest_a_day")]
        indexes = [models.Index(fields=["created_at"], name="app_digests", condition=models.Q(state="waiting"))]

    def __str__(self) -> str:
        return f"{self.day} → {self.recipient_id}"


class Notification(Outgoing):
    """One mail to one receiver, in that receiver's language; or a line of the receiver's daily mail."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, blank=True, related_name="notifications"
    )
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, blank=True, related_name="notifications")
    # A conversation before an application has no case (Q2): the row belongs to its message then.
    enquiry_message = models.ForeignKey(
        EnquiryMessage, on_delete=models.PROTECT, null=True, blank=True, related_name="notifications"
    )
    # What concerns a project and its team, such as an invitation, belongs to an event of the project.
    project_event = models.ForeignKey(
        ProjectEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="notifications"
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="notifications"
    )
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=5)
    template = models.CharField(_("mail"), max_length=60)
    how = models.CharField(_("when"), max_length=10, choices=How.choices[:2], default=How.AT_ONCE)
    digest = models.ForeignKey(
        Digest, on_delete=models.PROTECT, null=True, blank=True, related_name="notifications", editable=False
    )

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.UniqueConstraint(fields=["event", "email"], name="applications_told_once"),
            models.UniqueConstraint(fields=["enquiry_message", "email"], name="applications_told_once_of_an_enquiry"),
            models.UniqueConstraint(fields=["project_event", "email"], name="applications_told_once_of_a_project"),
            models.CheckConstraint(
                condition=models.Q(
                    application__isnull=False, event__isnull=False, enquiry_message=None, project_event=None
                )
                | models.Q(application=None, event=None, enquiry_message__isnull=False, project_event=None)
                | models.Q(application=None, event=None, enquiry_message=None, project_event__isnull=False),
                name="applications_told_of_one_thing",
            ),
            # A line of a daily mail has a person who chose it, and is sent with one digest or not at all.
            models.CheckConstraint(
                condition=models.Q(how=How.AT_ONCE, digest=None)
                | models.Q(how=How.DAILY, recipient__isnull=False, digest__isnull=False)
                | models.Q(how=How.DAILY, recipient__isnull=False, state="waiting"),
                name="applications_sent_in_one_way",
            ),
        ]
        indexes = [
            models.Index(fields=["created_at"], name="app_outbox", condition=models.Q(state="waiting")),
            models.Index(
                fields=["recipient"], name="app_for_digest", condition=models.Q(how=How.DAILY, digest__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} → {self.pk}"
