"""A form while it is being written in the browser, with its procedure: what a catalogue file would hold."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registries.models.authority import Authority
from registries.models.form_version import FormVersion
from registries.models.procedure import ApplicationKind


class FormDraft(models.Model):
    """The next version of a form and of its procedure. Nothing goes by it before a second person has published it.

    `content` has the tables of a catalogue file (registries.loading.tables.PROCEDURE_FILE): procedure, stages,
    checklist, reservations, reasons, self_check, duties, sections, attachments. A registry's own form has only the last
    two.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="form_drafts", verbose_name=_("authority"))
    kind = models.CharField(_("kind"), max_length=10, choices=ApplicationKind.choices)
    registry_slug = models.SlugField(_("registry's own form"), blank=True)
    based_on = models.ForeignKey(FormVersion, models.SET_NULL, null=True, related_name="+")
    version_name = models.CharField(_("version"), max_length=20)
    valid_from = models.DateField(_("to hold from"), null=True, blank=True)
    content = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)  # one more with every change: a page knows whether it is stale
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("draft of a form")
        verbose_name_plural = _("drafts of forms")
        ordering = ["-changed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "kind", "registry_slug"],
                condition=Q(published_at=None, discarded_at=None),
                name="form_draft_one_at_a_time",
                violation_error_message=_("This form is being changed already: go on with that draft."),
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False, valid_from__isnull=False),
                name="form_draft_published_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(proposed_at=None, proposed_by=None)
                | Q(proposed_at__isnull=False, proposed_by__isnull=False, valid_from__isnull=False),
                name="form_draft_proposed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(published_by=None) | ~Q(published_by=F("proposed_by")),
                name="form_draft_published_by_a_second_person",
                violation_error_message=_("A second person publishes what somebody has proposed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} · {self.get_kind_display()} · {self.version_name}"

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed: neither published nor discarded."""
        return self.published_at is None and self.discarded_at is None
