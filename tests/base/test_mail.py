import pytest
from django.core import mail
from django.template import TemplateDoesNotExist
from django.test import override_settings

from portal.base.mail import compose

SOURCES = {
    "emails/moved.txt": (
        "{% load i18n %}\n{{ number }}: {% translate 'Sign in' %}\n"
        "  and more \n\nIt's {{ title }}.\n{{ PORTAL_URL }}/x/\n"
    ),
    "emails/rich.txt": "\n  {{ number }}:\n\nText",
    "emails/rich.html": "<p class='do'><a href='{{ PORTAL_URL }}/x/'>{{ title }}</a></p>",
}


@pytest.fixture(autouse=True)
def templates(settings, tmp_path):
    (tmp_path / "emails").mkdir()
    for name, source in SOURCES.items():
        (tmp_path / name).write_text(source, encoding="utf-8")
    engines = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    with override_settings(TEMPLATES=engines, PORTAL_NAME="The portal", PORTAL_URL="https://portal.example"):
        yield


def written(template="moved", to="a@example.org", **context):
    return compose(template, language="en", to=to, context={"number": "12/2026", "title": "Hips <&> D", **context})


def test_compose_when_written_then_first_line_is_the_subject_and_the_rest_the_text():
    message = written()
    assert message.subject == "12/2026: Sign in"
    assert message.body.startswith("and more \n\nIt's Hips <&> D.\nhttps://portal.example/x/\n")
    assert "\n-- \nThe portal\n" in message.body
    assert message.to == ["a@example.org"]


def test_compose_when_there_is_no_html_template_then_the_text_with_its_links():
    ((html, kind),) = [(part.content, part.mimetype) for part in written().alternatives]
    assert kind == "text/html"
    assert "Hips &lt;&amp;&gt; D" in html
    assert '<a href="https://portal.example/x/"' in html
    assert '<html lang="en">' in html


def test_compose_when_there_is_an_html_template_then_it_stands_in_the_frame():
    html = written("rich").alternatives[0].content
    assert "<p class='do'><a href='https://portal.example/x/'>Hips &lt;&amp;&gt; D</a></p>" in html
    assert "<h1>12/2026:</h1>" in html


def test_compose_when_a_value_breaks_the_line_then_the_subject_stays_one_line():
    message = written("rich", number="12\r")
    assert message.subject == "12 :"


def test_compose_when_several_receivers_then_all_of_them():
    assert written(to=["a@example.org", "b@example.org"]).to == ["a@example.org", "b@example.org"]


def test_compose_when_no_language_is_known_then_the_portals_own():
    message = compose("moved", language=None, to="a@example.org", context={})
    assert '<html lang="en">' in message.alternatives[0].content


def test_compose_when_another_language_then_its_html_says_so():
    message = compose("moved", language="nb", to="a@example.org", context={})
    assert '<html lang="nb">' in message.alternatives[0].content


def test_compose_when_there_is_no_such_template_then_it_says_so():
    with pytest.raises(TemplateDoesNotExist):
        written("nothing")


def test_compose_when_sent_then_it_arrives():
    written().send()
    assert [message.subject for message in mail.outbox] == ["12/2026: Sign in"]
