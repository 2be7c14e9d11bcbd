"""Question kinds: what was typed is kept, what is wrong is said where it is mended, what is there can be read."""

import re
from datetime import datetime
from types import SimpleNamespace

import pytest
from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import translation

from registries.kinds import KINDS, kind_of, rule_facts, rule_types
from registries.schema import read_question
from tests.factories.registries import AuthorityFactory, RegistryFactory
from tests.registries.answers import ADA, APPROVAL, CHECKS, CHOICES, SHOWN, TYPED

SWEDISH = SimpleNamespace(country="SE", other_countries=(), language="sv", time_zone="Europe/Stockholm")
NORWEGIAN = SimpleNamespace(country="NO", other_countries=(), language="nb", time_zone="Europe/Oslo")


def ask(kind, **more):
    return read_question({"key": "q", "kind": kind, "label": {"sv": "Fråga", "en": "Question"}, **more})


def check(question, value, authority=SWEDISH):
    return kind_of(question).check(question, value, authority)


@pytest.mark.parametrize(("kind", "more", "value", "sentence"), CHECKS)
def test_check_when_an_answer_is_given_then_its_sentence_says_what_is_wrong(kind, more, value, sentence):
    found = check(ask(kind, **more), value)

    assert bool(found) == bool(sentence)
    assert sentence in " ".join(found)


def test_check_when_the_authority_is_norwegian_then_its_numbers_count():
    question = ask("organisation")

    assert check(question, {"name": "SSB", "number": "971 526 920"}, NORWEGIAN) == []
    assert check(question, {"name": "SSB", "number": "202100-2874"}, NORWEGIAN)


@pytest.mark.django_db
def test_check_when_an_organisation_of_another_authoritys_country_applies_then_its_number_counts():
    swedish, norwegian = AuthorityFactory(country="SE"), AuthorityFactory(country="NO")
    umea, ssb = {"name": "Umeå universitet", "number": "202100-2874"}, {"name": "SSB", "number": "971 526 920"}

    assert check(ask("organisation"), umea, norwegian) == check(ask("organisation"), ssb, swedish) == []
    assert "nine digits" in check(ask("organisation"), {"name": "X", "number": "202100"}, norwegian)[0]
    AuthorityFactory(country="DE")  # where no rule is known, nothing is right by it
    assert "check digit" in check(ask("organisation"), umea | {"number": "202100-2875"}, swedish)[0]


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


@pytest.mark.parametrize("kind", ["text", "number", "date", "yes_no", "choice", "choices", "statement"])
def test_fields_when_the_help_holds_html_then_it_is_shown_as_it_was_written(kind):
    question = ask(kind, choices=CHOICES, help={"en": "Fewer <b>than</b> 5 & more"})
    page = type("Page", (forms.Form,), kind_of(question).fields(question, "en", SWEDISH))()

    html = render_to_string("components/field.html", {"field": page["q"]})

    assert "Fewer &lt;b&gt;than&lt;/b&gt; 5 &amp; more" in html


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


def test_table_when_it_has_rows_then_every_row_has_fields_and_columns_can_be_left_out():
    question = ask("people", options={"without": ["title", "email"]})
    kind = kind_of(question)

    assert list(kind.fields(question, "en", SWEDISH)) == ["q__0__name", "q__0__affiliation"]
    assert len(kind.fields(question, "en", SWEDISH, [ADA, ADA])) == 4
    assert kind.spread(question, [ADA]) == {"q__0__name": "Ada", "q__0__affiliation": "Umeå universitet"}


def test_table_when_rows_of_the_page_have_gaps_then_they_are_kept_in_their_order():
    question = ask("people")
    data = QueryDict("q__7__name=Rut&q__2__name=Ada&q__2__x__name=no&q2__0__name=no&q__x__name=no")

    assert [row["name"] for row in kind_of(question).gather(question, data)] == ["Ada", "Rut"]


def test_table_when_read_then_columns_that_hold_nothing_are_left_out():
    grid = kind_of(ask("people")).grid(ask("people"), [{}, ADA], "en")

    assert grid.headers == ["Name", "Affiliation", "E-mail"]
    assert grid.rows == [[("Name", "Ada"), ("Affiliation", "Umeå universitet"), ("E-mail", "ada@example.org")]]
    assert kind_of(ask("people")).grid(ask("people"), None, "en").rows == []


def test_table_when_something_is_wrong_in_a_row_then_the_cell_is_named():
    value = [{}, ADA | {"email": "none"}]

    assert [problem.part for problem in kind_of(ask("people")).problems(ask("people"), value, SWEDISH)] == ["1__email"]


def test_table_when_named_in_conditions_then_is_its_number_of_rows():
    question = ask("approvals", choices=CHOICES, fact="project.approvals")

    assert rule_facts([question], {"q": [APPROVAL, {}, APPROVAL]}) == {"q": 2.0, "approvals": 2.0}
    assert rule_facts([question], {"q": [{"what": ""}]}) == {}


def test_choice_when_there_are_many_then_it_is_a_list():
    many = ask("choice", choices=[{"key": f"k{n}", "label": {"en": str(n)}} for n in range(9)])

    assert isinstance(kind_of(many).fields(many, "en", SWEDISH)["q"].widget, forms.Select)


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
        ("text_or_reference", {"text": "Hip ", "reference": ""}, {"text": "Hip"}, False),
        ("text_or_reference", {"text": "Hip"}, {"text": "", "reference": "Hip"}, True),
        ("people", [{"name": "Ada "}, {"name": ""}], [{"name": "Ada", "title": ""}], False),
        ("people", [{"name": "Ada"}, {"name": "Rut"}], [{"name": "Rut"}, {"name": "Ada"}], True),
        ("approvals", [{"what": "a", "to": "2004-12-31"}], [{"what": "a", "to": "2005-12-31"}], True),
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
        ("approvals", {}, "needs “choices”"),
        ("approvals", {"choices": CHOICES}, ""),
        ("people", {"options": {"without": ["planet"]}}, "no column “planet”"),
        ("people", {"options": {"without": ["name"]}}, "cannot be left out"),
        ("documents", {"options": {"without": ["level"]}}, ""),
        ("text_or_reference", {}, "options.attachment"),
        ("text_or_reference", {"options": {"attachment": "dpia"}}, ""),
    ],
)
def test_question_when_its_kind_cannot_ask_it_then_the_catalogue_is_told(kind, more, sentence):
    question = ask(kind, **more)

    assert sentence in " ".join(kind_of(question).faults(question))
    assert bool(kind_of(question).faults(question)) == bool(sentence)


@pytest.mark.parametrize("kind", ["variables", "attachments", "file"])
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
