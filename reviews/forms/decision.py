"""The decision as a form: outcome, a row for each registry or group of variables, reasons, reservations."""

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from applications.conditions import RESERVATIONS_CHOSEN
from applications.models import Decision
from portal.base.texts import pick
from reviews.actions.decision import Row
from reviews.forms.base import CaseForm, long_text
from reviews.forms.steps import reusable_reasons

OUTCOMES = [choice for choice in Decision.Outcome.choices if choice[0] != Decision.Outcome.DISMISSED]
BLANK_ROWS = 1


class RegistryChoiceField(forms.ModelChoiceField):
    """The registries of the case by their names in the reader's language."""

    def label_from_instance(self, registry) -> str:
        return pick(registry.name, fallback=self.fallback)


class RowForm(forms.Form):
    """What is decided about a registry, or about some of its variables. A row without a registry is left out."""

    use_required_attribute = False

    registry = RegistryChoiceField(label=_("Registry"), queryset=None, required=False, empty_label=_("No row"))
    scope = forms.CharField(label=_("Variables"), required=False, max_length=500)
    granted = forms.ChoiceField(
        label=_("Decision"), choices=[("yes", _("granted")), ("no", _("refused"))], required=False
    )
    reason = forms.CharField(label=_("Why it is refused"), required=False, max_length=1000)
    field_order = ["registry", "granted", "scope", "reason"]

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["registry"].fallback = case.authority.language
        self.fields["registry"].queryset = case.registries.all()

    def row(self) -> Row | None:
        """The row for the action; None where no registry is chosen."""
        data = self.cleaned_data
        if not data.get("registry"):
            return None
        return Row(data["registry"], granted=data["granted"] == "yes", scope=data["scope"], reason=data["reason"])


RowFormSet = formset_factory(RowForm, extra=0, formset=BaseFormSet, max_num=200)


class DecisionForm(CaseForm):
    """The draft of the decision. The rows are a formset beside it (`rows`)."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=OUTCOMES, widget=forms.RadioSelect)
    reasons = long_text(_("Reasons"), 10, help_text=_("They stand in the letter, in its language."))
    reservations = forms.MultipleChoiceField(
        label=_("Reservations"), required=False, widget=forms.CheckboxSelectMultiple
    )
    own_reservations = long_text(
        _("Further reservations"),
        3,
        required=False,
        help_text=_("One on each line, as they are to stand in the letter."),
    )

    def prepare(self):
        reservations = self.fields["reservations"]
        reservations.choices = known_reservations(self.case)
        if self.case.sent_facts.get("principal_is_authority") != "yes":
            reservations.is_optional = False
            reservations.help_text = RESERVATIONS_CHOSEN.sentence
        if self.is_bound:
            self.rows = RowFormSet(self.data, prefix="rows", form_kwargs={"case": self.case})
        else:
            self.rows = RowFormSet(initial=self.initial.get("rows"), prefix="rows", form_kwargs={"case": self.case})

    def is_valid(self) -> bool:
        """Whether form and rows can be read."""
        return all([super().is_valid(), self.rows.is_valid()])

    def clean(self):
        """What the action takes: the reservations as sentences, the rows as rows."""
        data = super().clean()
        known = dict(known_reservations(self.case))
        own = [line.strip() for line in data.get("own_reservations", "").splitlines() if line.strip()]
        sentences = [known[key] for key in data.get("reservations", [])] + own
        rows = [form.row() for form in self.rows.forms] if self.rows.is_valid() else []
        return data | {"sentences": sentences, "decided": [row for row in rows if row]}

    def reusable(self) -> list[dict]:
        """The authority's paragraphs to reuse."""
        return reusable_reasons(self.case)


def known_reservations(case) -> list[tuple[str, str]]:
    """(key, sentence) of the procedure's reservations, in the language of the letter."""
    own = case.authority.language
    return [(row["key"], pick(row["text"], case.language, fallback=own)) for row in case.procedure.reservations]


def starting_values(case) -> dict:
    """What the form starts with: the draft where there is one, else every registry of the case, granted."""
    draft = case.newest_decision
    if draft is None or draft.is_taken:
        rows = [{"registry": registry.pk, "granted": "yes"} for registry in case.registries.all()]
        return {"rows": rows + [{}] * BLANK_ROWS}
    known = known_reservations(case)
    sentences = {sentence for _key, sentence in known}
    return {
        "outcome": draft.outcome,
        "reasons": draft.reasons,
        "reservations": [key for key, sentence in known if sentence in draft.reservations],
        "own_reservations": "\n".join(line for line in draft.reservations if line not in sentences),
        "rows": [_initial_row(row) for row in draft.rows.all()] + [{}] * BLANK_ROWS,
    }


def _initial_row(row) -> dict:
    return {
        "registry": row.registry_id,
        "scope": row.scope,
        "granted": "yes" if row.granted else "no",
        "reason": row.reason,
    }
