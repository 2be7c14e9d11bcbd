"""The form of a saved view: what it is called, and who sees it."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registries.models import Authority


class SavedViewForm(forms.Form):
    """Name and readers of a view. Browsers do not check it: our own sentences say what is wrong."""

    use_required_attribute = False

    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("It stands in your list of views."))
    readers = forms.ChoiceField(label=_("Who sees it"), widget=forms.RadioSelect, required=False)

    def __init__(self, data=None, *, authorities: list[Authority], initial=None):
        super().__init__(data, initial={"readers": ""} | (initial or {}))
        self._authorities = {one.slug: one for one in authorities}
        choices = [(one.slug, gettext("Everybody at %(place)s") % {"place": one.short_name}) for one in authorities]
        self.fields["readers"].choices = [("", gettext("Only you")), *choices]
        for field in self.fields.values():
            field.is_optional = False

    @property
    def authority(self) -> Authority | None:
        """The authority that the view is shared with; None for one's own."""
        return self._authorities.get(self.cleaned_data["readers"])

    def refuse(self, sentences) -> None:
        """Show why the action refused, above what was typed."""
        self.add_error(None, [str(sentence) for sentence in sentences])
