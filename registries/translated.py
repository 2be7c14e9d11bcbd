"""The form field of a text in several languages: one box a language."""

from django import forms
from django.conf import settings
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _


def language_codes() -> list[str]:
    """The languages that a text can be written in, in the order of the settings."""
    return [code for code, _name in settings.LANGUAGES]


class TranslatedWidget(forms.MultiWidget):
    """A text area for each language, named by the language."""

    def __init__(self, attrs=None):
        boxes = {
            code: forms.Textarea(attrs={"rows": 2, "lang": code, "aria-label": name})
            for code, name in settings.LANGUAGES
        }
        super().__init__(boxes, attrs)

    def render(self, name, value, attrs=None, renderer=None):
        """Each box below the name of its language, which stays to be seen when the box is filled in."""
        boxes = self.get_context(name, value, attrs)["widget"]["subwidgets"]
        parts = (
            (box["attrs"]["aria-label"], self._render(box["template_name"], {"widget": box}, renderer)) for box in boxes
        )
        frame = '<div class="language"><span class="soft" aria-hidden="true">{}</span>{}</div>'
        return format_html_join("", frame, parts)

    def decompress(self, value):
        """{sv, nb, en} → a list in the order of the settings."""
        return [(value or {}).get(code, "") for code in language_codes()]


class TranslatedFormField(forms.MultiValueField):
    """Gives {language: text}, without the languages that are left empty; required means at least one."""

    widget = TranslatedWidget
    default_error_messages = {"required": _("Write the text in at least one language.")}

    def __init__(self, *, encoder=None, decoder=None, **kwargs):
        kwargs["require_all_fields"] = False
        super().__init__([forms.CharField(required=False) for _code in language_codes()], **kwargs)

    def compress(self, data_list):
        """A list in the order of the settings → {language: text}."""
        return {code: text for code, text in zip(language_codes(), data_list, strict=False) if text}

    def has_changed(self, initial, data):
        """Compare the texts, so that an untouched row of an inline is left alone."""
        return super().has_changed(self.widget.decompress(initial if isinstance(initial, dict) else {}), data)
