"""A day, and a period from one day to another. Values are ISO dates, as a date control sends them."""

from datetime import date, datetime

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _
from rule_engine import DataType

from portal.base.clock import today
from portal.base.templatetags.portal_tags import plaindate
from registries.kinds.base import Kind, PartsKind, Problem, help_of, label_of, text_field

TODAY = "today"


def read_date(value) -> date | None:
    """A day from an ISO date; None where it is none."""
    try:
        return date.fromisoformat(str(value or ""))
    except ValueError:
        return None


def written_date(value, language: str | None) -> str:
    """A day as the language writes it; what is no day as it was typed."""
    day = read_date(value)
    with translation.override(language or translation.get_language()):
        return plaindate(day) if day else str(value)


def limit(end, authority) -> date | None:
    """The `min` or `max` of a question as a day; “today” is the authority's."""
    if end == TODAY:
        return today(None, authority.time_zone)
    return end if isinstance(end, date) else read_date(end)


def date_field(label, help_text="") -> forms.CharField:
    """A date control that keeps what is no date, too."""
    widget = forms.TextInput(attrs={"class": "w-date"})
    widget.input_type = "date"
    return text_field(label, help_text, widget=widget, autocomplete="off")


def date_problem(question, value, authority) -> str:
    """The sentence on what is wrong with a day; "" where nothing is."""
    day = read_date(value)
    if day is None:
        sentence = _("“%(value)s” is no date. It is kept: write it as year-month-day, for example 2026-11-03.")
        return sentence % {"value": value}
    least, most = limit(question.min, authority), limit(question.max, authority)
    if least and day < least:
        return _("%(value)s is too early. It is kept: choose %(min)s or later.") % {"value": value, "min": least}
    if most and day > most:
        return _("%(value)s is too late. It is kept: choose %(max)s or earlier.") % {"value": value, "max": most}
    return ""


def order_problem(first, last) -> str:
    """The sentence on a period that ends before it begins; "" where it does not, or an end is no day."""
    start, end = read_date(first), read_date(last)
    if not (start and end and end < start):
        return ""
    sentence = _("The period ends %(to)s, before it begins %(from)s. Both are kept: change one of them.")
    return sentence % {"to": end, "from": start}


def date_faults(question) -> list[str]:
    """What is wrong with the limits of a question about days."""
    ends = [end for end in (question.min, question.max) if end is not None]
    if any(end != TODAY and not read_date(end) for end in ends):
        return [_("“min” and “max” of a date are dates, or “today”.")]
    return []


class DateKind(Kind):
    """One day."""

    name = "date"
    rule_type = DataType.DATETIME

    def build(self, question, language, authority):
        label, help_text = label_of(question, language, authority), help_of(question, language, authority)
        return {question.key: date_field(label, help_text)}

    def problems(self, question, value, authority):
        sentence = date_problem(question, value, authority)
        return [Problem(sentence)] if sentence else []

    def show(self, question, value, language):
        return [(None, written_date(value, language))] if self.is_answered(value) else []

    def to_fact(self, value):
        day = read_date(value)
        return datetime(day.year, day.month, day.day) if day else None

    def faults(self, question):
        return date_faults(question)


class PeriodKind(PartsKind):
    """From a day to a day, both included (Q6)."""

    name = "period"
    parts = needed = ("from", "to")

    def labels(self):
        return {"from": _("From"), "to": _("To")}

    def part_field(self, part, question, authority):
        return date_field(self.labels()[part])

    def problems(self, question, value, authority):
        found = super().problems(question, value, authority)
        for part in self.parts:
            if value.get(part) and (sentence := date_problem(question, value[part], authority)):
                found.append(Problem(sentence, part))
        if sentence := order_problem(value.get("from"), value.get("to")):
            found.append(Problem(sentence, "to"))
        return found

    def show(self, question, value, language):
        return [(label, written_date(text, language)) for label, text in super().show(question, value, language)]

    def faults(self, question):
        return super().faults(question) + date_faults(question)
