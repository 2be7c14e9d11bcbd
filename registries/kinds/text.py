"""Words: a line, or as many as it takes."""

from django import forms
from django.utils.translation import gettext as _
from rule_engine import DataType

from registries.kinds.base import Kind, Problem, help_of, label_of, text_field


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
        most = question.max_length or self.most
        if len(value) <= most:
            return []
        sentence = _("This is %(length)d characters long, and %(most)d fit. It is kept: shorten it and save again.")
        return [Problem(sentence % {"length": len(value), "most": most})]


class LongTextKind(TextKind):
    """Several lines."""

    name = "long_text"
    most = 20_000

    def widget(self, question) -> forms.Widget:
        return forms.Textarea(attrs={"rows": question.options.get("rows", 6)})

    def gather(self, question, data):
        return super().gather(question, data).replace("\r\n", "\n")
