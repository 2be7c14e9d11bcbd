"""The settings come from the environment; a real installation that forgets one is told which."""

import os
import runpy
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.factories.people import PASSWORD, UserFactory
from tests.ops import deployment

PRODUCTION = {
    "SECRET_KEY": "a-key-for-this-test-only-" * 3,
    "ALLOWED_HOSTS": "portal.example.org",
    "PORTAL_URL": "https://portal.example.org/",
    "DATABASE_URL": "postgres://portal:secret@database/portal",
    "CELERY_BROKER_URL": "redis://redis:6379/0",
    "EMAIL_URL": "smtp+tls://portal:secret@mail.example.org:587",
}


@pytest.fixture
def settings_with(monkeypatch, tmp_path):
    """Runs the settings with these variables and no others; gives their names and values."""

    def run(**variables: str) -> dict:
        for name in deployment.settings_read():
            monkeypatch.delenv(name, raising=False)
        for name, value in {"VAR_DIR": str(tmp_path / "var"), **variables}.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(deployment.ROOT / "portal" / "settings.py"))

    return run


@pytest.mark.parametrize("name", sorted(PRODUCTION))
def test_settings_when_a_needed_one_is_missing_then_a_sentence_names_it(settings_with, name):
    variables = {key: value for key, value in PRODUCTION.items() if key != name}
    with pytest.raises(ImproperlyConfigured, match=f"^{name} is not set. Set it in the environment"):
        settings_with(**variables, DEBUG="0", DEMO="0")


@pytest.mark.parametrize("words", [("check",), ("makemigrations", "--check")])
def test_start_when_secret_key_is_missing_then_it_stops_with_that_sentence(tmp_path, words):
    environment = {name: value for name, value in os.environ.items() if name not in deployment.settings_read()}
    environment |= {"DEBUG": "0", "DEMO": "0", "VAR_DIR": str(tmp_path)}
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, cwd=deployment.ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert done.stderr.splitlines() == [
        "SECRET_KEY is not set. Set it in the environment, or set DEMO=1 to try the portal out."
    ]


def test_settings_when_nothing_is_set_but_demo_then_everything_is_embedded(settings_with, tmp_path):
    found = settings_with(DEMO="1")
    assert found["DATABASES"]["default"]["NAME"] == str(tmp_path / "var" / "portal.sqlite3")
    assert found["DATABASES"]["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert found["EMAIL_BACKEND"] == "portal.base.mailfolder.FolderBackend"
    assert found["CELERY_BROKER_URL"] == "filesystem://localhost"
    assert (tmp_path / "var" / "queue" / "messages").is_dir()


def test_settings_when_in_production_then_nothing_travels_in_clear(settings_with):
    found = settings_with(**PRODUCTION)
    assert found["SECURE_SSL_REDIRECT"]
    assert found["SESSION_COOKIE_SECURE"]
    assert found["CSRF_COOKIE_SECURE"]
    assert found["EMAIL_USE_TLS"]
    assert found["PORTAL_URL"] == "https://portal.example.org"
    assert found["STORAGES"]["staticfiles"]["BACKEND"].startswith("whitenoise.")


def test_check_when_deployed_then_warns_of_nothing_and_silences_nothing(tmp_path):
    of_tests = deployment.settings_read() | {"DJANGO_ALLOW_ASYNC_UNSAFE"}
    environment = {name: value for name, value in os.environ.items() if name not in of_tests}
    environment |= PRODUCTION | {"DEBUG": "0", "DEMO": "0", "TESTING": "0", "VAR_DIR": str(tmp_path)}
    command = [sys.executable, "-W", "error::UserWarning", "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=deployment.ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "System check identified no issues (0 silenced).\n"


@pytest.mark.django_db
def test_answers_when_in_production_then_stay_on_https_and_so_do_their_cookies(settings_with, settings, client):
    for name, value in settings_with(**PRODUCTION).items():
        if name.startswith(("SECURE_", "SESSION_COOKIE_", "CSRF_COOKIE_", "LANGUAGE_COOKIE_")):
            setattr(settings, name, value)
    assert client.get("/account/login/").url == "https://testserver/account/login/"
    over_https = {"headers": {"x-forwarded-proto": "https"}}
    answer = client.get("/account/login/", **over_https)
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    client.post("/account/login/", {"login": UserFactory().email, "password": PASSWORD}, **over_https)
    client.post("/i18n/setlang/", {"language": "sv", "next": "/"}, **over_https)
    for name in ("sessionid", "csrftoken", "django_language"):
        cookie = client.cookies[name]
        assert cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Lax", name


def test_settings_when_in_production_then_each_visitor_has_a_rate_limit_of_their_own(settings_with):
    found = settings_with(**PRODUCTION)
    assert found["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1
    assert found["CACHES"]["default"]["LOCATION"] == PRODUCTION["CELERY_BROKER_URL"]


def test_second_factor_when_in_production_then_is_required_whatever_the_environment_says(settings_with):
    assert settings_with(**PRODUCTION, SECOND_FACTOR_REQUIRED="0")["SECOND_FACTOR_REQUIRED"]
    assert settings_with(**PRODUCTION, DEBUG="1")["SECOND_FACTOR_REQUIRED"]
    assert not settings_with(DEMO="1")["SECOND_FACTOR_REQUIRED"]


def test_sessions_when_in_production_then_end_as_the_environment_says(settings_with):
    limits = settings_with(**PRODUCTION, SESSION_IDLE_MINUTES_ROLE="10")["SESSION_LIMITS"]
    assert [limits["role"][name].total_seconds() / 60 for name in ("idle", "whole")] == [10, 600]
    assert [limits["person"][name].total_seconds() / 60 for name in ("idle", "whole")] == [120, 7 * 24 * 60]


def test_institutions_when_configured_then_have_a_button_and_forms_may_lead_there(settings_with):
    found = settings_with(**PRODUCTION, OIDC_FEIDE_CLIENT_ID="portal", OIDC_FEIDE_CLIENT_SECRET="secret")
    assert [app["provider_id"] for app in found["OIDC_APPS"]] == ["feide"]
    assert found["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]["OAUTH_PKCE_ENABLED"]
    assert "https://auth.dataporten.no" in found["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["form-action"]
    assert settings_with(**PRODUCTION)["OIDC_APPS"] == []
    proxy = {"OIDC_SWAMID_CLIENT_ID": "portal", "OIDC_SWAMID_URL": "https://proxy.example.org/satosa"}
    found = settings_with(**PRODUCTION, **proxy)
    assert "https://proxy.example.org" in found["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["form-action"]


def test_institutions_when_the_address_of_the_proxy_is_missing_then_a_sentence_names_it(settings_with):
    with pytest.raises(ImproperlyConfigured, match=r"^OIDC_SWAMID_URL is not set"):
        settings_with(**PRODUCTION, OIDC_SWAMID_CLIENT_ID="portal")


def test_settings_when_host_names_have_blanks_between_then_each_is_known(settings_with):
    found = settings_with(**PRODUCTION | {"ALLOWED_HOSTS": "a.example.org, b.example.org"})
    assert found["ALLOWED_HOSTS"] == ["a.example.org", "b.example.org"]


@pytest.mark.parametrize("address", ["file:///srv/files", ""])
def test_storage_when_it_is_a_folder_then_nobody_else_on_the_host_reads_the_files(settings_with, address):
    options = settings_with(**PRODUCTION, STORAGE_URL=address)["STORAGES"]["default"]["OPTIONS"]
    assert options.pop("location").endswith("/files")
    assert options == {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}


def test_settings_when_in_production_then_nothing_is_written_beside_the_code(settings_with, tmp_path):
    settings_with(**PRODUCTION)
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    ("address", "backend"),
    [
        ("s3://cases", "storages.backends.s3.S3Storage"),
        ("file:///srv/files", "django.core.files.storage.FileSystemStorage"),
        ("", "django.core.files.storage.FileSystemStorage"),
    ],
)
def test_storage_when_an_address_is_given_then_files_go_there(settings_with, address, backend):
    assert settings_with(**PRODUCTION, STORAGE_URL=address)["STORAGES"]["default"]["BACKEND"] == backend


def test_storage_when_the_address_is_of_no_known_kind_then_a_sentence_says_so(settings_with):
    with pytest.raises(ImproperlyConfigured, match="STORAGE_URL must begin with"):
        settings_with(**PRODUCTION, STORAGE_URL="ftp://old")
