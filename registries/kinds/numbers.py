"""Numbers and amounts of money. They are kept as typed; the comma of Swedish and Norwegian is understood."""

import re
from decimal import Decimal, InvalidOperation

from django import forms
from django.utils import formats, translation
from django.utils.translation import gettext as _
from rule_engine import DataType

from portal.base.money import format_money
from registries.kinds.base import Kind, Problem, help_of, label_of, text_field


def read_number(value) -> Decimal | None:
    """A number as people write it (12 500,50 or 12500.5); None where it is no number."""
    text = re.sub(r"\s", "", str(value)).replace("−", "-").replace(",", ".")
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


class NumberKind(Kind):
    """A number, with a least and a greatest where the question says so."""

    name = "number"
    rule_type = DataType.FLOAT
    places = None

    def build(self, question, language, authority):
        widget = forms.TextInput(attrs={"class": "w-num"})
        label, help_text = label_of(question, language, authority), help_of(question, language, authority)
        return {question.key: text_field(label, help_text, widget=widget, inputmode="decimal", autocomplete="off")}

    def problems(self, question, value, authority):
        number = read_number(value)
        said = {"value": value, "min": question.min, "max": question.max}
        if number is None:
            return [Problem(_("“%(value)s” is no number. It is kept: write digits only, then save again.") % said)]
        if self.places is not None and number != round(number, self.places):
            return [Problem(_("“%(value)s” has too many decimals. It is kept: write two at most.") % said)]
        if question.min is not None and number < Decimal(str(question.min)):
            return [Problem(_("%(value)s is too little. It is kept: write %(min)s or more.") % said)]
        if question.max is not None and number > Decimal(str(question.max)):
            return [Problem(_("%(value)s is too much. It is kept: write %(max)s or less.") % said)]
        return []

    def show(self, question, value, language):
        number = read_number(value) if self.is_answered(value) else None
        if number is None:
            return super().show(question, value, language)
        return [(None, self.written(question, number, language))]

    def written(self, question, number: Decimal, language: str | None) -> str:
        """The number as the language writes it."""
        with translation.override(language or translation.get_language()):
            return formats.number_format(number, use_l10n=True, force_grouping=True)

    def plain(self, value):
        number = read_number(value)
        return super().plain(value) if number is None else number

    def to_fact(self, value):
        number = read_number(value)
        return None if number is None else float(number)

    def faults(self, question):
        ends = [end for end in (question.min, question.max) if end is not None]
        if any(read_number(end) is None for end in ends):
            return [_("“min” and “max” of a number are numbers.")]
        return []


class MoneyKind(NumberKind):
    """An amount of money with at most two decimals, in the currency of the option `currency`."""

    name = "money"
    places = 2

    def written(self, question, number, language):
        currency = question.options.get("currency")
        return format_money(number, currency, language) if currency else super().written(question, number, language)
