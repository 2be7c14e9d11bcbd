"""The cells of a table: what each sort of column is typed in, what may stand in it, and how it reads."""

from dataclasses import dataclass, replace

from django import forms
from django.utils.translation import gettext as _

from portal.base.texts import pick
from registries.kinds.base import text_field
from registries.kinds.choices import OpenChoiceField, unknown_choice
from registries.kinds.dates import date_field, date_problem, written_date
from registries.kinds.parties import email_problem
from registries.kinds.text import too_long


@dataclass(frozen=True)
class Column:
    """A column of a table. `sort` is one of CELLS; `label` and `help` are translated when they are used.

    `limited` lets `min` and `max` of the question hold for the days of the column.
    """

    key: str
    label: str
    sort: str = "text"
    required: bool = False
    help: str = ""
    limited: bool = False

    @property
    def cell(self) -> "Cell":
        """How the column's cells behave."""
        return CELLS[self.sort]


class Cell:
    """A line of text. Others override what differs."""

    most = 500

    def field(self, column: Column, question, authority) -> forms.Field:
        """The control, which keeps whatever is typed."""
        return text_field(str(column.label), str(column.help), widget=self.widget(), autocomplete="off")

    def widget(self) -> forms.Widget:
        """What is typed in."""
        return forms.TextInput()

    def problem(self, column: Column, question, text: str, authority) -> str:
        """What is wrong with a text that is there, as a sentence; "" where nothing is."""
        return too_long(text, self.most)

    def written(self, column: Column, question, text: str, language: str | None) -> str:
        """The text as it is read."""
        return text

    def to_file(self, column: Column, question, text: str) -> str:
        """The text as it stands in a workbook, from which it can be read in again."""
        return text


class LongCell(Cell):
    """Some lines of text."""

    most = 5000

    def widget(self):
        return forms.Textarea(attrs={"rows": 2})


class EmailCell(Cell):
    """An e-mail address."""

    def widget(self):
        return forms.TextInput(attrs={"inputmode": "email"})

    def problem(self, column, question, text, authority):
        return email_problem(text)


class DateCell(Cell):
    """A day."""

    def field(self, column, question, authority):
        return date_field(str(column.label), str(column.help))

    def problem(self, column, question, text, authority):
        return date_problem(question if column.limited else replace(question, min=None, max=None), text, authority)

    def written(self, column, question, text, language):
        return written_date(text, language) if text else ""


class ChoiceCell(Cell):
    """One of the question's choices, from a list."""

    def field(self, column, question, authority):
        choices = [(choice.key, pick(choice.label, None, fallback=authority.language)) for choice in question.choices]
        return OpenChoiceField(
            label=str(column.label),
            help_text=str(column.help),
            choices=[("", _("Choose …")), *choices],
            required=False,
            widget=forms.Select(),
        )

    def problem(self, column, question, text, authority):
        known = {choice.key for choice in question.choices}
        return "" if text in known else unknown_choice([text]).sentence

    def written(self, column, question, text, language):
        labels = {choice.key: pick(choice.label, language) for choice in question.choices}
        return labels.get(text) or text

    def to_file(self, column, question, text):
        return self.written(column, question, text, None)


CELLS: dict[str, Cell] = {
    "text": Cell(),
    "long_text": LongCell(),
    "email": EmailCell(),
    "date": DateCell(),
    "choice": ChoiceCell(),
}
