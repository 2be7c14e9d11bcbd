"""What the forms of the setup have in common."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from portal.base.form_fields import AmountField, DayField
from portal.base.templatetags.portal_tags import plaindate
from registries.loading.checking import languages_of
from registries.models import Authority
from registries.setup.rows import fingerprint
from registries.translated import TranslatedFormField


@dataclass(frozen=True)
class Difference:
    """A field in which what somebody else stored differs from what was typed."""

    label: str
    theirs: list[str]
    mine: list[str]


def field_for(db_field: models.Field, **options) -> forms.Field | None:
    """The field of a form for a column: days and amounts as people write them, addresses without their scheme."""
    if isinstance(db_field, models.DateField):
        options["form_class"] = DayField
    elif isinstance(db_field, models.DecimalField):
        options["form_class"] = AmountField
    elif isinstance(db_field, models.URLField):
        options["assume_scheme"] = "https"
    return db_field.formfield(**options)


class SetupMeta:
    """What the Meta of every form of the setup begins with."""

    formfield_callback = field_for


class SetupForm(forms.ModelForm):
    """A form for one row of an authority. Browsers do not check it: our own sentences say what is wrong.

    `known` is the fingerprint of the row that the page was opened with; `both` holds the differences after somebody
    else has changed the row.
    """

    use_required_attribute = False
    tall: dict[str, int] = {}

    def __init__(self, data=None, files=None, *, authority: Authority, instance=None, initial=None):
        super().__init__(data, files, instance=instance, initial=initial)
        self.authority, self.both, self.is_stale = authority, [], False
        self.fresh = fingerprint(self.instance) if self.instance.pk else ""
        for name, rows in self.tall.items():
            for widget in self.fields[name].widget.widgets:
                widget.attrs["rows"] = rows
        self.prepare()
        for field in self.fields.values():
            field.is_optional = not field.required

    def prepare(self) -> None:
        """Fill in what depends on the authority: choices, help."""

    @property
    def known(self) -> str:
        """The fingerprint of the row that the page knows; after a stale save that of what stands there now."""
        return self.fresh if self.is_stale or not self.is_bound else self.data.get("known", "")

    @property
    def typed(self) -> dict[str, Any]:
        """What was typed, by field of the row."""
        return {name: self.cleaned_data[name] for name in self._meta.fields if name in self.cleaned_data}

    def clean(self):
        """Every text is there in the authority's own language and in English, or not at all."""
        clean = super().clean()
        owed = languages_of(self.authority)
        for name, field in self.fields.items():
            if not isinstance(field, TranslatedFormField) or not isinstance(text := clean.get(name), dict) or not text:
                continue
            if missing := owed - set(text):
                self.add_error(name, _("The text is missing in: %(languages)s.") % {"languages": names_of(missing)})
        return clean

    def refuse(self, sentences) -> None:
        """Show why an action refused, above what was typed."""
        self.add_error(None, [str(sentence) for sentence in sentences])

    def take(self, error: ValidationError) -> None:
        """Show what the database does not take, at its field where the form has it."""
        found = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
        for name, errors in found.items():
            self.add_error(name if name in self.fields else None, errors)

    def show_both(self, stored) -> None:
        """Keep what somebody else stored beside what was typed; saving again replaces theirs."""
        self.fresh, self.is_stale = fingerprint(stored), True
        for name, mine in self.typed.items():
            theirs = getattr(stored, name)
            if theirs != mine:
                field = self.fields[name]
                self.both.append(Difference(str(field.label), shown(field, theirs), shown(field, mine)))


def names_of(codes) -> str:
    """Languages by their names, in the reader's language."""
    return ", ".join(str(get_language_info(code)["name_translated"]) for code in sorted(codes))


def lines_of(value: Any) -> list[str]:
    """A value as lines for people."""
    if value in (None, "", {}, []):
        return [_("nothing")]
    if isinstance(value, bool):
        return [_("yes") if value else _("no")]
    if isinstance(value, dict):
        return [f"{name}: {said}" for name, said in value.items()]
    return [", ".join(map(str, value))] if isinstance(value, list) else str(value).splitlines()


def shown(field: forms.Field, value: Any) -> list[str]:
    """A value of a field as lines for people, as its box would show it."""
    if isinstance(value, bool | dict) or value in (None, "", []):
        return lines_of(value)
    if isinstance(field, DayField):
        return [plaindate(value)]
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return [str(dict(field.choices).get(value, value))]
    written = field.prepare_value(value)
    return lines_of(written if isinstance(written, str) else value)
