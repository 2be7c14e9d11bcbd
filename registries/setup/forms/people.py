"""The form for a role of a person."""

from django import forms
from django.utils.translation import gettext_lazy as _

from registries.models import Authority, Role


class RoleForm(forms.Form):
    """Who gets which role, by e-mail address."""

    use_required_attribute = False
    known = ""

    email = forms.EmailField(label=_("E-mail address"), help_text=_("The one that the person signs in with."))
    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        required=False,
        help_text=_("Only for somebody who has no account here yet."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    registry = forms.ModelChoiceField(
        label=_("Registry"),
        queryset=None,
        required=False,
        empty_label=_("All registries of the authority"),
        help_text=_("Only for a registry holder who has one registry."),
    )

    def __init__(self, data=None, *, authority: Authority):
        super().__init__(data)
        self.fields["registry"].queryset = authority.registries.select_related("authority")
        for field in self.fields.values():
            field.is_optional = not field.required

    @property
    def typed(self) -> dict:
        """What the action takes."""
        return self.cleaned_data

    def refuse(self, sentences) -> None:
        """Show why the action refused, above what was typed."""
        self.add_error(None, [str(sentence) for sentence in sentences])

    def take(self, error) -> None:
        """Show what the database does not take."""
        self.add_error(None, error.messages)
