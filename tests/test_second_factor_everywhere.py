"""Whoever holds a role proves a second factor before any page that is not public; some deeds ask for it again."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from registries.models import Membership, Role
from registries.second_factor import OPEN, is_open
from reviews.fresh_proof import ADMINISTERED, PAGES, PERMISSIONS
from tests.accounts.factors import code_of, give_app, prove, sign_in
from tests.factories.world import MONDAY, make_world
from tests.test_every_address import PATTERNS, TABLE, answer_of, own_patterns, place  # noqa: F401 (a fixture)

SET_UP = "/account/second-factor/"
OWN = {"account_profile", "mail_choices", "account_go_on", "session_end", "session_left"}


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def world(db):
    with time_machine.travel(MONDAY, tick=False) as clock:
        made = make_world()
        made.clock = clock
        yield made


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("who", ["officer", "auditor", "elsewhere", "registry_holder", "superuser"])
def test_every_address_when_a_role_has_no_second_factor_then_leads_to_where_it_is_set_up(place, who):  # noqa: F811
    client = place.client_of(who)
    for name, keys in PATTERNS:
        answer = client.get(place.address(name, keys))
        led = answer.status_code == 302 and answer.url == SET_UP
        closed = TABLE[name]["nobody"] in ("in", "405") or name == "home"
        if name in OWN or is_open(name):
            assert not led, f"{name} is open, and leads to the second factor"
        elif closed:
            assert led, f"{name} is seen without a second factor: {answer.status_code}"


def test_open_addresses_when_compared_with_the_table_then_exist_and_ask_nobody_to_sign_in():
    for name in OPEN - OWN - {"set_language"}:
        assert TABLE[name]["nobody"] in ("200", "404", "405"), name


def test_every_address_when_the_owner_has_no_second_factor_then_is_as_it_was(place):  # noqa: F811
    client = place.client_of("owner")
    given = {name: answer_of(client.get(place.address(name, keys))) for name, keys in PATTERNS}
    assert given == {name: answers["owner"] for name, answers in TABLE.items()}


def test_desk_when_there_is_no_factor_then_says_why_and_a_part_of_a_page_takes_the_whole_along(world):
    client = client_of(world.officer)
    assert "most sensitive matters" in client.get("/desk/", follow=True).content.decode()
    assert client.get("/desk/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == SET_UP
    assert client.get("/admin/").url == SET_UP or client.get("/admin/").status_code == 302


def test_desk_when_a_factor_is_there_but_not_proven_then_asks_for_it_and_goes_on(world):
    secret, client = give_app(world.officer), client_of(world.officer)
    asked = client.get("/desk/?view=mine")
    assert asked.url == "/account/second-factor/reauthenticate/?next=%2Fdesk%2F%3Fview%3Dmine"
    assert client.post(asked.url, {"code": code_of(secret)}).url == "/desk/?view=mine"
    assert client.get("/desk/").status_code == 200


def test_desk_when_signed_in_with_a_code_then_is_open(world):
    secret, client = give_app(world.officer), Client()
    sign_in(client, world.officer, "/desk/")
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert client.get("/desk/").status_code == 200


def test_proof_when_it_is_another_persons_then_does_not_count(world):
    client = client_of(world.officer)
    prove(client, world.lawyer)
    assert client.get("/desk/").url == SET_UP


def test_person_when_given_a_role_in_the_middle_of_a_session_then_has_to_prove_from_then_on(world):
    client = client_of(world.researcher)
    assert client.get("/projects/").status_code == 200
    Membership.objects.create(user=world.researcher, authority=world.authority, role=Role.AUDITOR)
    assert client.get("/projects/").url == SET_UP


# --- asked again -----------------------------------------------------------------------------------------------------
def drafted(world):
    case = world.case_at("confidentiality_decision")
    world.draft_decision(case)
    return world.fresh(case)


def decide(client, case, **more):
    typed = {"do": "decide", "version": case.version}
    return client.post(reverse("desk_decision", args=[case.public_id]), typed, **more)


def proven(user, minutes: int) -> tuple[str, Client]:
    """The secret of the person's app, and a browser in which it was proven so many minutes ago."""
    secret, client = give_app(user), client_of(user)
    prove(client, user, MONDAY - timedelta(minutes=minutes))
    return secret, client


def test_decision_when_the_proof_is_young_then_is_taken_at_once(world):
    case = drafted(world)
    _secret, client = proven(world.decision_maker, minutes=14)
    decide(client, case)
    assert world.fresh(case).stage == "delivery"


def test_decision_when_the_proof_is_old_then_asks_keeps_the_form_and_sends_it_on(world):
    case = drafted(world)
    secret, client = proven(world.decision_maker, minutes=16)
    asked = decide(client, case)
    assert world.fresh(case).stage == "confidentiality_decision"
    assert asked.url == "/account/second-factor/reauthenticate/?next=%2Faccount%2Fgo-on%2F"
    assert "younger than a quarter of an hour" in client.get(asked.url).content.decode()
    there = client.post(asked.url, {"code": code_of(secret)}, follow=True)
    assert f'action="{reverse("desk_decision", args=[case.public_id])}"' in there.content.decode()
    form = dict(there.context["typed"])
    assert form["do"] == "decide" and "csrfmiddlewaretoken" not in form
    client.post(there.context["address"], form)
    assert world.fresh(case).stage == "delivery"
    assert client.get(reverse("account_go_on")).status_code == 302, "what was sent is still kept"


def test_form_when_kept_then_comes_back_letter_by_letter_and_to_nobody_else(world):
    case = world.case_at("submitted")
    words = 'Line one\nline "two" <b>åäö</b>'
    secret, client = proven(world.officer, minutes=20)
    address = reverse("desk_step", args=[case.public_id, "dismiss"])
    asked = client.post(address, {"do": "dismiss", "reasons": words, "tick": ["a", "b"], "version": case.version})
    client.post(asked.url, {"code": code_of(secret)})
    typed = client.get(reverse("account_go_on")).context["typed"]
    assert ("reasons", words) in typed and ("tick", "a") in typed and ("tick", "b") in typed
    client.force_login(world.lawyer, backend="django.contrib.auth.backends.ModelBackend")
    prove(client, world.lawyer)
    assert client.get(reverse("account_go_on")).status_code == 302


def test_form_when_kept_for_more_than_an_hour_then_is_gone(world):
    case = drafted(world)
    _secret, client = proven(world.decision_maker, minutes=16)
    decide(client, case)
    world.clock.move_to(MONDAY + timedelta(minutes=61))
    assert client.get(reverse("account_go_on")).status_code == 302


def test_form_when_sent_by_a_part_of_a_page_then_takes_the_whole_page_along(world):
    case = drafted(world)
    _secret, client = proven(world.decision_maker, minutes=16)
    answer = decide(client, case, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith("/account/second-factor/reauthenticate/")


@pytest.mark.parametrize(
    "address",
    ["/setup/registry-agency/fees/add/", "/setup/registry-agency/people/", "/setup/registry-agency/people/1/remove/"],
)
def test_fees_and_people_when_the_proof_is_old_then_ask_again_and_reading_does_not(world, address):
    _secret, client = proven(world.administrator, minutes=16)
    assert client.post(address, {"email": "x@example.org"}).url.startswith("/account/second-factor/reauthenticate/")
    if "remove" not in address:
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("page", ["registries/membership/add/", "registries/feeschedule/add/", "accounts/user/add/"])
def test_administration_pages_when_the_proof_is_old_then_ask_again(world, page):
    world.administrator.is_staff = world.administrator.is_superuser = True
    world.administrator.save()
    _secret, client = proven(world.administrator, minutes=16)
    assert client.post(f"/admin/{page}", {"email": "x"}).url.startswith("/account/second-factor/reauthenticate/")


def test_password_of_somebody_when_changed_in_the_administration_then_asks_again(world):
    world.administrator.is_staff = world.administrator.is_superuser = True
    world.administrator.save()
    _secret, client = proven(world.administrator, minutes=16)
    address = reverse("admin:auth_user_password_change", args=[world.lawyer.pk])
    assert client.post(address, {"password1": "x"}).url.startswith("/account/second-factor/reauthenticate/")


def test_demonstration_when_somebody_has_proven_a_factor_then_asks_again_and_nobody_else(world, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    case = drafted(world)
    _secret, client = proven(world.decision_maker, minutes=16)
    assert decide(client, case).url.startswith("/account/second-factor/reauthenticate/")
    decide(client_of(world.decision_maker), case)
    assert world.fresh(case).stage == "delivery"


def test_list_of_deeds_when_compared_with_the_pages_then_names_what_exists():
    from django.contrib.admin import site
    from django.urls import get_resolver

    found = set()
    for pattern, _keys in own_patterns(get_resolver()):
        deeds = getattr(getattr(pattern.callback, "view_class", None), "deeds", {})
        found |= {deed.permission for deed in deeds.values()}
    assert PERMISSIONS - found <= {"refuse"}, "a permission that no form of the desk has (grant stands for refuse too)"
    assert set(PAGES) <= set(TABLE)
    models = {f"{model._meta.app_label}_{model._meta.model_name}_" for model in site._registry}
    assert set(ADMINISTERED) - models == {"auth_user_"}, "Django names the page of a password after its own model"
