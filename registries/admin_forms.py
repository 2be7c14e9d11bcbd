"""The forms of the configuration in Django's admin: what is written there is checked like the catalogue."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from registries.letters import LETTERS
from registries.loading.checking import AUTHORITY_LISTS, LISTS, languages_of, list_problems, schema_problems
from registries.loading.letters import letter_problems
from registries.models import Authority, FormVersion, LetterTemplate, Procedure


class LetterTemplateForm(forms.ModelForm):
    """Checks tags and placeholders like the catalogue loader."""

    class Meta:
        model = LetterTemplate
        fields = ["authority", "name", "source"]
        widgets = {"source": forms.Textarea(attrs={"rows": 30, "cols": 110, "spellcheck": "false"})}

    name = forms.ChoiceField(label=_("letter"), choices=[(name, name) for name in LETTERS])

    def clean(self):
        clean = super().clean()
        if clean.get("authority") and clean.get("name") and "source" in clean:
            references = clean["authority"].legal_references.values_list("key", flat=True)
            for line, sentence in letter_problems(clean["name"], clean["source"], references):
                said = {"line": line, "sentence": sentence}
                self.add_error("source", _("Line %(line)s: %(sentence)s") % said)
        return clean


def report_lists(form: forms.ModelForm, names: Iterable[str], authority: Authority | None) -> None:
    """Report what is wrong with the lists of a row, as the catalogue loader would."""
    for name in names:
        value = form.cleaned_data.get(name)
        for sentence in list_problems(name, value, languages_of(authority)) if value else []:
            form.add_error(name, sentence)


class AuthorityForm(forms.ModelForm):
    """Checks contacts and links like the catalogue loader."""

    class Meta:
        model = Authority
        fields = ()  # the admin's fieldsets choose

    def clean(self):
        clean = super().clean()
        self.instance.language = clean.get("language") or self.instance.language
        report_lists(self, AUTHORITY_LISTS, self.instance)
        return clean


class ProcedureForm(forms.ModelForm):
    """Checks texts, checklist, reservations, reasons, self-check and duties like the catalogue loader."""

    class Meta:
        model = Procedure
        fields = "__all__"  # noqa: DJ007 - the admin's fieldsets choose

    def clean(self):
        clean = super().clean()
        report_lists(self, LISTS, clean.get("authority"))
        return clean


class FormVersionForm(forms.ModelForm):
    """Checks sections, questions and conditions like the catalogue loader."""

    class Meta:
        model = FormVersion
        fields = "__all__"  # noqa: DJ007 - the admin's fieldsets choose

    def clean_schema(self):
        schema = self.cleaned_data["schema"]
        attachments = self.instance.attachment_rules.values_list("key", flat=True) if self.instance.pk else ()
        languages = languages_of(self.cleaned_data.get("authority"))
        if problems := schema_problems(schema, attachments, languages):
            raise ValidationError(problems)
        return schema
