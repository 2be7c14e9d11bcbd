"""Forms for what is done with many cases at once."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.permissions import is_in_team
from portal.accounts.models import User
from registries.models import Flag, Role
from registries.roles import has_role
from reviews.forms.steps import officer_label
from reviews.suggesting import Suggester


class PlainForm(forms.Form):
    """A form whose wrong values are told by our own sentences."""

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.is_optional = False


class BulkAssignForm(PlainForm):
    """An officer for each ticked case, to begin with the suggested one, or one officer for all of them.

    Whoever does not coordinate can only take cases.
    """

    def __init__(self, *args, by, cases: list[Application], **kwargs):
        self.by, self.cases = by, cases
        super().__init__(*args, **kwargs)
        self.suggesters = {case.authority_id: Suggester(case.authority) for case in cases}
        loads = [load for suggester in self.suggesters.values() for load in suggester.loads]
        self.officers = {str(load.officer.pk): load.officer for load in loads}
        self.labels = {id(load): officer_label(load) for load in loads}  # before any of the suggestions is counted
        for case in cases:
            self.fields[f"officer_{case.pk}"] = self._field(case)
        everybody = {value: label for field in self.fields.values() for value, label in field.choices if value}
        self.fields["all_to"] = forms.ChoiceField(
            label=_("All of them to"),
            required=False,
            choices=[("", _("As chosen for each case below")), *everybody.items()],
        )
        self.fields["all_to"].is_optional = False
        self.order_fields(["all_to"])

    def _field(self, case: Application) -> forms.ChoiceField:
        field = forms.ChoiceField(
            label=f"{case.case_number}: {case.title}",
            required=False,
            choices=[("", _("Leave it as it is")), *self._choices(case)],
        )
        field.is_optional = False
        suggester = self.suggesters[case.authority_id]
        suggestion = suggester.suggest(case) if self._coordinates(case) else None
        if suggestion:
            suggester.given(suggestion.officer)
            words = {"name": suggestion.officer.name, "because": suggestion.because}
            field.initial = str(suggestion.officer.pk)
            field.help_text = gettext("Suggested: %(name)s. %(because)s") % words
        return field

    def _coordinates(self, case: Application) -> bool:
        return has_role(self.by, case.authority, Role.COORDINATOR)

    def _choices(self, case: Application) -> list[tuple[str, str]]:
        loads = self.suggesters[case.authority_id].loads
        may_choose = self._coordinates(case)
        return [
            (str(load.officer.pk), self.labels[id(load)])
            for load in loads
            if (may_choose or load.officer == self.by)
            and load.officer.pk not in case.conflicted_ids
            and not is_in_team(load.officer, case)
        ]

    def chosen(self) -> dict[int, User]:
        """{case id: officer} of the cases that are given to somebody."""
        data = self.cleaned_data
        picked = {case.pk: data["all_to"] or data[f"officer_{case.pk}"] for case in self.cases}
        return {pk: self.officers[value] for pk, value in picked.items() if value}


class BulkFlagForm(PlainForm):
    """One of the flags of the authorities of the ticked cases."""

    flag = forms.ModelChoiceField(label=_("Flag"), queryset=None, empty_label=None, widget=forms.RadioSelect)

    def __init__(self, *args, cases: list[Application], **kwargs):
        super().__init__(*args, **kwargs)
        authorities = {case.authority_id: case.authority for case in cases}
        field = self.fields["flag"]
        field.queryset = Flag.objects.filter(authority__in=authorities, is_offered=True).select_related("authority")
        several = len(authorities) > 1
        field.label_from_instance = lambda flag: self._label(flag, several)
        if not field.queryset:
            field.help_text = _("The authority has named no flags yet. An administrator names them.")

    @staticmethod
    def _label(flag: Flag, several: bool) -> str:
        words = f"{flag.sign} {flag.authority.text(flag.name)}"
        return f"{words} ({flag.authority.short_name})" if several else words
