"""The form for one part of a draft: an entry after the other, each with what is wrong with it."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from portal.base.templatetags.form_tags import Trouble, first_control
from registries.models import FormDraft
from registries.setup.drafts.entries import Entry
from registries.setup.drafts.fields import WRITINGS
from registries.setup.drafts.finding import Spot
from registries.setup.problems import Stale


@dataclass
class Group:
    """An entry on the page. `fields` are more than one where it is written in several languages."""

    entry: Entry
    fields: list[BoundField]
    faults: list[str] = field(default_factory=list)

    @property
    def is_words(self) -> bool:
        """Whether it is written in languages side by side."""
        return len(self.fields) > 1

    @property
    def anchor(self) -> str:
        """The id of its first control."""
        return first_control(self.fields[0])

    @property
    def described_by(self) -> str:
        """The ids of its help and its faults."""
        parts = [(self.entry.help, "help"), (self.faults, "faults")]
        return " ".join(f"{self.anchor}_{name}" for there, name in parts if there)


class PartForm(forms.Form):
    """A row of a draft. What cannot be kept at all is refused here; every other fault is kept and stands beside it.

    `faults` is {entry: sentences} of what stands against publishing, "" for the row as a whole.
    """

    use_required_attribute = False

    def __init__(self, spot: Spot, data=None, *, faults: dict[str, list[str]] | None = None):
        self.spot, self.faults = spot, faults or {}
        initial: dict[str, Any] = {}
        for entry in spot.part.entries:
            initial |= WRITINGS[entry.how].spread(entry, spot.row.get(entry.name))
        super().__init__(data, initial=initial)
        for entry in spot.part.entries:
            made = WRITINGS[entry.how].fields(entry)
            for name, one in made.items():
                one.is_optional = False
                self.fields[name] = one
            if len(made) == 1 and self.faults.get(entry.name):
                self._say_faults(entry)
        self.values: dict[str, Any] = {}

    def _say_faults(self, entry: Entry) -> None:
        """Let the control of an entry be described by what is wrong with it, after its help."""
        said = {"help": entry.help, "faults": self.faults[entry.name]}
        self.fields[entry.name].help_text = render_to_string("registries/setup/draft_entry_help.html", said)
        self.fields[entry.name].widget.attrs["aria-invalid"] = "true"

    def clean(self):
        clean = super().clean()
        for entry in self.spot.part.entries:
            names = WRITINGS[entry.how].fields(entry)
            if any(name in self.errors for name in names):
                continue
            try:
                value = WRITINGS[entry.how].gather(entry, clean)
            except ValidationError as error:
                self.add_error(next(iter(names)), error)
                continue
            if value is not None:
                self.values[entry.name] = value
        return clean

    def refuse(self, sentences) -> None:
        """Show above what was typed why an action refused."""
        self.add_error(None, [str(sentence) for sentence in sentences])

    @property
    def groups(self) -> list[Group]:
        """The entries in order."""
        return [
            Group(entry, [self[name] for name in WRITINGS[entry.how].fields(entry)], self.faults.get(entry.name, []))
            for entry in self.spot.part.entries
        ]

    @property
    def troubles(self) -> list[Trouble]:
        """What stands against publishing, for the summary."""
        known = {group.entry.name: group for group in self.groups}
        found = [
            Trouble("", "", sentence) for name in self.faults if name not in known for sentence in self.faults[name]
        ]
        for group in known.values():
            found += [Trouble(group.anchor, group.entry.label, sentence) for sentence in group.faults]
        return found


class DetailsForm(forms.Form):
    """What a version is called. A registry's own form also says where it is published."""

    use_required_attribute = False
    version_name = forms.CharField(
        label=_("Name of the version"),
        max_length=20,
        help_text=_("A short name, like 2026-1. Cases that are begun with the form show it."),
        widget=forms.TextInput(attrs={"class": "w-mid"}),
    )
    source = forms.CharField(label=_("Source"), required=False, help_text=_("Where this form is published."))
    known = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, data=None, *, draft: FormDraft):
        source = draft.content.get("form", {}).get("source", "")
        super().__init__(data, initial={"version_name": draft.version_name, "source": source, "known": draft.version})
        self.draft = draft
        if not draft.registry_slug:
            del self.fields["source"]

    def refuse(self, sentences) -> None:
        """Show above what was typed why an action refused."""
        self.add_error(None, [str(sentence) for sentence in sentences])

    def take(self, refusal: Stale) -> None:
        """Somebody else has changed the draft: say what it is called now, and keep what was typed."""
        self.refuse([*refusal.sentences, _("It is called “%(name)s” now.") % {"name": refusal.row.version_name}])
        self.data = self.data.copy()
        self.data["known"] = refusal.row.version
