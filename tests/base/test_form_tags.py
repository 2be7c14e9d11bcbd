import re

import pytest
from django import forms
from django.template import Context, Template

from portal.base.templatetags.form_tags import first_control, troubles

CHOICES = [("a", "A"), ("b", "B")]


class Every(forms.Form):
    """One field of every shape, each with help."""

    words = forms.CharField(help_text="h", widget=forms.TextInput(attrs={"class": "w-mid"}))
    prose = forms.CharField(help_text="h", widget=forms.Textarea)
    pick = forms.ChoiceField(help_text="h", choices=[("", "–"), *CHOICES])
    one = forms.ChoiceField(help_text="h", choices=CHOICES, widget=forms.RadioSelect)
    many = forms.MultipleChoiceField(help_text="h", choices=CHOICES, widget=forms.CheckboxSelectMultiple)
    yes = forms.BooleanField(help_text="h")
    file = forms.FileField(help_text="h")
    day = forms.DateField(help_text="h", widget=forms.SelectDateWidget(years=[2026]))
    secret = forms.CharField(widget=forms.HiddenInput)

    def clean(self):
        raise forms.ValidationError("The whole is wrong.")


def drawn(form):
    return Template("{% load crispy_forms_tags %}{{ form|crispy }}").render(Context({"form": form}))


def ids(html):
    return re.findall(r'\sid="([^"]+)"', html)


@pytest.fixture
def wrong():
    return Every({})


def test_crispy_when_errors_then_every_reference_leads_to_something(wrong):
    html = drawn(wrong)
    there = ids(html)
    assert len(there) == len(set(there))
    described = " ".join(re.findall(r'aria-describedby="([^"]+)"', html)).split()
    assert described
    labels = re.findall(r'for="([^"]+)"', html)
    links = re.findall(r'href="#([^"]+)"', html)
    assert set(described) | set(labels) | set(links) <= set(there)


@pytest.mark.parametrize("name", [name for name in Every.base_fields if name != "secret"])
def test_crispy_when_a_field_is_wrong_then_its_help_and_its_error_describe_it(wrong, name):
    html = drawn(wrong)
    assert f'aria-describedby="id_{name}_helptext id_{name}_error"' in html
    assert f'href="#{first_control(wrong[name])}"' in html


def test_crispy_when_errors_then_a_summary_that_can_take_the_focus(wrong):
    html = drawn(wrong)
    assert 'role="alert" tabindex="-1" data-summary' in html
    assert "10 things to mend here" in html
    assert "The whole is wrong." in html


def test_crispy_when_one_error_then_the_heading_counts_one():
    class One(forms.Form):
        words = forms.CharField()

    assert "One thing to mend here" in drawn(One({}))


def test_crispy_when_nothing_is_wrong_then_no_summary_and_no_error():
    html = drawn(Every())
    assert "data-summary" not in html
    assert "field-error" not in html


def test_crispy_when_choices_then_a_fieldset_with_a_legend_and_no_error_on_each_button(wrong):
    html = drawn(wrong)
    assert html.count("<fieldset") == html.count("<legend>") == 3
    radio = re.search(r'<input type="radio"[^>]*>', html)[0]
    assert "form-check-input" in radio
    assert "aria-invalid" not in radio


@pytest.mark.parametrize(
    ("name", "looks"),
    [("words", "form-control w-mid"), ("pick", "form-select"), ("yes", "form-check-input"), ("file", "form-control")],
)
def test_crispy_when_drawn_then_each_control_has_its_look(name, looks):
    control = re.search(rf'<(input|select)[^>]*id="id_{name}"[^>]*>', drawn(Every()))[0]
    assert f'class="{looks}"' in control


def test_crispy_when_a_field_is_optional_then_it_says_so():
    form = Every()
    assert "optional" not in drawn(form)
    form.fields["words"].is_optional = True
    assert drawn(form).count("(optional)") == 1


def test_crispy_when_drawn_then_nothing_is_inline(wrong):
    html = drawn(wrong)
    assert "style=" not in html
    assert "<script" not in html


def test_crispy_when_what_was_typed_is_wrong_then_it_is_still_there_and_escaped():
    html = drawn(Every({"words": "<b>typed", "one": "zzz"}))
    assert "&lt;b&gt;typed" in html
    assert "<b>typed" not in html


def test_troubles_when_a_formset_then_its_own_and_those_of_its_forms():
    class Row(forms.Form):
        words = forms.CharField()

    formset = forms.formset_factory(Row, min_num=2, validate_min=True, extra=0)
    bound = formset({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-words": ""})
    assert not bound.is_valid()
    found = troubles(None, "", bound)
    assert [trouble.target for trouble in found] == ["", "id_form-0-words"]


def test_crispy_when_a_formset_is_wrong_then_its_summary_lists_it():
    class Row(forms.Form):
        words = forms.CharField()

    formset = forms.formset_factory(Row, extra=0)
    html = drawn(formset({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-words": ""}))
    assert 'href="#id_form-0-words"' in html


def test_first_control_when_hidden_then_nowhere():
    assert first_control(Every()["secret"]) == ""
