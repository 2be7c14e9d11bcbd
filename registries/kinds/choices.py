"""Answers that are chosen: yes or no, one of several, several of several, a statement that is accepted."""

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rule_engine import DataType

from portal.base.texts import pick
from registries.kinds.base import Kind, Problem, help_of, label_of, posted_list, spell

YES = "yes"
NO = "no"


class OpenChoiceField(forms.ChoiceField):
    """Keeps what was sent even where it is none of the choices; the kind says what is wrong with it."""

    def valid_value(self, value):
        return True


class OpenChoicesField(forms.MultipleChoiceField):
    """Likewise, for several."""

    def valid_value(self, value):
        return True


def unknown_choice(values) -> Problem:
    """The problem of something chosen that cannot be chosen."""
    sentence = _("“%(values)s” cannot be chosen here. The rest is kept: choose again from the list.")
    return Problem(sentence % {"values": spell(values)})


class ChoiceKind(Kind):
    """One of the question's choices: radio buttons, or a list where there are many."""

    name = "choice"
    rule_type = DataType.STRING
    is_composite = True
    many = 8

    def choices(self, question, language, authority) -> list[tuple[str, str]]:
        """(key, label) of what can be chosen."""
        fallback = authority.language if authority else None
        return [(choice.key, pick(choice.label, language, fallback=fallback)) for choice in question.choices]

    def build(self, question, language, authority):
        choices = self.choices(question, language, authority)
        widget = forms.RadioSelect()
        if len(choices) > self.many:
            choices = [("", _("Choose …")), *choices]
            widget = forms.Select()
        field = OpenChoiceField(
            label=label_of(question, language, authority),
            help_text=help_of(question, language, authority),
            choices=choices,
            required=False,
            widget=widget,
        )
        return {question.key: field}

    def problems(self, question, value, authority):
        known = {key for key, _label in self.choices(question, None, authority)}
        return [] if value in known else [unknown_choice([value])]

    def show(self, question, value, language):
        labels = dict(self.choices(question, language, None))
        return [(None, labels.get(value, value))] if self.is_answered(value) else []

    def faults(self, question):
        keys = [choice.key for choice in question.choices]
        if not keys:
            return [_("A question of this kind needs “choices”.")]
        return [_("Two choices have the same key.")] if len(set(keys)) < len(keys) else []


class YesNoKind(ChoiceKind):
    """Yes or no, as radio buttons: neither is chosen beforehand."""

    name = "yes_no"
    rule_type = DataType.BOOLEAN

    def choices(self, question, language, authority):
        with translation.override(language or translation.get_language()):
            return [(YES, _("Yes")), (NO, _("No"))]

    def to_fact(self, value):
        return {YES: True, NO: False}.get(value)

    def faults(self, question):
        return []


class ChoicesKind(ChoiceKind):
    """Several of the question's choices: check boxes."""

    name = "choices"
    rule_type = DataType.ARRAY(DataType.STRING)
    empty: list = []

    def faults(self, question):
        if all(end is None or isinstance(end, int) for end in (question.min, question.max)):
            return super().faults(question)
        return [*super().faults(question), _("“min” and “max” say how many are chosen: they are whole numbers.")]

    def build(self, question, language, authority):
        field = OpenChoicesField(
            label=label_of(question, language, authority),
            help_text=help_of(question, language, authority),
            choices=self.choices(question, language, authority),
            required=False,
            widget=forms.CheckboxSelectMultiple(),
        )
        return {question.key: field}

    def gather(self, question, data):
        return posted_list(data, question.key)

    def spread(self, question, value):
        return {question.key: list(value or [])}

    def problems(self, question, value, authority):
        known = {key for key, _label in self.choices(question, None, authority)}
        unknown = [key for key in value if key not in known]
        found = [unknown_choice(unknown)] if unknown else []
        if question.min is not None and len(value) < question.min:
            sentence = _("Too few are chosen. Your choice is kept: choose at least %(min)d.")
            found.append(Problem(sentence % {"min": question.min}))
        if question.max is not None and len(value) > question.max:
            sentence = _("Too many are chosen. Your choice is kept: choose at most %(max)d.")
            found.append(Problem(sentence % {"max": question.max}))
        return found

    def show(self, question, value, language):
        labels = dict(self.choices(question, language, None))
        return [(None, labels.get(key, key)) for key in value or []]

    def plain(self, value):
        return sorted(value or [])

    def to_fact(self, value):
        return list(value) if value else None


class StatementKind(Kind):
    """A statement to accept: a check box."""

    name = "statement"
    rule_type = DataType.BOOLEAN

    def build(self, question, language, authority):
        field = forms.BooleanField(
            label=label_of(question, language, authority),
            help_text=help_of(question, language, authority),
            required=False,
            widget=forms.CheckboxInput(attrs={"value": YES}),
        )
        return {question.key: field}

    def gather(self, question, data):
        return YES if data.get(question.key) in (YES, "on", "true", "True", True) else ""

    def spread(self, question, value):
        return {question.key: value == YES}

    def problems(self, question, value, authority):
        return [] if value == YES else [unknown_choice([value])]

    def show(self, question, value, language):
        with translation.override(language or translation.get_language()):
            return [(None, str(ACCEPTED))] if self.is_answered(value) else []

    def to_fact(self, value):
        return True if value == YES else None


ACCEPTED = gettext_lazy("Accepted")
