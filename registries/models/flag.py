"""Signs that officers put on cases: which there are is the authority's own choice."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.texts import pick
from registries.models.fields import TranslatedTextField


class Flag(models.Model):
    """One kind of flag, such as “urgent”. It says something to colleagues, and decides nothing."""

    class Sign(models.TextChoices):
        EXCLAMATION = "!", _("! exclamation mark")
        CLOCK = "◷", _("◷ clock")
        STAR = "★", _("★ star")
        QUESTION = "?", _("? question mark")
        PAUSE = "‖", _("‖ pause")
        DIAMOND = "◆", _("◆ diamond")
        FLAG = "⚑", _("⚑ flag")

    authority = models.ForeignKey(
        "registries.Authority", models.CASCADE, related_name="flags", verbose_name=_("authority")
    )
    key = models.SlugField(_("key"), help_text=_("For example urgent."))
    name = TranslatedTextField(_("name"))
    sign = models.CharField(_("sign"), max_length=1, choices=Sign.choices, default=Sign.FLAG)
    is_offered = models.BooleanField(_("can be put on cases"), default=True)

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        ordering = ["authority", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "key"],
                name="flag_once",
                violation_error_message=_("The authority already has a flag with this key."),
            ),
        ]

    def __str__(self) -> str:
        return pick(self.name)
