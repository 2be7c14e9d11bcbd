"""Forms about a case officer: when the person is away, and what the person knows."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from registries.models import Authority, Role
from reviews.forms.base import DayField, people_with


class OfficerPageForm(forms.Form):
    """Several stand on one page, so ids begin with what the form does."""

    use_required_attribute = False
    do = ""

    def __init__(self, data=None, *, authority: Authority, officer, initial=None):
        super().__init__(data, auto_id=f"{self.do}_%s", initial=initial)
        for field in self.fields.values():
            field.is_optional = False
        self.prepare(authority, officer)

    def prepare(self, authority: Authority, officer) -> None:
        """Fill in what depends on the officer."""


class AbsenceForm(OfficerPageForm):
    """From when to when, and who stands in."""

    do = "absence"
    from_on = DayField(label=_("First day away"))
    to_on = DayField(label=_("Last day away"))
    stand_in = forms.ModelChoiceField(
        label=_("Stand-in"),
        queryset=None,
        empty_label=_("Choose …"),
        help_text=_("Handles the cases meanwhile, and gets the e-mails about them."),
    )

    def prepare(self, authority, officer):
        colleagues = people_with(authority, Role.CASE_OFFICER).exclude(pk=officer.pk)
        self.fields["stand_in"].queryset = colleagues
        self.fields["stand_in"].label_from_instance = lambda person: person.name


class CompetenceForm(OfficerPageForm):
    """What speaks for giving a case to the officer."""

    do = "competence"
    registries = forms.ModelMultipleChoiceField(
        label=_("Registries that the officer knows"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages that the officer works in"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def prepare(self, authority, officer):
        field = self.fields["registries"]
        field.queryset = authority.registries.defer("description", "search_text")
        field.label_from_instance = lambda registry: authority.text(registry.name)
