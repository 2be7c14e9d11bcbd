"""An approval of a project, and what the authorities of a project may see of each other."""

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.approvals import faults
from applications.models import Approval, Sharing
from portal.base.form_fields import DayField
from registries.models import Registry


class RegistryChoices(forms.ModelMultipleChoiceField):
    """Registries, each with its authority."""

    def label_from_instance(self, registry) -> str:
        """The authority first: the list is in that order."""
        return f"{registry.authority.short_name}: {registry}"


class ApprovalForm(forms.ModelForm):
    """What an approval is, and what it covers."""

    decided_on = DayField(label=_("Decided on"), error_messages={"required": _("Write the day of the decision.")})
    valid_to = DayField(
        label=_("Holds until"), required=False, help_text=_("Leave it empty where no end is set in the decision.")
    )
    covers_from = DayField(
        label=_("Covers data from"), required=False, help_text=_("Leave it empty where the decision sets no limit.")
    )
    covers_to = DayField(
        label=_("Covers data to"), required=False, help_text=_("Leave it empty where the decision sets no limit.")
    )
    sources = RegistryChoices(
        Registry.objects.none(),
        label=_("Registries that it names"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick those that the decision names. If you tick none, it counts for all of them."),
        error_messages={"invalid_choice": _("A registry that you chose is not here any more. Choose again.")},
    )
    known = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Approval
        fields = (
            "kind",
            "reference",
            "issued_by",
            "decided_on",
            "valid_to",
            "covers_from",
            "covers_to",
            "sources",
            "other_sources",
            "variables",
        )
        labels = {
            "kind": _("What it is"),
            "reference": _("Number or reference"),
            "issued_by": _("Who gave it"),
            "other_sources": _("Other sources that it names"),
            "variables": _("Variables that it names"),
        }
        help_texts = {
            "issued_by": _("The authority or the board that took the decision."),
            "other_sources": _("Such as a survey of your own. Leave it empty where there are none."),
            "variables": _("The names as in the registries, separated by commas. Empty: it covers all of them."),
        }
        widgets = {"variables": forms.Textarea(attrs={"rows": 3}), "kind": forms.Select}
        error_messages = {
            "kind": {"required": _("Choose what it is.")},
            "reference": {"required": _("Write the number, so that an officer finds the decision.")},
            "issued_by": {"required": _("Write who gave it.")},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sources"].queryset = Registry.objects.select_related("authority").order_by("authority", "slug")
        self.fields["kind"].choices = [("", _("Choose")), *Approval.Kind.choices]
        for field in self.fields.values():
            field.is_optional = not field.required

    def clean(self):
        """Say at the field what cannot be right between two days."""
        cleaned = super().clean()
        for column, sentence in faults(cleaned):
            self.add_error(column, sentence)
        return cleaned

    def _get_validation_exclusions(self):
        """The order of days is told at the field by `faults`: the constraints need not say it again."""
        return super()._get_validation_exclusions() | {"covers_from", "covers_to", "decided_on", "valid_to"}


class SharingForm(forms.Form):
    """What the authorities may see of each other's cases."""

    sharing = forms.ChoiceField(
        label=_("What may each authority see of the project’s cases at the others?"),
        choices=[
            (Sharing.NOTHING, _("Nothing, not even that there are others")),
            (Sharing.PROGRESS, _("Where each case stands, and its dates")),
            (Sharing.CONTACT, _("Where each case stands, its dates, and who handles it there")),
        ],
        widget=forms.RadioSelect,
        help_text=_(
            "Authorities that see each other’s cases can agree on the order in which data are delivered and linked. "
            "They never see answers, variables or letters of each other. You can change this at any time."
        ),
        error_messages={
            "required": _("Choose one of the three. Nothing was changed."),
            "invalid_choice": _("Choose one of the three. Nothing was changed."),
        },
    )
