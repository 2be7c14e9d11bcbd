"""An administrator changes a published form in the browser; a second one publishes it; cases of today keep theirs."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from applications.actions.application import start_application
from portal.accounts.models import User
from registries.models import Authority, FormDraft, Membership, Role, SetupEvent
from tests.factories.people import UserFactory
from tests.journeys.verbs import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

ANDERS, ANITA, RUT = "anders@example.org", "anita@example.org", "rut@example.org"
QUESTION = {
    "label__sv": "Förs uppgifter över till ett land utanför EES?",
    "label__en": "Are data transferred to a country outside the EEA?",
    "key": "transfer_outside_eea",
}
ATTACHMENT = {
    "label__sv": "Stöd för överföringen",
    "label__en": "Ground for the transfer",
    "because__sv": "En överföring utanför EES behöver ett eget stöd.",
    "because__en": "A transfer outside the EEA needs a ground of its own.",
    "key": "transfer_ground",
    "required_when": "transfer_outside_eea",
}


@pytest.fixture
def authority(db) -> Authority:
    """An authority of the catalogue with two administrators, and a researcher."""
    call_command("load_catalogue", verbosity=0)
    authority = Authority.objects.get(slug="socialstyrelsen")
    for name, email in (("Anders Åkerlund", ANDERS), ("Anita Berglund", ANITA)):
        user = UserFactory(name=name, email=email, language="en")
        Membership.objects.create(user=user, authority=authority, role=Role.ADMINISTRATOR)
    UserFactory(name="Rut Lindqvist", email=RUT, language="en")
    return authority


def begin_draft(anders, authority) -> str:
    """From the setup to a draft of the form in force; gives its address."""
    anders.open("/setup/")
    anders.looks_right("setup-home")
    anders.open(f"/setup/{authority.slug}/forms/")
    anders.looks_right("setup-forms")
    anders.page.locator("form[action$='/forms/begin/']:has(input[name=kind][value=new]) button").first.click()
    anders.page.wait_for_url(re.compile(r"/forms/[0-9a-f-]{36}/"))
    anders.looks_right("setup-draft")
    return f"/setup/{authority.slug}/forms/{FormDraft.objects.get().public_id}/"


def add(anders, address: str, **fields: str) -> None:
    """Add a row of the form: what is typed by name, `kind` chosen."""
    anders.open(address)
    if "kind" in fields:
        anders.choose(kind=fields.pop("kind"))
    anders.fill(**fields)
    anders.looks_right(f"setup-add-{fields['key']}")
    anders.page.locator("main form button.btn-main").first.click()
    anders.page.wait_for_load_state()


def spoil_and_mend(anders, draft: str) -> None:
    """A question that depends on itself is a fault with its place; it is mended there."""
    place = f"{draft}sections/approvals/questions/transfer_outside_eea/"
    anders.open(place)
    anders.fill(visible_when="transfer_outside_eea")
    anders.page.locator("main form button.btn-main").first.click()
    anders.page.wait_for_load_state()
    anders.open(f"{draft}faults/")
    anders.looks_right("setup-faults")
    anders.page.locator(f"main a[href^='{place}']").first.click()
    anders.fill(visible_when="")
    anders.page.locator("main form button.btn-main").first.click()
    anders.page.wait_for_load_state()


def try_rule(anders, draft: str) -> None:
    """The tester says that the attachment is called for by the answer, and why."""
    anders.open(f"{draft}test/")
    anders.page.locator("input[name=transfer_outside_eea][value=yes]").check()
    anders.page.locator("main form button.btn-main").first.click()
    anders.page.wait_for_load_state()
    verdict = anders.page.locator("details", has_text=ATTACHMENT["label__en"]).first
    assert "required" in verdict.inner_text() and "not required" not in verdict.inner_text()
    verdict.locator("summary").click()
    assert "transfer_outside_eea" in verdict.inner_text()
    anders.looks_right("setup-tester")


def preview_and_compare(anders, draft: str) -> None:
    """As applicants see it, and against what is published."""
    anders.open(f"{draft}preview/approvals/")
    anders.sees(QUESTION["label__en"])
    anders.looks_right("setup-preview")
    anders.open(f"{draft}compare/")
    anders.sees(QUESTION["label__en"])
    anders.looks_right("setup-compare")


def publish_from_tomorrow(anders, window, draft: str):
    """Whoever proposes cannot publish; a second administrator does."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    anders.open(f"{draft}publish/")
    anders.fill(valid_from=tomorrow.isoformat(), version_name="EEA")
    anders.page.locator("main form button.btn-main").first.click()
    anders.page.wait_for_load_state()
    anders.looks_right("setup-proposed")
    assert not anders.page.locator("button[value=publish]").count()
    anita = sign_in(window, ANITA, "en")
    anita.open(f"{draft}publish/")
    anita.looks_right("setup-to-publish")
    with anita.page.expect_navigation():
        anita.page.locator("button[value=publish]").click()
    assert FormDraft.objects.get().published_by.email == ANITA
    return anita


def test_form_when_changed_in_the_browser_then_holds_for_cases_from_the_day_on(authority, window):
    rut = sign_in(window, RUT, "en")
    today = start_application(by=User.objects.get(email=RUT), authority=authority, title="Begun today")
    anders = sign_in(window, ANDERS, "en")
    draft = begin_draft(anders, authority)
    add(anders, f"{draft}add/sections/approvals/questions/", kind="yes_no", **QUESTION)
    add(anders, f"{draft}add/attachments/", **ATTACHMENT)
    spoil_and_mend(anders, draft)
    try_rule(anders, draft)
    preview_and_compare(anders, draft)
    anita = publish_from_tomorrow(anders, window, draft)

    later = timezone.now() + timedelta(days=1)
    tomorrow = start_application(by=User.objects.get(email=RUT), authority=authority, title="Begun tomorrow", at=later)
    assert "transfer_outside_eea" not in today.form_version.questions
    assert "transfer_outside_eea" in tomorrow.form_version.questions
    rut.open(f"/applications/{today.public_id}/form/approvals/")
    assert not rut.page.get_by_text(QUESTION["label__en"]).count()
    rut.open(f"/applications/{tomorrow.public_id}/form/approvals/")
    rut.sees(QUESTION["label__en"])

    anita.open(f"/setup/{authority.slug}/log/")
    anita.looks_right("setup-log")
    assert {event.by.email for event in SetupEvent.objects.all()} == {ANDERS, ANITA}
