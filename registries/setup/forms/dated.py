"""Forms for what holds from a day to a day: fees, paragraphs of the law, approved institutions, notices."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.base.form_fields import DayField
from portal.base.numbers import check_organisation_number
from registries.models import ApprovedInstitution, FeeSchedule, LegalReference, Notice
from registries.setup.forms.base import SetupForm, SetupMeta


class FeesForm(SetupForm):
    """Fees from a day on. `until` is only asked for so that nothing is left open or doubled unseen."""

    until = DayField(
        label=_("Until"),
        required=False,
        help_text=_("The last day. Leave it empty unless other fees follow: these hold until the next ones begin."),
    )
    field_order = ("valid_from", "until")

    class Meta(SetupMeta):
        model = FeeSchedule
        fields = (
            "valid_from",
            "pricing",
            "base",
            "hourly_rate",
            "reinvoicing",
            "withdrawal",
            "refusal",
            "usual_hours_min",
            "usual_hours_max",
            "vat_percent",
            "source",
        )
        widgets = {"source": forms.Textarea(attrs={"rows": 2}), "pricing": forms.RadioSelect}


class ReferenceForm(SetupForm):
    """A paragraph in the words that hold from a day."""

    tall = {"text": 5}

    class Meta(SetupMeta):
        model = LegalReference
        fields = ("short", "text", "valid_from", "valid_to")


class NewReferenceForm(ReferenceForm):
    """A paragraph that is not there yet, or a new version of one."""

    class Meta(SetupMeta):
        model = LegalReference
        fields = ("key", "short", "text", "valid_from", "valid_to")
        help_texts = {"key": _("Small letters, digits and hyphens, such as osl-24-8. Letters name the paragraph so.")}


class ReferenceEndForm(SetupForm):
    """The last day of a paragraph that holds already."""

    class Meta(SetupMeta):
        model = LegalReference
        fields = ("valid_to",)


class InstitutionForm(SetupForm):
    """An institution, and from when to when it is approved."""

    class Meta(SetupMeta):
        model = ApprovedInstitution
        fields = ("name", "number", "valid_from", "valid_to")
        help_texts = {"number": ""}

    def clean_number(self) -> str:
        """The number, checked by the rule of the authority's country."""
        return check_organisation_number(self.cleaned_data["number"], self.authority.country)


class InstitutionEndForm(SetupForm):
    """What can be changed of an approval that holds already."""

    class Meta(SetupMeta):
        model = ApprovedInstitution
        fields = ("name", "valid_to")


class NoticeForm(SetupForm):
    """A public line, from a day to a day."""

    tall = {"text": 3}

    class Meta(SetupMeta):
        model = Notice
        fields = ("text", "shown_from", "shown_to", "says_how_far")

    def clean(self):
        """The text is on the public pages: it ends no earlier than it begins."""
        clean = super().clean()
        first, last = clean.get("shown_from"), clean.get("shown_to")
        if first and last and last < first:
            self.add_error("shown_to", ValidationError(_("A notice cannot end before it begins.")))
        return clean
