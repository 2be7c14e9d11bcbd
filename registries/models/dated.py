"""Configuration that holds from a day on, and that stays as it is once a case uses it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from registries.querysets import DatedQuerySet, PartQuerySet


class UsedConfiguration(ValidationError):
    """Raised when a version that a case uses would be changed or deleted."""

    def __init__(self, version):
        super().__init__(
            _(
                "%(version)s is used by a case, so it can neither be changed nor deleted. Everything is as it was. "
                "Publish a new version with a later date instead."
            ),
            code="used",
            params={"version": str(version)},
        )


class DatedVersion(models.Model):
    """A version of something that an authority decides: in force from `valid_from` until the next one begins.

    Two versions of one group (`dated_by`) never begin on the same day, so they never overlap. A version is used as
    soon as a row of another app refers to it.
    """

    dated_by: tuple[str, ...] = ("authority",)

    valid_from = models.DateField(_("valid from"))
    source = models.TextField(_("source"), blank=True, help_text=_("Where this is published."))

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """Write the version; raises UsedConfiguration where a case already uses it."""
        if not self._state.adding:
            self.refuse_if_used()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Delete the version; raises UsedConfiguration where a case uses it."""
        self.refuse_if_used()
        return super().delete(*args, **kwargs)

    @property
    def is_used(self) -> bool:
        """Whether a case refers to this version."""
        return self.pk is not None and any(
            relation.related_model._base_manager.filter(**{relation.field.name: self.pk}).exists()
            for relation in self._meta.get_fields(include_hidden=True)
            if relation.auto_created
            and relation.is_relation
            and not relation.concrete
            and relation.related_model._meta.app_label != self._meta.app_label
        )

    def refuse_if_used(self) -> None:
        """Raise UsedConfiguration where a case refers to this version."""
        if self.is_used:
            raise UsedConfiguration(self)


class VersionPart(models.Model):
    """A row that belongs to a version, and is as fixed as that."""

    part_of: str

    objects = PartQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """Write the part; raises UsedConfiguration where a case uses the version that it belongs to."""
        self.whole.refuse_if_used()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Delete the part; raises UsedConfiguration where a case uses the version that it belongs to."""
        self.whole.refuse_if_used()
        return super().delete(*args, **kwargs)

    @property
    def whole(self) -> DatedVersion:
        """The version that this is a part of."""
        return getattr(self, self.part_of)
