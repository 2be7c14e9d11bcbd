"""What is wrong with a self-check, a duty, a registry's own form, the institutions or a letter: file and line."""

import pytest

from tests.registries.papers import INSTITUTIONS, LETTER, OWN_FORM, WHOLE, problems, put

pytestmark = pytest.mark.django_db

WRONG_BEFORE_AND_AFTER = [
    ('after = "delivery"', 'after = "death"', "“death” is not known here", "after ="),
    ('after = "delivery"', 'after = "project_end"', "has the fact “project.duration”", "after ="),
    ("months = 12", "", "“months” is missing", "[[duties]]"),
    ('result = "not_needed"', 'result = "perhaps"', "“perhaps” is not known here; known: apply", "perhaps"),
    ("when = \"topic == 'health'\"", "", "Only the last outcome", "[[self_check.outcomes]]"),
    (
        'visible_when = "about_people"',
        "visible_when = \"topic == 'health'\"",
        "“topic”, which is no question",
        "visible_when",
    ),
    ("topic == 'health'", "linkage", "“linkage”, which is no question here", "linkage"),
    ("topic == 'health'", "'patients' in registries", "“registries”, which is no question here", "registries"),
    ('key = "topic"', 'key = "about_people"', "“about_people” is there twice", 'key = "about_people"'),
    ('key = "open"', 'key = "here"', "“here” is there twice", 'key = "here"'),
    ('kind = "yes_no"', 'kind = "date"', "“date” is not known here; known: yes_no, choice, choices", 'kind = "date"'),
    ('kind = "yes_no"', 'kind = "choices"', "needs “choices”", 'kind = "choices"'),
    ("[[self_check.outcomes]]", "[[self_check.ends]]", "“ends” is not known here", "[[self_check.ends]]"),
]


def refuse_line(folder, *, name, old, new, sentence, needle):
    """Change one line of a file of the catalogue, and find the problem of it at the line with `needle`."""
    text = WHOLE[name].replace(old, new, 1)
    assert text != WHOLE[name]

    found = [problem for problem in problems(put(folder, **WHOLE | {name: text})) if sentence in problem.sentence]

    assert found, "nothing was said"
    lines = [number for number, line in enumerate(text.split("\n"), start=1) if needle.split("\n", 1)[0] in line]
    assert found[0].line in lines
    return found[0]


@pytest.mark.parametrize(("old", "new", "sentence", "needle"), WRONG_BEFORE_AND_AFTER)
def test_self_check_or_duty_when_it_is_wrong_then_the_problem_names_file_and_line(
    *, tmp_path, old, new, sentence, needle
):
    found = refuse_line(tmp_path, name="new_2017_11_01", old=old, new=new, sentence=sentence, needle=needle)

    assert found.path.name == "new-2017-11-01.toml"


@pytest.mark.parametrize(
    ("old", "new", "sentence", "needle"),
    [
        ('version = "P"', "", "“version” is missing", "[form]"),
        ("[form]", "[procedure]", "“procedure” is not known here", "[procedure]"),
        ('without = ["end"]', 'without = ["ends"]', "no section and no attachment “ends”", "without"),
        ('kind = "people"', 'kind = "person"', "cannot tell “project.members”", "fact ="),
    ],
)
def test_own_form_when_it_is_wrong_then_the_problem_names_file_and_line(*, tmp_path, old, new, sentence, needle):
    found = refuse_line(tmp_path, name="new_2017_11_01_patients", old=old, new=new, sentence=sentence, needle=needle)

    assert found.path.name == "new-2017-11-01-patients.toml"


def test_own_form_when_its_registry_is_not_there_then_that_is_said(tmp_path):
    (problem,) = problems(put(tmp_path, new_2017_11_01_hospitals=OWN_FORM))

    assert problem.path.name == "new-2017-11-01-hospitals.toml"
    assert (
        "no registry “hospitals” in this folder that could have a form of its own; known: patients" in problem.sentence
    )


def test_institutions_when_one_is_there_twice_then_that_is_said(tmp_path):
    (problem,) = problems(put(tmp_path, institutions=INSTITUTIONS * 2))

    assert (problem.path.name, problem.line) == ("institutions.toml", 7)
    assert "“202100-2973” is there twice" in problem.sentence


@pytest.mark.parametrize(
    ("old", "new", "sentence", "line"),
    [
        (".text|linebreaks", ".txet|linebreaks", "no “references.osl_24_8.txet”; known there: short, text", 4),
        ("osl_24_8", "osl_99_9", "no “references.osl_99_9.text”; known there: osl_24_8", 4),
        ("references.osl_24_8.text|linebreaks", "salary", "no “salary”; known there: applied_on, authority,", 4),
        ("references.osl_24_8.text|linebreaks", "title|safe", "The filter “safe” has no place in a letter", 4),
        ("references.osl_24_8.text|linebreaks", "title|shout", "Invalid filter: 'shout'", 4),
        ("{{ references.osl_24_8.text|linebreaks }}", '{% url "home" %}', "“{% url %}” has no place in a letter", 4),
        ("{{ references.osl_24_8.text|linebreaks }}", "{% if title %}", "Invalid block tag on line 5: 'endblock'", 5),
        (
            "{{ references.osl_24_8.text|linebreaks }}",
            "{% if officer.name and officer.nmae %}{% endif %}",
            "no “officer.nmae”",
            4,
        ),
        (
            "{{ references.osl_24_8.text|linebreaks }}",
            "{% for one in receiver %}{{ one.name }}{% endfor %}",
            "no “one.name”",
            4,
        ),
        ("{{ references.osl_24_8.text|linebreaks }}", "{% for one in title %}{% endfor %}", "“title” is no list", 4),
        (
            "{{ references.osl_24_8.text|linebreaks }}",
            "{% blocktranslate with day=dya %}{{ day }}{% endblocktranslate %}",
            "no “dya”",
            4,
        ),
        (
            "{{ references.osl_24_8.text|linebreaks }}",
            "{% blocktranslate %}On {{ dya }}{% endblocktranslate %}",
            "no “dya”",
            4,
        ),
        (
            "{{ references.osl_24_8.text|linebreaks }}",
            '{% include "admin/base.html" %}',
            "no letter “admin/base.html”",
            4,
        ),
        (
            "{{ references.osl_24_8.text|linebreaks }}",
            '{% include "letters/../admin/base.html" %}',
            "no letter “letters/../admin/base.html”",
            4,
        ),
        (
            "{{ references.osl_24_8.text|linebreaks }}",
            '{% include "letters/head.html"|cut:"letters/head.html"|add:"admin/base.html" %}',
            "no letter “letters/head.html”",
            4,
        ),
        (
            "{{ references.osl_24_8.text|linebreaks }}",
            "{% for one, other in receiver %}{{ one }}{% endfor %}",
            "“{% for one, other in receiver %}” has no place in a letter",
            4,
        ),
        ("letters/secrecy_information", "letters/nothing", "no letter “letters/nothing.html” to build on", 1),
        ("block paragraphs", "block paragrphs", "has no block “paragrphs”; known:", 3),
        ("load i18n", "load static", "'static' is not a registered tag library", 2),
    ],
)
def test_letter_when_it_is_wrong_then_the_problem_names_file_and_line(*, tmp_path, old, new, sentence, line):
    (problem,) = problems(put(tmp_path, **{"letters/secrecy_information.html": LETTER.replace(old, new, 1)}))

    assert (problem.path.name, problem.line) == ("secrecy_information.html", line)
    assert sentence in problem.sentence


def test_letter_when_the_portal_does_not_write_it_then_that_is_said(tmp_path):
    (problem,) = problems(put(tmp_path, **{"letters/love.html": "<p>Dear</p>"}))

    assert problem.path.name == "love.html"
    assert "There is no letter “love”; known: " in problem.sentence


@pytest.mark.parametrize(
    ("old", "new", "sentence", "needle"),
    [
        ('less_detail = ["HDIA"]', 'less_detail = ["GONE"]', "“GONE” is no other variable of this file", "less_detail"),
        ('less_detail = ["HDIA"]', 'less_detail = ["FODDAT"]', "“FODDAT” is no other variable", "less_detail"),
        (
            'sensitivity = "sensitive"',
            'sensitivity = "high"',
            "“high” is not known here; known: ordinary",
            "sensitivity",
        ),
        ('code = "E55"', 'code = "S72"', "“S72” is there twice", "values"),
        ('code = "E55", ', "", "“code” is missing", "values"),
        ("to_year = 1999", "to_year = 1980", "The last year cannot be before the first", "[[variables]]"),
        ('web = "https://example.org/hdia"', 'web = "hdia"', "An address like https://example.org", "web"),
    ],
)
def test_variable_when_it_is_wrong_then_the_problem_names_file_and_line(*, tmp_path, old, new, sentence, needle):
    found = refuse_line(tmp_path, name="patients", old=old, new=new, sentence=sentence, needle=needle)

    assert found.path.name == "patients.toml"
