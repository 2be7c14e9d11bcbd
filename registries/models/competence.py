"""What a case officer knows."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from registries.models.membership import Membership


class Competence(models.Model):
    """The registries that a case officer knows at an authority, and the languages that the person works in."""

    membership = models.OneToOneField(Membership, models.CASCADE, related_name="competence")
    registries = models.ManyToManyField(
        "registries.Registry", blank=True, related_name="+", verbose_name=_("registries")
    )
    languages = models.JSONField(_("languages"), default=list, blank=True)

    class Meta:
        verbose_name = _("competence")
        verbose_name_plural = _("competences")

    def __str__(self) -> str:
        return str(self.membership)

    @property
    def language_names(self) -> list[str]:
        """The languages in words, in the reader's language."""
        return [str(name) for code, name in settings.LANGUAGES if code in self.languages]
