"""Conflicts of interest: those that officers declare, and those that the portal finds."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Event


class ConflictOfInterest(models.Model):
    """The case is closed to the person. Why one was declared stands beside the event, where it can be erased."""

    class Kind(models.TextChoices):
        DECLARED = "declared", _("declared")
        PRINCIPAL = "principal", _("same institution as the research principal")
        MEMBER = "member", _("same institution as somebody in the project")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="conflicts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.DECLARED)
    institution = models.CharField(_("institution"), max_length=200, blank=True)
    declared_at = models.DateTimeField()
    event = models.OneToOneField(Event, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    found_by = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = [
            models.UniqueConstraint(fields=["application", "user"], name="reviews_conflict_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["declared", "principal", "member"]), name="reviews_conflict_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: conflict of interest"

    @property
    def is_found(self) -> bool:
        """Whether the portal found it, and nobody declared it."""
        return self.kind != self.Kind.DECLARED

    @property
    def reason(self) -> str:
        """What the person wrote as the reason, or what was found; "" where nothing is kept."""
        words = {"institution": self.institution}
        if self.kind == self.Kind.PRINCIPAL:
            return gettext("Found by the portal: belongs to the research principal, %(institution)s.") % words
        if self.kind == self.Kind.MEMBER:
            sentence = gettext(
                "Found by the portal: belongs to the same institution as a project member, %(institution)s."
            )
            return sentence % words
        return self.event.told.get("reason", "") if self.event else ""

    @property
    def closed_because(self) -> str:
        """What is said to the person to whom the case is closed. What a declared one rests on the person knows."""
        words = {"institution": self.institution}
        if self.kind == self.Kind.PRINCIPAL:
            sentence = gettext("The case is closed to you: you belong to the research principal, %(institution)s.")
            return sentence % words
        if self.kind == self.Kind.MEMBER:
            sentence = gettext(
                "The case is closed to you: you belong to the same institution as somebody in the project, "
                "%(institution)s."
            )
            return sentence % words
        return gettext("The case is closed to you: you have declared a conflict of interest.")


class LiftedTie(models.Model):
    """A tie that a coordinator has looked at and lifted: the portal does not find the same one again."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="lifted_ties")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    institution = models.CharField(max_length=200)  # by its letters and digits: portal.accounts.institutions.key_of

    class Meta:
        verbose_name = _("lifted tie")
        verbose_name_plural = _("lifted ties")
        constraints = [
            models.UniqueConstraint(fields=["application", "user", "institution"], name="reviews_lifted_tie_once")
        ]

    def __str__(self) -> str:
        return f"{self.application}: lifted tie"
