"""The form for an authority's own letter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from registries.models import LetterTemplate
from registries.setup.forms.base import SetupForm, SetupMeta


class LetterForm(SetupForm):
    """The template of a letter."""

    class Meta(SetupMeta):
        model = LetterTemplate
        fields = ("source",)
        labels = {"source": _("Template")}
        widgets = {"source": forms.Textarea(attrs={"rows": 28, "spellcheck": "false", "class": "letter-source"})}
        help_texts = {"source": _("Begin from the portal's letter and replace the blocks that differ.")}
