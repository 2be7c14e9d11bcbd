"""Words: a line, or as many as it takes."""

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _
from rule_engine import DataType

from registries.kinds.base import Kind, PartsKind, Problem, help_of, label_of, text_field


def too_long(text: str, most: int) -> str:
    """The sentence on a text with more than `most` characters; "" where it fits."""
    if len(text) <= most:
        return ""
    sentence = _("This is %(length)d characters long, and %(most)d fit. It is kept: shorten it and save again.")
    return sentence % {"length": len(text), "most": most}


class TextKind(Kind):
    """One line."""

    name = "text"
    rule_type = DataType.STRING
    most = 500

    def build(self, question, language, authority):
        attrs = {"autocomplete": question.options.get("autocomplete", "off")}
        label, help_text = label_of(question, language, authority), help_of(question, language, authority)
        return {question.key: text_field(label, help_text, widget=self.widget(question), **attrs)}

    def widget(self, question) -> forms.Widget:
        """The control that is typed in."""
        return forms.TextInput()

    def problems(self, question, value, authority):
        sentence = too_long(value, question.max_length or self.most)
        return [Problem(sentence)] if sentence else []

    def from_common(self, question, common):
        return " ".join((common or "").split())


class LongTextKind(TextKind):
    """Several lines."""

    name = "long_text"
    most = 20_000

    def widget(self, question) -> forms.Widget:
        return forms.Textarea(attrs={"rows": question.options.get("rows", 6)})

    def gather(self, question, data):
        return super().gather(question, data).replace("\r\n", "\n")

    def from_common(self, question, common):
        return common or ""


class TextOrReferenceKind(PartsKind):
    """Several lines, or the place in an attachment where they stand already (U10). One of both is enough."""

    name = "text_or_reference"
    parts = ("text", "reference")
    most = {"text": LongTextKind.most, "reference": TextKind.most}

    def labels(self):
        return {"text": _("The answer in words"), "reference": _("Or where it stands in the attachment")}

    def needs(self, part, question):
        """Neither part is called optional: one of both is needed where the question is."""
        return True

    def part_field(self, part, question, authority):
        label = self.labels()[part]
        if part == "text":
            widget = forms.Textarea(attrs={"rows": question.options.get("rows", 6)})
            return text_field(label, widget=widget, autocomplete="off")
        return text_field(label, _("For example: section 3.2, page 14."), autocomplete="off")

    def gather(self, question, data):
        return {part: text.replace("\r\n", "\n") for part, text in super().gather(question, data).items()}

    def problems(self, question, value, authority):
        limits = self.most | ({"text": question.max_length} if question.max_length else {})
        found = {part: too_long(value.get(part, ""), limits[part]) for part in self.parts}
        return [Problem(sentence, part) for part, sentence in found.items() if sentence]

    def show(self, question, value, language):
        with translation.override(language or translation.get_language()):
            labels = {"text": None, "reference": _("In the attachment")}
            return [(labels[part], value[part]) for part in self.parts if (value or {}).get(part)]

    def to_common(self, question, value, before=None):
        """Where the words stand in an attachment of one authority, another one does not find them."""
        return (value or {}).get("text", "")

    def from_common(self, question, common):
        return {"text": common or "", "reference": ""}

    def faults(self, question):
        if question.options.get("attachment"):
            return super().faults(question)
        return [
            *super().faults(question),
            _("This kind needs “options.attachment”: the attachment’s key."),
        ]
