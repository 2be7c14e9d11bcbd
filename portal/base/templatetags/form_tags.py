"""The parts that components/field.html and components/form_errors.html are made of. `{% load form_tags %}`"""

from collections.abc import Iterable
from typing import NamedTuple

from django import forms, template
from django.forms.boundfield import BoundField, BoundWidget
from django.forms.formsets import BaseFormSet
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


class Trouble(NamedTuple):
    """One line of the error summary: where it leads ("" when nowhere), whose it is, and what is wrong."""

    target: str
    label: str
    sentence: str


@register.filter
def shape(field: BoundField) -> str:
    """How a field is laid out: "options" (buttons to choose from), "checkbox", "group" (several inputs) or "plain"."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "options"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.MultiWidget | forms.SelectDateWidget):
        return "group"
    return "plain"


def _look(field: BoundField) -> str:
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The control of a field with its look and with the ids of its help and its errors."""
    own = field.field.widget.attrs
    attrs = {"class": f"{_look(field)} {own.get('class', '')}".strip()}
    # Django leaves this out where it expects a fieldset; our single controls never sit in one of their own.
    if shape(field) != "group" and field.aria_describedby:
        attrs["aria-describedby"] = field.aria_describedby
    return field.as_widget(attrs=attrs)


@register.simple_tag
def option_control(option: BoundWidget) -> SafeString:
    """One radio button or check box out of several, without its label.

    Written here and not by the widget's template, which takes ten times as long: a list of colleagues has fifty.
    """
    attrs = dict(option.data["attrs"])
    attrs["class"] = f"form-check-input {attrs.get('class', '')}".strip()
    # The fieldset carries help and errors; said again on every button they would drown the choice.
    attrs.pop("aria-invalid", None)
    said = option.data
    return format_html(
        '<input type="{}" name="{}" value="{}"{}>', said["type"], said["name"], said["value"], flatatt(attrs)
    )


@register.filter
def first_control(field: BoundField) -> str:
    """The id of the first control of a field: where a link from the error summary must lead. "" for a hidden field."""
    if field.is_hidden:
        return ""
    return f"{field.auto_id}_0" if shape(field) == "options" else field.id_for_label or field.auto_id


def _of_form(form: forms.BaseForm) -> Iterable[Trouble]:
    for sentence in form.non_field_errors():
        yield Trouble("", "", sentence)
    for field in form:
        for sentence in field.errors:
            yield Trouble(first_control(field), field.label, sentence)


@register.simple_tag
def troubles(*forms_or_formsets: forms.BaseForm | BaseFormSet | list | str | None) -> list[Trouble]:
    """Everything that is wrong in the forms and formsets given, in the order of the page. None is passed over."""
    found: list[Trouble] = []
    for given in forms_or_formsets:
        if isinstance(given, BaseFormSet):
            found += [Trouble("", "", sentence) for sentence in given.non_form_errors()]
            found += troubles(*given.forms)
        elif isinstance(given, list):
            found += troubles(*given)
        elif given:
            found += _of_form(given)
    return found
