"""A researcher reads what is kept, fetches the own data and closes the account: in a real Chromium."""

import zipfile

import pytest

from applications.actions.application import withdraw
from portal.accounts.models import User
from tests.factories.people import PASSWORD
from tests.factories.world import make_world
from tests.journeys.verbs import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_researcher_when_leaving_then_reads_what_is_kept_fetches_it_and_closes_the_account(window, tmp_path):
    world = make_world()
    case = world.case_at("submitted")
    reader = window("sv")
    for page in ("privacy", "cookies", "accessibility"):
        reader.open(f"/{page}/")
        reader.looks_right(page)
    person = sign_in(window, "researcher@example.org", "en")
    person.open("/account/")
    person.follow("My data")
    person.sees("write your password once more")
    person.fill(password=PASSWORD)
    person.press("Go on")
    person.looks_right("own-data")
    with person.page.expect_download() as fetched:
        person.follow("Fetch my data")
    fetched.value.save_as(tmp_path / "data.zip")
    with zipfile.ZipFile(tmp_path / "data.zip") as archive:
        assert case.case_number in archive.read("applications.json").decode()
    person.page.locator("main").get_by_role("link", name="Close the account").click()
    person.sees(f"You alone answer for {case.case_number}")
    person.looks_right("close-not-yet")
    withdraw(by=world.researcher, application_id=case.pk)
    person.open("/account/close/")
    person.press("Close my account")
    person.sees("Tick the box if you want to close your account.")
    person.looks_right("close-asked")
    person.page.locator("[name=sure]").check()
    person.press("Close my account")
    person.sees("Your account is closed.")
    person.sees("Sign in")
    assert User.objects.get(pk=world.researcher.pk).closed_at is not None
