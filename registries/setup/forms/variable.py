"""Forms for variables: one of them, and a file with all of them."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from registries.loading.checking import languages_of
from registries.models import Registry, Variable
from registries.setup.forms.base import SetupForm, SetupMeta, names_of
from registries.translated import TranslatedFormField, TranslatedWidget, language_codes
from registries.variable_cells import CellProblem, read_names, read_tags, read_values, write_list, write_values


class CodeListWidget(TranslatedWidget):
    """A box for each language, with a code a line: “1 = Male”."""

    def decompress(self, value):
        """[{code, label: {sv, nb, en}}] → a text for each language."""
        return [write_values(value or [], code) for code in language_codes()]


class CodeListField(TranslatedFormField):
    """The codes of a variable, each with what it means in every language: [{code, label}]."""

    widget = CodeListWidget

    def compress(self, data_list):
        """A text for each language → the codes, in the order in which they are first named."""
        rows: dict[str, dict[str, str]] = {}
        for language, text in zip(language_codes(), data_list, strict=False):
            try:
                meanings = read_values(text.replace("\r\n", "\n"))
            except CellProblem as problem:
                raise ValidationError(str(problem)) from problem
            for code, words in meanings.items():
                rows.setdefault(code, {})[language] = words
        return [{"code": code, "label": label} for code, label in rows.items()]


class WordsField(forms.CharField):
    """Words with commas between them, as a list; `read` says which words there can be."""

    def __init__(self, *, read, **options):
        self.read = read
        super().__init__(**options)

    def prepare_value(self, value):
        """A list as it is typed."""
        return write_list(value) if isinstance(value, list) else value

    def to_python(self, value) -> list[str]:
        """The list; raises ValidationError with a sentence."""
        try:
            return self.read(super().to_python(value))
        except CellProblem as problem:
            raise ValidationError(str(problem)) from problem


class VariableForm(SetupForm):
    """What the catalogue says of a variable. Its name stays: extracts, lists and cases name it so."""

    tall = {"description": 4, "values": 5}

    values = CodeListField(
        label=_("Values"),
        required=False,
        help_text=_("A code a line, such as: 1 = Male. Write the codes in every language."),
    )
    less_detail = WordsField(
        label=_("The same in less detail"),
        required=False,
        read=read_names,
        help_text=_("Names of variables of this registry with commas between them, the usual choice first."),
    )
    tags = WordsField(
        label=_("Tags"),
        required=False,
        read=read_tags,
        help_text=_("Words that conditions of the form ask for, such as postcode."),
    )

    class Meta(SetupMeta):
        model = Variable
        fields = (
            "label",
            "description",
            "from_year",
            "to_year",
            "identifying",
            "sensitivity",
            "code_system",
            "values",
            "web",
            "less_detail",
            "tags",
        )

    def __init__(self, *args, registry: Registry, **options):
        self.registry = registry
        super().__init__(*args, **options)

    def clean_values(self) -> list[dict]:
        """Every code says what it means in the authority's own language and in English."""
        rows, owed = self.cleaned_data["values"], languages_of(self.authority)
        for row in rows:
            if missing := owed - set(row["label"]):
                said = {"code": row["code"], "languages": names_of(missing)}
                raise ValidationError(_("The code “%(code)s” has no meaning in: %(languages)s."), params=said)
        return rows

    def clean_less_detail(self) -> list[str]:
        """Only other variables of the registry can stand in for this one."""
        names = self.cleaned_data["less_detail"]
        others = self.registry.variables.exclude(pk=self.instance.pk)
        known = set(others.filter(name__in=names).values_list("name", flat=True))
        if unknown := [name for name in names if name not in known]:
            raise ValidationError(
                _("This registry has no other variable “%(name)s”."), params={"name": ", ".join(unknown)}
            )
        return names


class FileForm(forms.Form):
    """A file with the variables of a registry."""

    use_required_attribute = False

    file = forms.FileField(
        label=_("File"), help_text=_("A workbook (xlsx, ods) or text (csv), with a header and a row for each variable.")
    )
