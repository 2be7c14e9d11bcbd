"""Signing in with a passkey, being asked again, and staying: in a real Chromium with an authenticator of its own."""

from datetime import timedelta

import oidc_provider_mock
import pytest
from django.contrib.sessions.models import Session
from oidc_provider_mock import User
from playwright.sync_api import expect

from tests.factories.people import PASSWORD
from tests.factories.world import make_world
from tests.journeys.verbs import confirm, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def world(settings, tmp_path):
    settings.SECOND_FACTOR_REQUIRED = True
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(tmp_path)}
    }
    return make_world()


def give_authenticator(window) -> None:
    """Let the browser have an authenticator, as a laptop that reads fingers has."""
    devtools = window.page.context.new_cdp_session(window.page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def let_pass(window, minutes: int) -> None:
    """So much time passes in the browser, and for the session at the portal, without anything being done."""
    for session in Session.objects.all():
        store = session.get_session_store_class()(session.session_key)
        if "clock" in store:
            store["clock"] = {name: at - minutes * 60 for name, at in store["clock"].items()}
            store.save()
    window.page.clock.fast_forward(minutes * 60 * 1000)


def let_proofs_grow_old() -> None:
    """Twenty minutes pass for the proof of every session."""
    for session in Session.objects.all():
        store = session.get_session_store_class()(session.session_key)
        if "second_factor" in store:
            store["second_factor"] = store["second_factor"] | {"at": store["second_factor"]["at"] - 20 * 60}
            store.save()


def test_decision_maker_when_led_to_set_up_a_passkey_then_signs_in_with_it_and_decides_with_it(world, window):
    case = world.case_at("confidentiality_decision")
    world.draft_decision(case)
    person = sign_in(window, "decision_maker@example.org", "en")
    person.sees("people's most sensitive matters lie")
    person.looks_right("second-factor")
    give_authenticator(person)
    person.follow("Add a passkey")
    person.fill(password=PASSWORD)
    person.press("Go on")
    person.looks_right("passkey-add")
    person.press("Add the passkey")
    person.sees("they are shown this once")
    person.looks_right("recovery-codes")
    person.follow("I have kept them, go on")
    expect(person.page).to_have_url(f"{person.base}/desk/")
    person.press("Sign out")
    person.open("/account/login/")
    person.fill(login="decision_maker@example.org", password=PASSWORD)
    person.press("Sign in")
    person.looks_right("after-the-password")
    person.press("Use a passkey")
    expect(person.page).to_have_url(f"{person.base}/desk/")
    person.press("Sign out")
    person.open("/account/login/?next=/account/sessions/")
    person.looks_right("sign-in")
    person.press("Sign in with a passkey")
    person.sees("this one")
    person.looks_right("sessions")

    let_proofs_grow_old()
    person.open(f"/desk/cases/{case.public_id}/decision/")
    person.page.locator("form:has(input[name=do][value=decide]) button").last.click()
    confirm(person)
    person.sees("younger than a quarter of an hour")
    person.looks_right("again")
    assert world.fresh(case).stage == "confidentiality_decision"
    person.press("Use a passkey")
    person.sees("The decision is taken.")
    assert world.fresh(case).stage == "delivery"


def test_session_when_its_end_is_near_then_asks_and_what_was_typed_is_there_after_the_next_sign_in(
    world, window, settings
):
    limits = {"idle": timedelta(minutes=30), "whole": timedelta(hours=10)}
    settings.SESSION_LIMITS = {"role": limits, "person": limits}
    type(world.authority).objects.update(takes_enquiries=True)
    person = sign_in(window, "researcher@example.org", "en")
    expect(person.page).to_have_url(f"{person.base}/projects/")
    person.page.clock.install()
    person.open("/enquiries/new/?authority=registry-agency")
    let_pass(person, minutes=28)
    asks = person.page.get_by_role("dialog")
    expect(asks).to_be_visible()
    person.looks_right("session-end")
    person.press("Stay signed in")
    expect(asks).to_be_hidden()
    area = person.page.locator("main form textarea").first
    area.fill("What was typed\nin two lines")
    let_pass(person, minutes=31)
    back = "%2Fenquiries%2Fnew%2F%3Fauthority%3Dregistry-agency"
    expect(person.page).to_have_url(f"{person.base}/account/login/?next={back}")
    settings.SESSION_LIMITS = {}
    person.fill(login="researcher@example.org", password=PASSWORD)
    person.page.locator("main form button.btn-main").first.click()
    person.sees("What you had typed is here again.")
    expect(person.page.locator("main form textarea").first).to_have_value("What was typed\nin two lines")
    person.looks_right("typed-again")


def test_researcher_when_coming_through_an_institution_then_has_an_account_and_a_project_page(window, settings, db):
    claims = {
        "name": "Ola Nordmann",
        "email": "ola@example.org",
        "email_verified": True,
        "schacHomeOrganization": "uio.no",
    }
    with oidc_provider_mock.run_server_in_thread(user_claims=[User(sub="ola", claims=claims)]) as server:
        address = f"http://localhost:{server.server_port}"
        app = {"provider_id": "feide", "name": "Feide", "client_id": "portal", "secret": "secret"}
        apps = [app | {"settings": {"server_url": address}}]
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps, "OAUTH_PKCE_ENABLED": True}}
        policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy | {"form-action": [*policy["form-action"], address]}}
        person = window("nb")
        person.open("/account/login/")
        person.looks_right("sign-in-feide")
        person.others = (address + "/",)  # that page is the provider's, and asks for a style elsewhere
        person.page.route("https://**", lambda route: route.abort())
        person.press("Logg inn med Feide")
        person.press("ola")
        expect(person.page).to_have_url(f"{person.base}/projects/")
        person.open("/account/")
        expect(person.page.locator("[name=affiliation]")).to_have_value("Universitetet i Oslo")
        person.open("/account/institutions/")
        person.sees("Feide")
        person.looks_right("institutions")
