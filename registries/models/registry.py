"""What can be applied for: registries and their variables."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.base.texts import pick
from registries.models.authority import Authority
from registries.models.fields import TranslatedTextField
from registries.querysets import RegistryQuerySet, VariableQuerySet


def searchable(*parts) -> str:
    """Every word of `parts` (texts, or {sv, nb, en}) in small letters, for a search that any database does alike."""
    words = []
    for part in parts:
        words.extend([part[language] for language in sorted(part)] if isinstance(part, dict) else [str(part)])
    return " ".join(words).casefold()


def years_in_order(name: str) -> models.CheckConstraint:
    """A span of years ends when it begins, or later."""
    return models.CheckConstraint(
        condition=Q(from_year=None) | Q(to_year=None) | Q(to_year__gte=F("from_year")),
        name=name,
        violation_error_message=_("The last year cannot be before the first."),
    )


class Registry(models.Model):
    """A registry of one authority."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="registries", verbose_name=_("authority"))
    slug = models.SlugField(_("address on the portal"), unique=True)
    name = TranslatedTextField(_("name"))
    description = TranslatedTextField(_("description"), blank=True)
    from_year = models.PositiveSmallIntegerField(_("from year"), null=True, blank=True)
    to_year = models.PositiveSmallIntegerField(_("to year"), null=True, blank=True)
    update = TranslatedTextField(_("how often it is updated"), blank=True)
    web = models.URLField(_("web"), blank=True)
    holder = TranslatedTextField(_("registry holder"), blank=True)
    advised_by = TranslatedTextField(_("who advises on harm"), blank=True)
    email = models.EmailField(_("e-mail of the registry holder"), blank=True)
    closed_on = models.DateField(
        _("closed on"), null=True, blank=True, help_text=_("From this day on, nothing new can be applied for here.")
    )
    closed_because = TranslatedTextField(_("why it is closed, and where the data are now"), blank=True)
    search_text = models.TextField(editable=False, blank=True)

    objects = RegistryQuerySet.as_manager()

    class Meta:
        verbose_name = _("registry")
        verbose_name_plural = _("registries")
        ordering = ["authority", "slug"]
        constraints = [years_in_order("registry_years_in_order")]

    def __str__(self) -> str:
        return pick(self.name, fallback=self.authority.language)

    def save(self, *args, **kwargs):
        """Write the registry with the words that it is found by."""
        self.search_text = searchable(self.name, self.description, self.authority.name, self.authority.short_name)
        super().save(*args, **kwargs)

    def is_closed(self, on: date) -> bool:
        """Whether nothing new can be applied for on a day."""
        return self.closed_on is not None and self.closed_on <= on


class Sensitivity(models.TextChoices):
    """What a variable tells of a person, by the GDPR: something, or one of the special categories of article 9."""

    ORDINARY = "ordinary", _("personal data")
    SENSITIVE = "sensitive", _("special category of personal data")


class Variable(models.Model):
    """A variable of a registry, under the name that extracts use."""

    registry = models.ForeignKey(Registry, models.CASCADE, related_name="variables", verbose_name=_("registry"))
    name = models.CharField(_("name"), max_length=60)
    label = TranslatedTextField(_("label"))
    description = TranslatedTextField(_("description"), blank=True)
    from_year = models.PositiveSmallIntegerField(_("from year"), null=True, blank=True)
    to_year = models.PositiveSmallIntegerField(_("to year"), null=True, blank=True)
    identifying = models.BooleanField(_("points out a person"), default=False)
    sensitivity = models.CharField(
        _("sensitivity"), max_length=10, choices=Sensitivity.choices, default=Sensitivity.ORDINARY
    )
    code_system = models.CharField(_("code system"), max_length=100, blank=True, help_text=_("Such as ICD-10-SE."))
    # [{"code": "1", "label": {sv, nb, en}}], in the order of the code list
    values = models.JSONField(_("values"), default=list, blank=True)
    web = models.URLField(_("more about it"), blank=True)
    # Names of variables of the same registry that say the same in less detail, the usual choice first.
    less_detail = models.JSONField(_("the same in less detail"), default=list, blank=True)
    # Words of the catalogue's own, such as "postcode", that conditions can ask for (B13).
    tags = models.JSONField(_("tags"), default=list, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    search_text = models.TextField(editable=False, blank=True)

    objects = VariableQuerySet.as_manager()

    class Meta:
        verbose_name = _("variable")
        verbose_name_plural = _("variables")
        ordering = ["registry", "position", "name"]
        # Migration 0005 adds an index of `search_text`, which each database has in a way of its own.
        indexes = [
            models.Index(fields=["registry", "position", "id"], name="variable_in_order"),
            models.Index(fields=["name"], name="variable_by_name"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["registry", "name"],
                name="variable_once_a_registry",
                violation_error_message=_("The registry already has a variable of that name."),
            ),
            years_in_order("variable_years_in_order"),
            models.CheckConstraint(
                condition=Q(sensitivity__in=Sensitivity.values),
                name="variable_sensitivity_known",
                violation_error_message=_("Choose a level of sensitivity that the portal knows."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        """Write the variable with the words that it is found by."""
        self.search_text = self.words()
        super().save(*args, **kwargs)

    def words(self) -> str:
        """What it is found by. Whoever writes many at once, and does not save each, writes it into `search_text`."""
        return searchable(self.name, self.label, self.description, self.code_system)
