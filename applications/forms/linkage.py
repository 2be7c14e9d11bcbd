"""The linkage plan: who links, who keeps the key, and the sources in their order."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.actions.linkage import Source
from applications.models import LinkagePlan, LinkageStep
from portal.base.form_fields import DayField
from registries.models import Registry

PARTS = ("registry", "source", "sends_to", "carries")
MOST = 50  # how many sources a plan can have


class PlanForm(forms.ModelForm):
    """What is said of the plan as a whole. It may be written bit by bit, so nothing is required."""

    key_kept_until = DayField(label=gettext_lazy("Until when is the key kept?"), required=False)

    class Meta:
        model = LinkagePlan
        fields = ("linked_by", "key_kept_by", "key_kept_until", "pseudonyms", "receiver")
        labels = {
            "linked_by": gettext_lazy("Who links the data?"),
            "key_kept_by": gettext_lazy("Who keeps the linkage key?"),
            "pseudonyms": gettext_lazy("How do pseudonyms travel?"),
            "receiver": gettext_lazy("Who receives the linked data?"),
        }
        help_texts = {
            "linked_by": gettext_lazy("One of the authorities, or somebody whom they all trust with it."),
            "key_kept_by": gettext_lazy("Whoever can tell which serial number stands for which person."),
            "pseudonyms": gettext_lazy(
                "Who makes the serial numbers, who gets the list of people, and what each source sends in their place."
            ),
            "receiver": gettext_lazy("The research principal, and the place where the data are kept."),
        }
        widgets = {"pseudonyms": forms.Textarea(attrs={"rows": 4})}


class SourceForm(forms.Form):
    """One source. It is a registry of the portal, or something else that is named here."""

    registry = forms.ModelChoiceField(
        Registry.objects.none(),
        label=gettext_lazy("Registry"),
        required=False,
        empty_label=gettext_lazy("None of these"),
        error_messages={"invalid_choice": gettext_lazy("This registry is not here any more. Choose again.")},
    )
    source = forms.CharField(label=gettext_lazy("Or another source"), required=False, max_length=200)
    sends_to = forms.CharField(
        label=gettext_lazy("Sends its data to"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Empty: to whoever links."),
    )
    carries = forms.ChoiceField(
        label=gettext_lazy("Its rows carry"),
        choices=LinkageStep.Carries.choices,
        initial=LinkageStep.Carries.PSEUDONYM,
        required=False,
    )

    def clean(self):
        """A source that is written at all is named in one way."""
        cleaned = super().clean()
        registry, source = cleaned.get("registry"), cleaned.get("source")
        if registry and source:
            self.add_error("source", _("Choose a registry or write another source, not both. What you typed is kept."))
        elif not registry and not source and cleaned.get("sends_to") and "registry" not in self.errors:
            self.add_error("source", _("Say what the source is. What you typed is kept."))
        return cleaned

    @property
    def typed(self) -> Source | None:
        """The source, of a valid form; None where nothing names one."""
        found = {part: self.cleaned_data[part] for part in PARTS}
        found["carries"] = found["carries"] or LinkageStep.Carries.PSEUDONYM
        return Source(**found) if found["registry"] or found["source"] else None


def rows_posted(data: Mapping) -> list[dict]:
    """The sources as they were typed, in their order."""
    numbers = [number for number in range(MOST) if f"row-{number}-source" in data]
    return [{part: data.get(f"row-{number}-{part}", "") for part in PARTS} for number in numbers]


def rows_stored(plan: LinkagePlan | None) -> list[dict]:
    """The sources of a plan, as the form has them."""
    steps = plan.steps.all() if plan and plan.pk else []
    return [
        {"registry": str(step.registry_id or ""), "source": step.source, "sends_to": step.sends_to}
        | {"carries": step.carries}
        for step in steps
    ]


def arranged(rows: list[dict], do: str) -> list[dict]:
    """The rows after one of their buttons: "add", "up:2", "down:2" or "remove:2", counted from 0."""
    rows = list(rows)
    verb, _colon, number = do.partition(":")
    if verb == "add" and len(rows) < MOST:
        return [*rows, {}]
    if not number.isdecimal() or int(number) >= len(rows):
        return rows
    place = int(number)
    row = rows.pop(place)
    if verb == "remove":
        return rows
    rows.insert({"up": max(place - 1, 0), "down": place + 1}.get(verb, place), row)
    return rows


def source_forms(rows: list[dict], *, bound: bool) -> list[SourceForm]:
    """A form for each row; bound ones are checked."""
    registries = Registry.objects.select_related("authority").order_by("authority", "slug")
    names = [(str(one.pk), f"{one.authority.short_name}: {one}") for one in registries]
    return [_source_form(number, row, registries, names, bound) for number, row in enumerate(rows)]


def _source_form(number: int, row: dict, registries, names: list, bound: bool) -> SourceForm:
    prefix = f"row-{number}"
    data = {f"{prefix}-{part}": value for part, value in row.items()}
    form = SourceForm(data if bound else None, prefix=prefix, initial=None if bound else row)
    field = form.fields["registry"]
    field.queryset = registries
    field.choices = [("", field.empty_label), *names]
    for one in form.fields.values():
        one.is_optional = False
    return form
