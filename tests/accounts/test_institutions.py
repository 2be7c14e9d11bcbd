"""Signing in through an institution, against a real OpenID Connect provider on this machine."""

from urllib.parse import parse_qs, urlsplit

import oidc_provider_mock
import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client
from django.urls import reverse

from portal.accounts.institutions import institution_of
from portal.accounts.models import User
from tests.accounts.factors import code_of, give_app, sign_in
from tests.factories.people import PASSWORD, UserFactory

SUBJECT = "f3f1@feide"
CLAIMS = {
    "name": "Ola Nordmann",
    "email": "ola@example.org",
    "email_verified": True,
    "eduPersonScopedAffiliation": ["employee@uio.no", "member@uio.no"],
    "schacHomeOrganization": "uio.no",
}
BUTTON = "/account/oidc/feide/login/"


@pytest.fixture(scope="module")
def provider():
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def feide(provider, settings, db, tmp_path):
    app = {
        "provider_id": "feide",
        "name": "Feide",
        "client_id": "portal",
        "secret": "secret",
        "settings": {"server_url": provider, "scope": ["openid", "profile", "email"]},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(tmp_path)}
    }
    say(provider, CLAIMS)
    return provider


def say(provider: str, claims: dict, subject: str = SUBJECT) -> None:
    """Let the provider know somebody."""
    assert requests.put(f"{provider}/users/{subject}", json=claims, timeout=10).status_code == 204


def go_through(client: Client, address: str = BUTTON, subject: str = SUBJECT):
    """Press the button, sign in at the provider, come back."""
    there = client.post(address).url
    back = requests.post(there, data={"sub": subject}, allow_redirects=False, timeout=10).headers["Location"]
    parts = urlsplit(back)
    return client.get(f"{parts.path}?{parts.query}")


def test_way_when_taken_then_asks_with_pkce_and_a_state(feide, client):
    asked = parse_qs(urlsplit(client.post(BUTTON).url).query)
    assert asked["code_challenge_method"] == ["S256"] and len(asked["code_challenge"][0]) > 40
    assert asked["state"] and set(asked["scope"][0].split()) == {"openid", "profile", "email"}


def test_way_when_the_state_is_not_ours_then_nobody_is_signed_in(feide, client):
    there = client.post(BUTTON).url
    back = requests.post(there, data={"sub": SUBJECT}, allow_redirects=False, timeout=10).headers["Location"]
    parts = urlsplit(back)
    answer = Client().get(f"{parts.path}?{parts.query}")
    assert not User.objects.filter(email="ola@example.org").exists()
    assert "did not answer as it should" in answer.content.decode()


def test_person_when_new_then_has_an_account_with_name_and_institution(feide, client):
    go_through(client)
    person = User.objects.get(email="ola@example.org")
    assert (person.name, person.affiliation) == ("Ola Nordmann", "Universitetet i Oslo")
    assert not person.has_usable_password()
    assert client.get(reverse("account_profile")).status_code == 200


def test_person_when_coming_back_then_is_the_same_and_keeps_what_was_written(feide):
    go_through(Client())
    User.objects.filter(email="ola@example.org").update(affiliation="Oslo universitetssykehus")
    client = Client()
    go_through(client)
    assert User.objects.get(email="ola@example.org").affiliation == "Oslo universitetssykehus"
    assert client.get(reverse("account_profile")).status_code == 200


def test_login_when_its_address_belongs_to_an_account_then_is_not_joined_to_it(feide, client):
    person = UserFactory(email="ola@example.org", name="Ola")
    assert go_through(client).url == reverse("account_email_verification_sent")
    assert not SocialAccount.objects.exists()
    assert client.get(reverse("account_profile")).status_code == 302
    assert mail.outbox[-1].to == [person.email]


def test_person_when_the_institution_tells_no_address_then_writes_and_confirms_one(feide, client):
    say(feide, {"name": "Kari Nordmann", "schacHomeOrganization": "uib.no"}, "kari@feide")
    form = go_through(client, subject="kari@feide").url
    assert "Feide has told us who you are" in client.get(form).content.decode()
    client.post(form, {"email": "kari@example.org", "name": "Kari Nordmann"})
    person = User.objects.get(email="kari@example.org")
    assert (person.name, person.affiliation) == ("Kari Nordmann", "Universitetet i Bergen")
    assert mail.outbox[-1].to == ["kari@example.org"]
    assert client.get(reverse("account_profile")).status_code == 302, "the address is not confirmed yet"


def test_login_when_joined_then_the_account_is_proven_once_more_and_both_lead_to_it(feide, client):
    person = UserFactory(email="ola.n@example.org", name="Ola")
    sign_in(client, person)
    asked = go_through(client, f"{BUTTON}?process=connect")
    assert asked.url == reverse("account_reauthenticate")
    assert not SocialAccount.objects.exists()
    client.post(asked.url, {"password": PASSWORD})
    assert SocialAccount.objects.get().user == person
    person.refresh_from_db()
    assert person.affiliation == "Universitetet i Oslo"
    other = Client()
    go_through(other)
    assert "ola.n@example.org" in other.get(reverse("account_profile")).content.decode()


def test_login_when_it_belongs_to_another_account_then_stays_there(feide, client):
    go_through(Client())
    person = UserFactory()
    sign_in(client, person)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(go_through(client, f"{BUTTON}?process=connect").url).content.decode()
    assert "belongs to another account" in page
    assert SocialAccount.objects.get().user != person


def test_person_with_a_second_factor_when_coming_through_an_institution_then_proves_it_too(feide):
    go_through(Client())
    secret, client = give_app(User.objects.get(email="ola@example.org")), Client()
    assert go_through(client).url == reverse("mfa_authenticate")
    assert client.get(reverse("account_profile")).status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert client.get(reverse("account_profile")).status_code == 200


@pytest.mark.parametrize("page", ["openid_connect_login", "openid_connect_callback"])
def test_provider_when_it_is_unknown_then_is_not_there(db, client, page):
    assert client.get(reverse(page, args=["nobody"])).status_code == 404


def test_buttons_when_no_provider_is_configured_then_are_not_there(db, client, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    assert "/account/oidc/" not in client.get(reverse("account_login")).content.decode()


@pytest.mark.parametrize(
    ("claims", "institution"),
    [
        ({"schac_home_organization": "umu.se", "eduperson_affiliation": ["employee"]}, "Umeå universitet"),
        ({"eduperson_scoped_affiliation": "student@KI.se"}, "Karolinska Institutet"),
        ({"schacHomeOrganization": "unknown.example", "eduPersonAffiliation": ["member"]}, "unknown.example"),
        ({"eduPersonOrgDN:o": "Sykehuset Østfold", "schacHomeOrganization": "so.example"}, "Sykehuset Østfold"),
        ({"schacHomeOrganization": "lu.se", "eduPersonAffiliation": ["alum", "library-walk-in"]}, ""),
        ({"schacHomeOrganization": "lu.se", "eduPersonScopedAffiliation": ["affiliate@lu.se"]}, ""),
        ({"schacHomeOrganization": "lu.se"}, "Lunds universitet"),
        ({"name": "Nobody"}, ""),
    ],
)
def test_institution_when_read_from_the_claims_then_is_that_of_whoever_belongs_there(claims, institution):
    assert institution_of(claims) == institution
