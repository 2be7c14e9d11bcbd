"""What every kind of question can do. A kind is code; which questions a form has is data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _

from portal.base.texts import pick
from registries.schema import Question

Shown = list[tuple[str | None, str]]


@dataclass(frozen=True)
class Problem:
    """What is wrong with an answer: a sentence, and the part of the question where it is mended."""

    sentence: str
    part: str = ""


def posted(data: Mapping, name: str) -> str:
    """What was posted under `name`, without white space around it; "" where nothing was."""
    value = data.get(name, "")
    return value.strip() if isinstance(value, str) else ("" if value is None else str(value))


def posted_list(data: Mapping, name: str) -> list[str]:
    """Everything that was posted under `name`, from a QueryDict or from cleaned data."""
    values = data.getlist(name) if hasattr(data, "getlist") else data.get(name) or []
    return [value for value in ([values] if isinstance(values, str) else values) if value]


def text_field(label, help_text="", *, widget=None, **attrs) -> forms.CharField:
    """A field that takes whatever is typed, so that nothing is lost; the kind checks it afterwards."""
    widget = widget or forms.TextInput()
    widget.attrs.update({name.replace("_", "-"): value for name, value in attrs.items()})
    return forms.CharField(label=label, help_text=help_text, required=False, widget=widget)


class Kind:
    """A kind of question with a single value that is written as text. Others override what differs.

    `fields`, `gather` and `spread` speak with a page: names are the question's key, for kinds of several parts
    `key__part`. `check`, `is_answered`, `show` and `differs` speak of the value, as it stands in the answers.
    """

    name: str
    rule_type: Any = None  # the rule-engine type of the answer in conditions; None where conditions cannot name it
    has_value = True  # False where the answer is rows of its own (variables, documents, files)
    is_composite = False  # True where the page draws a fieldset around several controls
    is_table = False  # True where the value is a list of rows
    empty: Any = ""

    def fields(self, question: Question, language: str | None, authority, value: Any = None) -> dict[str, forms.Field]:
        """Form fields by name, with label and help in `language`, else in the authority's own.

        None of them refuses anything, so that what was typed is kept; `is_optional` is there for the label. `value` is
        the answer as it stands: tables have as many fields as it has rows.
        """
        built = self.build(question, language, authority)
        optional = not (question.required or question.required_when)
        for name, field in built.items():
            field.is_optional = optional if name == question.key else not self.needs(name.rpartition("__")[2], question)
        return built

    def build(self, question: Question, language: str | None, authority) -> dict[str, forms.Field]:
        """The form fields by name."""
        raise NotImplementedError

    def needs(self, part: str, question: Question) -> bool:
        """Whether a part must be filled in, once any of them is."""
        return True

    def gather(self, question: Question, data: Mapping) -> Any:
        """The value as it was typed, from posted or cleaned data; `empty` where nothing was."""
        return posted(data, question.key)

    def spread(self, question: Question, value: Any) -> dict[str, Any]:
        """Initial values for the fields: the inverse of `gather`."""
        return {question.key: value or self.empty}

    def is_answered(self, value: Any) -> bool:
        """Whether anything was answered at all."""
        return bool(value)

    def problems(self, question: Question, value: Any, authority) -> list[Problem]:
        """What is wrong with a value that is there; [] where it is whole."""
        return []

    def check(self, question: Question, value: Any, authority) -> list[str]:
        """The sentences of `problems`; [] where the value is whole or empty."""
        if not self.is_answered(value):
            return []
        return [problem.sentence for problem in self.problems(question, value, authority)]

    def show(self, question: Question, value: Any, language: str | None) -> Shown:
        """The answer for reading: (label, text) for each part, label None where there is only one; [] where empty."""
        return [(None, str(value))] if self.is_answered(value) else []

    def differs(self, one: Any, other: Any) -> bool:
        """Whether two answers say different things; white space and an empty answer's form do not count."""
        return self.plain(one) != self.plain(other)

    def plain(self, value: Any) -> Any:
        """The value in the form in which two answers are compared."""
        return " ".join(str(value or "").split())

    def to_common(self, question: Question, value: Any, before: Any = None) -> Any:
        """What an answer says to other questions about the same fact of a project, in the kind that the project keeps.

        `before` is what the project said until now: what this question does not ask for stays.
        """
        return value

    def from_common(self, question: Question, common: Any) -> Any:
        """The answer to this question that says what the project says: the inverse of `to_common`."""
        return common

    def to_fact(self, value: Any) -> Any:
        """The value for conditions (registries.rules); None, unknown, where it is empty or cannot be read."""
        return value or None

    def faults(self, question: Question) -> list[str]:
        """What is wrong with the question itself, for the catalogue loader."""
        return []


class PartsKind(Kind):
    """A kind whose value is {part: text}. `parts` names them in order; `needed` must be filled once one of them is.

    A question can need more parts than its kind does: its option `needed` names them (U8: the telephone of a person).
    """

    is_composite = True
    parts: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()

    def part_field(self, part: str, question: Question, authority) -> forms.Field:
        """The form field of one part, with its own label."""
        raise NotImplementedError

    def labels(self) -> dict[str, str]:
        """The parts' labels in the active language."""
        raise NotImplementedError

    def parts_of(self, question: Question) -> list[str]:
        """The parts that this question has: all, but for those that its option `without` leaves out."""
        return [part for part in self.parts if part not in question.options.get("without", ())]

    def needs(self, part, question):
        return part in self.needed or part in question.options.get("needed", ())

    def build(self, question, language, authority):
        with translation.override(language or translation.get_language()):
            return {
                f"{question.key}__{part}": self.part_field(part, question, authority)
                for part in self.parts_of(question)
            }

    def gather(self, question, data):
        return {part: posted(data, f"{question.key}__{part}") for part in self.parts_of(question)}

    def spread(self, question, value):
        return {f"{question.key}__{part}": (value or {}).get(part, "") for part in self.parts_of(question)}

    def is_answered(self, value):
        return any((value or {}).values())

    def problems(self, question, value, authority):
        labels = self.labels()
        missing = [part for part in self.parts_of(question) if self.needs(part, question) and not value.get(part)]
        found = [
            Problem(
                _("“%(part)s” is empty. The rest is kept: fill it in and save again.") % {"part": labels[part]}, part
            )
            for part in missing
        ]
        return found + self.part_problems(value, authority)

    def part_problems(self, value: dict, authority) -> list[Problem]:
        """What is wrong with what was filled in."""
        return []

    def show(self, question, value, language):
        with translation.override(language or translation.get_language()):
            labels = self.labels()
            return [(str(labels[part]), value[part]) for part in self.parts if (value or {}).get(part)]

    def plain(self, value):
        return {part: " ".join(text.split()) for part, text in (value or {}).items() if text}

    def to_common(self, question, value, before=None):
        """Parts that the question does not ask stay, as long as it still speaks of the same person or place."""
        first, before = self.parts[0], before or {}
        if not self.is_answered(value) or value.get(first) != before.get(first):
            return value
        return {part: text for part, text in before.items() if part not in self.parts_of(question)} | value

    def from_common(self, question, common):
        return {part: (common or {}).get(part, "") for part in self.parts_of(question)}

    def to_fact(self, value):
        return None

    def faults(self, question):
        unknown = set(question.options.get("without", ())) - set(self.parts)
        unasked = set(question.options.get("needed", ())) - set(self.parts_of(question))
        found = [_("There is no part “%(part)s” to leave out.") % {"part": part} for part in sorted(unknown)]
        return found + [
            _("There is no part “%(part)s” that could be needed.") % {"part": part} for part in sorted(unasked)
        ]


def label_of(question: Question, language: str | None, authority) -> str:
    """The question's label in `language`, else in the authority's own."""
    return pick(question.label, language, fallback=authority.language)


def help_of(question: Question, language: str | None, authority) -> str:
    """The question's help in `language`, else in the authority's own."""
    return pick(question.help, language, fallback=authority.language)


def spell(values: Iterable[str]) -> str:
    """A list for a sentence."""
    return ", ".join(values)
