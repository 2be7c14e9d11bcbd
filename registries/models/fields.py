"""A field for text that people read, in several languages."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from registries.translated import TranslatedFormField


def check_translated(value) -> None:
    """Raise ValidationError unless `value` is {language: text} with languages of the settings and texts as values."""
    if not isinstance(value, dict):
        raise ValidationError(_("A text is written per language, for example sv, nb and en."))
    known = {code for code, _name in settings.LANGUAGES}
    if unknown := sorted(set(value) - known):
        raise ValidationError(_("Unknown language: %(codes)s."), params={"codes": ", ".join(map(str, unknown))})
    if not all(isinstance(text, str) for text in value.values()):
        raise ValidationError(_("Each language of a text holds words."))


class TranslatedTextField(models.JSONField):
    """{sv, nb, en}: a missing language falls back to the authority's own, then to English (see portal.base.texts)."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("default", dict)
        super().__init__(*args, **kwargs)
        self.default_validators = [*self.default_validators, check_translated]

    def formfield(self, **kwargs):
        """Three boxes, one a language, instead of a box of JSON."""
        return super().formfield(**{"form_class": TranslatedFormField, "show_hidden_initial": False, **kwargs})
