"""Question kinds: what was typed is kept, what is wrong is said where it is mended, what is there can be read."""

import re
from datetime import datetime
from types import SimpleNamespace

import pytest
from django import forms
from django.http import QueryDict
from django.utils import translation

from registries.kinds import KINDS, kind_of, rule_facts, rule_types
from registries.schema import read_question
from tests.factories.registries import AuthorityFactory, RegistryFactory

SWEDISH = SimpleNamespace(country="SE", language="sv", time_zone="Europe/Stockholm")
NORWEGIAN = SimpleNamespace(country="NO", language="nb", time_zone="Europe/Oslo")
CHOICES = [{"key": "a", "label": {"sv": "Äpple", "en": "Apple"}}, {"key": "b", "label": {"sv": "Bär", "en": "Berry"}}]


def ask(kind, **more):
    return read_question({"key": "q", "kind": kind, "label": {"sv": "Fråga", "en": "Question"}, **more})


def check(question, value, authority=SWEDISH):
    return kind_of(question).check(question, value, authority)


# What each kind takes and refuses: (kind, more of the question, value, part of the sentence or "" where it is whole)
CHECKS = [
    ("text", {}, "Hip fractures", ""),
    ("text", {"max_length": 5}, "Hip fractures", "13 characters long, and 5 fit"),
    ("long_text", {}, "x" * 20_001, "20000 fit"),
    ("number", {}, "12 500,5", ""),
    ("number", {}, "a dozen", "is no number"),
    ("number", {}, "NaN", "is no number"),
    ("number", {"min": 1}, "0", "too little"),
    ("number", {"max": 10}, "11", "too much"),
    ("money", {}, "1100.50", ""),
    ("money", {}, "1100.505", "too many decimals"),
    ("date", {}, "2026-11-03", ""),
    ("date", {}, "2026-02-30", "is no date"),
    ("date", {"min": "2020-01-01"}, "2019-12-31", "too early"),
    ("date", {"max": "today"}, "2999-01-01", "too late"),
    ("date", {"min": "2020-01-01", "max": "2999-01-01"}, "2020-01-01", ""),
    ("period", {}, {"from": "2005-01-01", "to": "2024-12-31"}, ""),
    ("period", {}, {"from": "2005-01-01", "to": "2004-12-31"}, "before it begins"),
    ("period", {}, {"from": "2005-01-01", "to": ""}, "“To” is empty"),
    ("period", {}, {"from": "then", "to": "2004-12-31"}, "is no date"),
    ("yes_no", {}, "yes", ""),
    ("yes_no", {}, "perhaps", "cannot be chosen"),
    ("choice", {"choices": CHOICES}, "a", ""),
    ("choice", {"choices": CHOICES}, "c", "cannot be chosen"),
    ("choices", {"choices": CHOICES}, ["a", "b"], ""),
    ("choices", {"choices": CHOICES}, ["a", "x"], "“x” cannot be chosen"),
    ("choices", {"choices": CHOICES, "min": 2}, ["a"], "at least 2"),
    ("choices", {"choices": CHOICES, "max": 1}, ["a", "b"], "at most 1"),
    ("statement", {}, "yes", ""),
    ("statement", {}, "no", "cannot be chosen"),
    ("person", {}, {"name": "Rut", "email": "rut@example.org", "telephone": "+46 75-247 30 00"}, ""),
    ("person", {}, {"name": "", "email": "rut@example.org"}, "“Name” is empty"),
    ("person", {}, {"name": "Rut", "email": "rut at example"}, "no e-mail address"),
    ("person", {}, {"name": "Rut", "email": "r@example.org", "telephone": "call me"}, "no telephone number"),
    ("organisation", {}, {"name": "Umeå universitet", "number": "202100-2874"}, ""),
    ("organisation", {}, {"name": "Umeå universitet", "number": "202100-2875"}, "check digit"),
    ("organisation", {}, {"name": "Umeå universitet", "number": ""}, "“Organisation number” is empty"),
    ("address", {}, {"street": "Box 1", "postcode": "901 87", "city": "Umeå", "reference": ""}, ""),
    ("address", {}, {"street": "Box 1", "postcode": "", "city": "Umeå"}, "“Postcode” is empty"),
    ("icd_codes", {}, {"classification": "ICD-10-SE", "codes": "S72.0 – S72.2, C50"}, ""),
    ("icd_codes", {}, {"classification": "ICD-10-SE", "codes": "S72.0, Q00000"}, "Q00000"),
    ("icd_codes", {}, {"classification": "ICD-11", "codes": "S72.0"}, "cannot be chosen"),
    ("icd_codes", {}, {"classification": "", "codes": "S72.0"}, "“Classification” is empty"),
    ("icd_codes", {}, {"classification": "ICD-9", "codes": ""}, "“Codes” is empty"),
    ("variables", {}, None, ""),
    ("documents", {}, None, ""),
    ("file", {}, None, ""),
]


@pytest.mark.parametrize(("kind", "more", "value", "sentence"), CHECKS)
def test_check_when_an_answer_is_given_then_its_sentence_says_what_is_wrong(kind, more, value, sentence):
    found = check(ask(kind, **more), value)

    assert bool(found) == bool(sentence)
    assert sentence in " ".join(found)


def test_check_when_the_authority_is_norwegian_then_its_numbers_count():
    question = ask("organisation")

    assert check(question, {"name": "SSB", "number": "971 526 920"}, NORWEGIAN) == []
    assert check(question, {"name": "SSB", "number": "202100-2874"}, NORWEGIAN)


def test_problem_when_it_lies_in_a_part_then_the_part_is_named():
    question = ask("period")
    value = {"from": "2005-01-01", "to": "2004-12-31"}

    assert [problem.part for problem in kind_of(question).problems(question, value, SWEDISH)] == ["to"]


@pytest.mark.parametrize("kind", [name for name, each in KINDS.items() if each.has_value and name != "registries"])
def test_every_kind_when_nothing_is_answered_then_it_is_empty_and_has_no_problem(kind):
    question = ask(kind, choices=CHOICES)
    empty = kind_of(question).gather(question, QueryDict(""))

    assert not kind_of(question).is_answered(empty)
    assert check(question, empty) == []
    assert kind_of(question).show(question, empty, "en") == []
    assert kind_of(question).show(question, None, "en") == []
    assert not kind_of(question).differs(empty, None)
    assert kind_of(question).to_fact(empty) is None


TYPED = {
    "text": {"q": " Hip  fractures "},
    "long_text": {"q": "one\r\ntwo"},
    "number": {"q": "a dozen"},
    "money": {"q": "12,50"},
    "date": {"q": "2026-02-30"},
    "period": {"q__from": "2005-01-01", "q__to": "soon"},
    "yes_no": {"q": "perhaps"},
    "choice": {"q": "c"},
    "choices": {"q": ["a", "x"]},
    "statement": {"q": "yes"},
    "person": {"q__name": "Rut", "q__title": "", "q__email": "rut at example", "q__telephone": ""},
    "organisation": {"q__name": "Umeå universitet", "q__number": "1234"},
    "address": {"q__street": "Box 1", "q__postcode": "x", "q__city": "", "q__reference": "R-17"},
    "icd_codes": {"q__classification": "ICD-11", "q__codes": "S72.0, nothing"},
}


@pytest.mark.parametrize("kind", TYPED)
def test_form_when_something_wrong_was_typed_then_it_is_kept_as_typed(kind):
    question = ask(kind, choices=CHOICES)
    data = QueryDict(mutable=True)
    for name, value in TYPED[kind].items():
        data.setlist(name, value if isinstance(value, list) else [value])

    value = kind_of(question).gather(question, data)
    form = type("Page", (forms.Form,), kind_of(question).fields(question, "en", SWEDISH))(data=data)

    assert form.is_valid(), form.errors
    assert kind_of(question).gather(question, form.cleaned_data) == value
    spread = kind_of(question).spread(question, value)
    again = {name: kept for name, kept in spread.items() if kept is not True} | {
        name: "yes" for name, kept in spread.items() if kept is True
    }
    assert kind_of(question).gather(question, again) == value


@pytest.mark.parametrize("language", ["sv", "nb", "en"])
@pytest.mark.parametrize("kind", list(TYPED))
def test_fields_when_drawn_then_every_control_has_a_label(kind, language):
    question = ask(kind, choices=CHOICES)

    page = type("Page", (forms.Form,), kind_of(question).fields(question, language, SWEDISH))()
    html = page.as_p()

    targets = set(re.findall(r'<label for="([^"]+)"', html))
    controls = re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', html)
    assert controls
    assert all(field.label for field in page.fields.values())
    assert all(control in targets or control.rpartition("_")[0] == "id_q" for control in controls)


def test_fields_when_a_browser_can_help_then_it_is_told_how():
    person = kind_of(ask("person")).fields(ask("person"), "en", SWEDISH)
    number = kind_of(ask("number")).fields(ask("number"), "en", SWEDISH)["q"]
    day = kind_of(ask("date")).fields(ask("date"), "en", SWEDISH)["q"]

    assert person["q__email"].widget.attrs["autocomplete"] == "section-q email"
    assert person["q__telephone"].widget.input_type == "tel"
    assert number.widget.attrs["inputmode"] == "decimal"
    assert 'type="date"' in day.widget.render("q", "")


def test_fields_when_something_may_be_left_out_then_it_is_marked_optional():
    required = ask("text", required=True)
    person = kind_of(ask("person")).fields(ask("person"), "en", SWEDISH)

    assert not kind_of(required).fields(required, "en", SWEDISH)["q"].is_optional
    assert kind_of(ask("text")).fields(ask("text"), "en", SWEDISH)["q"].is_optional
    assert [name for name, field in person.items() if field.is_optional] == ["q__title", "q__telephone"]
    assert not any(field.is_optional for field in kind_of(ask("period")).fields(ask("period"), "en", SWEDISH).values())


def test_fields_when_a_question_leaves_a_part_out_then_it_is_not_there():
    question = ask("address", options={"without": ["reference"]})

    assert list(kind_of(question).fields(question, "en", SWEDISH)) == ["q__street", "q__postcode", "q__city"]
    assert "reference" not in kind_of(question).gather(question, {})


def test_choice_when_there_are_many_then_it_is_a_list():
    many = ask("choice", choices=[{"key": f"k{n}", "label": {"en": str(n)}} for n in range(9)])

    assert isinstance(kind_of(many).fields(many, "en", SWEDISH)["q"].widget, forms.Select)


SHOWN = [
    ("text", {}, "Hip", "en", [(None, "Hip")]),
    ("number", {}, "12500,5", "en", [(None, "12,500.5")]),
    ("number", {}, "a dozen", "en", [(None, "a dozen")]),
    ("money", {"options": {"currency": "SEK"}}, "12500", "en", [(None, "12,500\xa0SEK")]),
    ("money", {}, "12500", "en", [(None, "12,500")]),
    ("date", {}, "2026-11-03", "en", [(None, "3 November 2026")]),
    ("date", {}, "soon", "sv", [(None, "soon")]),
    ("period", {}, {"from": "2005-01-01", "to": ""}, "en", [("From", "1 January 2005")]),
    ("yes_no", {}, "no", "en", [(None, "No")]),
    ("choice", {"choices": CHOICES}, "a", "sv", [(None, "Äpple")]),
    ("choice", {"choices": CHOICES}, "gone", "sv", [(None, "gone")]),
    ("choices", {"choices": CHOICES}, ["b", "a"], "en", [(None, "Berry"), (None, "Apple")]),
    ("statement", {}, "yes", "en", [(None, "Accepted")]),
    (
        "organisation",
        {},
        {"name": "Umeå universitet", "number": "202100-2874"},
        "en",
        [("Name of the organisation", "Umeå universitet"), ("Organisation number", "202100-2874")],
    ),
    (
        "icd_codes",
        {},
        {"classification": "ICD-10-SE", "codes": "S72.0 – S72.2;C50"},
        "en",
        [("Classification", "ICD-10-SE"), ("Codes", "S72.0-S72.2, C50")],
    ),
    ("variables", {}, ["rows"], "en", []),
]


@pytest.mark.parametrize(("kind", "more", "value", "language", "shown"), SHOWN)
def test_answer_when_shown_then_it_reads_in_that_language(kind, more, value, language, shown):
    question = ask(kind, **more)

    with translation.override("nb"):
        assert kind_of(question).show(question, value, language) == shown


@pytest.mark.parametrize(
    ("kind", "one", "other", "differs"),
    [
        ("text", "Hip  fractures", "Hip fractures ", False),
        ("text", "Hip", "Knee", True),
        ("number", "1 000", "1000,0", False),
        ("number", "many", "more", True),
        ("choices", ["a", "b"], ["b", "a"], False),
        ("person", {"name": "Rut", "title": ""}, {"name": "Rut"}, False),
        ("organisation", {"number": "202100-2874"}, {"number": "2021002874"}, False),
        ("organisation", {"name": "x", "number": "none"}, {"name": "x", "number": "other"}, True),
        (
            "icd_codes",
            {"classification": "ICD-9", "codes": "820a, 821"},
            {"classification": "ICD-9", "codes": "821 820A"},
            False,
        ),
        ("icd_codes", {"classification": "ICD-9", "codes": "820"}, {"classification": "ICD-8", "codes": "820"}, True),
        ("variables", [1], [2], True),
    ],
)
def test_answers_when_compared_then_only_what_they_say_counts(kind, one, other, differs):
    assert KINDS[kind].differs(one, other) is differs


def test_facts_when_answers_are_read_for_conditions_then_unreadable_ones_are_unknown():
    questions = [
        ask("yes_no", fact="project.principal_is_authority"),
        read_question({"key": "began", "kind": "date"}),
        read_question({"key": "count", "kind": "number"}),
        read_question({"key": "why", "kind": "text"}),
        read_question({"key": "which", "kind": "choices"}),
        read_question({"key": "who", "kind": "person"}),
        read_question({"key": "list", "kind": "variables"}),
        read_question({"key": "read", "kind": "statement"}),
    ]
    answers = {"q": "no", "began": "2018-07-20", "count": "3,5", "why": "", "which": ["a"], "who": {"name": "Rut"}}

    assert rule_facts(questions, answers) == {
        "q": False,
        "principal_is_authority": False,
        "began": datetime(2018, 7, 20),
        "count": 3.5,
        "which": ["a"],
    }
    assert set(rule_types(questions)) == {"q", "principal_is_authority", "began", "count", "why", "which", "read"}
    assert rule_facts(questions, {"began": "soon", "count": "many", "q": "perhaps", "read": "yes"}) == {"read": True}


@pytest.mark.parametrize(
    ("kind", "more", "sentence"),
    [
        ("choice", {}, "needs “choices”"),
        ("choices", {"choices": [CHOICES[0], CHOICES[0]]}, "same key"),
        ("number", {"min": "few"}, "are numbers"),
        ("date", {"max": "soon"}, "are dates"),
        ("period", {"min": "soon"}, "are dates"),
        ("address", {"options": {"without": ["planet"]}}, "planet"),
        ("choice", {"choices": CHOICES}, ""),
        ("yes_no", {}, ""),
        ("registries", {}, ""),
        ("number", {"min": 1, "max": "10"}, ""),
        ("date", {"min": "2004-01-01", "max": "today"}, ""),
        ("text", {}, ""),
    ],
)
def test_question_when_its_kind_cannot_ask_it_then_the_catalogue_is_told(kind, more, sentence):
    question = ask(kind, **more)

    assert sentence in " ".join(kind_of(question).faults(question))
    assert bool(kind_of(question).faults(question)) == bool(sentence)


@pytest.mark.parametrize("kind", ["variables", "documents", "file"])
def test_kind_of_rows_when_asked_for_fields_then_it_has_none(kind):
    question = ask(kind)

    assert kind_of(question).fields(question, "en", SWEDISH) == {}
    assert kind_of(question).gather(question, {"q": "x"}) is None
    assert kind_of(question).spread(question, None) == {}
    assert kind_of(question).is_answered([1])
    assert kind_of(question).to_fact([1]) is None


@pytest.mark.django_db
def test_registries_when_chosen_then_only_those_of_the_authority_can_be():
    authority = AuthorityFactory()
    own = RegistryFactory(authority=authority, slug="patients")
    other = RegistryFactory(slug="cancer")
    question = ask("registries")
    kind = kind_of(question)

    assert kind.fields(question, "en", authority)["q"].choices == [("patients", "Patient register")]
    assert kind.check(question, [own.slug], authority) == []
    assert "cancer" in kind.check(question, [own.slug, other.slug], authority)[0]
    assert kind.show(question, [other.slug], "sv") == [(None, "Patientregistret")]
    assert kind.to_fact([own.slug]) == ["patients"]
