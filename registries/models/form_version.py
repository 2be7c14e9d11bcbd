"""The form of an application as data: sections of questions, and the attachments that belong to it."""

from functools import cached_property

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.base.texts import pick
from registries.models.authority import Authority
from registries.models.dated import DatedVersion, VersionPart
from registries.models.fields import TranslatedTextField
from registries.models.procedure import ApplicationKind
from registries.schema import Question, Section, read_sections


def pdf_only() -> list[str]:
    """What an attachment may be where its rule does not say."""
    return ["pdf"]


class FormVersion(DatedVersion):
    """A form. A case keeps the version that it was begun with."""

    dated_by = ("authority", "kind", "registry_slug")

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="form_versions", verbose_name=_("authority"))
    kind = models.CharField(_("kind"), max_length=10, choices=ApplicationKind.choices, default=ApplicationKind.NEW)
    registry_slug = models.SlugField(
        _("registry's own form"),
        blank=True,
        help_text=_("The address of the registry that has this form for itself; empty for the common form (Q5)."),
    )
    version = models.CharField(_("version"), max_length=20)
    schema = models.JSONField(_("sections and questions"), default=dict)

    class Meta:
        verbose_name = _("form version")
        verbose_name_plural = _("form versions")
        ordering = ["authority", "kind", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "kind", "registry_slug", "valid_from"],
                name="form_version_one_from_a_day",
                violation_error_message=_("Another form begins on that day."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ApplicationKind.values),
                name="form_version_kind_known",
                violation_error_message=_("A form is for new applications or for changes."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} · {self.get_kind_display()} · {self.version}"

    @cached_property
    def sections(self) -> list[Section]:
        """The sections with their questions, in order."""
        return read_sections(self.schema)

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Every question by its key, in order."""
        return {question.key: question for section in self.sections for question in section.questions}

    def question(self, key: str) -> Question:
        """The question with that key; raises KeyError where the form has none."""
        return self.questions[key]

    def section(self, key: str) -> Section:
        """The section with that key; raises KeyError where the form has none."""
        return {section.key: section for section in self.sections}[key]


class AttachmentRule(VersionPart):
    """A file that belongs to an application: always, on a condition, or if the applicant wants to."""

    part_of = "form_version"

    form_version = models.ForeignKey(
        FormVersion, models.CASCADE, related_name="attachment_rules", verbose_name=_("form version")
    )
    key = models.SlugField(_("key"))
    position = models.PositiveSmallIntegerField(_("position"))
    label = TranslatedTextField(_("label"))
    help = TranslatedTextField(_("help"), blank=True)
    required = models.BooleanField(_("required"), default=False)
    required_when = models.TextField(_("required when"), blank=True)
    because = TranslatedTextField(_("because"), blank=True)
    kinds = models.JSONField(_("kinds of file"), default=pdf_only)
    max_mb = models.PositiveSmallIntegerField(_("megabytes at most"), default=20)
    multiple = models.BooleanField(_("several files"), default=False)

    class Meta:
        verbose_name = _("attachment rule")
        verbose_name_plural = _("attachment rules")
        ordering = ["form_version", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["form_version", "key"],
                name="attachment_rule_once",
                violation_error_message=_("A form has each attachment once."),
            ),
            models.CheckConstraint(
                condition=Q(required=False) | Q(required_when=""),
                name="attachment_rule_always_or_on_condition",
                violation_error_message=_("An attachment is required always or on a condition, not both."),
            ),
            models.CheckConstraint(
                condition=Q(max_mb__gt=0),
                name="attachment_rule_has_room",
                violation_error_message=_("An attachment needs room for at least a megabyte."),
            ),
        ]

    def __str__(self) -> str:
        return pick(self.label) or self.key
