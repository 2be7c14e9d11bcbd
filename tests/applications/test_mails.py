"""Mails: the case number first, one thing to do as a link, nothing confidential, in the receiver's language."""

import re

import pytest
from django.conf import settings as django_settings

from applications.notifications import TOLD
from portal.base.mail import compose

TEMPLATES = sorted({template for told in TOLD.values() for _audience, template in told})
LANGUAGES = [code for code, _name in django_settings.LANGUAGES]
LINK = "https://portal.example/case/0b5f/"


@pytest.fixture
def case(world):
    return world.case_at("assigned")


def mail(case, template, language="en", **more):
    context = {
        "case": case,
        "authority": case.authority,
        "details": {"until": "2026-12-11"},
        "recipient": case.created_by,
        "link": LINK,
    }
    return compose(template, language=language, to="somebody@example.org", context=context | more)


def html_of(message) -> str:
    return message.alternatives[0][0]


@pytest.mark.parametrize("template", TEMPLATES)
def test_mail_when_composed_then_names_the_case_first_and_links_to_one_thing(case, template):
    message = mail(case, template)
    assert message.subject.startswith(f"{case.case_number}: ")
    assert len(message.subject) > len(case.case_number) + 8
    assert message.body.count(LINK) == 1
    assert re.search(rf":\n{LINK}\n", message.body)
    assert html_of(message).count(f'<p class="do"><a href="{LINK}">') == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_mail_when_read_by_others_then_gives_nothing_of_the_study_away(case, template, language):
    message = mail(case, template, language)
    for part in (message.subject, message.body, html_of(message)):
        assert case.title not in part
        assert "Umeå universitet" not in part
        assert "Patient" not in part
    assert f'lang="{language}"' in html_of(message)


def test_mail_when_the_receiver_has_no_account_then_greets_without_a_name(case):
    message = mail(case, "decision_to_representative", recipient=None)
    assert message.body.startswith("Hello,\n")
    assert "<p>Hello,</p>" in html_of(message)


def test_mail_when_a_name_holds_signs_then_text_is_plain_and_html_is_safe(case):
    case.created_by.name = "Åsa & <b>Co</b>"
    message = mail(case, "message_written")
    assert "Hello Åsa & <b>Co</b>," in message.body
    assert "Hello Åsa &amp; &lt;b&gt;Co&lt;/b&gt;," in html_of(message)


@pytest.mark.parametrize("template", ["specification_proposed", "completion_requested"])
def test_mail_when_an_answer_is_due_then_names_the_weekday(case, template):
    assert "Answer by Friday 11 December 2026." in mail(case, template).body


def test_mail_when_the_procedure_has_no_complaints_then_delivery_names_no_window(case):
    assert "within 3 months" in mail(case, "delivery_sent").body
    case.procedure.complaint_months = None
    assert "months" not in mail(case, "delivery_sent").body
