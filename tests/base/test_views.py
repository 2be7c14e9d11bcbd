import re

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError
from django.template.loader import render_to_string
from django.test import Client

from portal.base import health

pytestmark = [pytest.mark.urls("tests.base.urls"), pytest.mark.django_db]
PAGES = ["/accessibility/", "/privacy/", "/cookies/", "/contact/"]


def test_healthz_when_alive_then_ok_without_a_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok\n"


def test_readyz_when_both_answer_then_200(client):
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"database": "ok", "broker": "ok"})


@pytest.mark.parametrize("part", ["database", "broker"])
def test_readyz_when_a_part_is_gone_then_503_names_it(client, monkeypatch, part):
    monkeypatch.setattr(health, f"{part}_answers", lambda: False)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert [name for name, words in response.json().items() if words != "ok"] == [part]


def test_database_answers_when_the_database_fails_then_false(monkeypatch):
    class Gone:
        def cursor(self):
            raise DatabaseError("gone")

    monkeypatch.setattr(health, "connection", Gone())
    assert health.database_answers() is False


def test_broker_answers_when_its_folder_is_gone_then_false(settings, tmp_path):
    settings.CELERY_BROKER_URL = "filesystem://"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_out": str(tmp_path / "gone")}
    assert health.broker_answers() is False
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_out": str(tmp_path)}
    assert health.broker_answers() is True


@pytest.mark.parametrize(("url", "answers"), [("memory://localhost", True), ("redis://127.0.0.1:9/0", False)])
def test_broker_answers_when_it_is_a_server_then_asked(settings, monkeypatch, url, answers):
    class App:
        def connection_for_write(self, **options):
            return health_app.connection_for_write(url, **options)

    health_app = health.current_app
    settings.CELERY_BROKER_URL = url
    monkeypatch.setattr(health, "current_app", App())
    assert health.broker_answers() is answers


def test_metrics_when_asked_then_prometheus_text_and_nobodys_name(client, settings):
    text = client.get("/metrics").content.decode()
    assert "registerportal_up 1\n" in text
    assert f'version="{settings.PORTAL_VERSION}"' in text


@pytest.mark.parametrize("address", [*PAGES, "/nothing/", "/forbidden/", "/conflict/"])
def test_page_when_drawn_then_one_h1_a_title_and_nothing_inline(client, address):
    html = client.get(address).content.decode()
    assert html.count("<h1>") == 1
    assert re.search(r"<title>[^<–]+ – [^<]+</title>", html)
    assert '<a class="skip" href="#main">' in html
    assert not re.search(r"\sstyle=|<style|<script(?! src=)|\son[a-z]+=", html)
    assert "https://" not in html


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics", *PAGES])
def test_page_when_posted_to_then_refused(client, address):
    assert client.post(address).status_code == 405


def test_bar_when_nobody_is_signed_in_then_sign_in_and_register(client):
    html = client.get("/privacy/").content.decode()
    assert 'href="/account/login/"' in html
    assert 'href="/account/signup/"' in html
    assert "Sign out" not in html


def test_bar_when_signed_in_then_the_person_and_sign_out(client):
    client.force_login(get_user_model().objects.create(email="a@example.org", name="Asta <b>"))
    html = client.get("/privacy/").content.decode()
    assert "Asta &lt;b&gt;" in html
    assert 'action="/account/logout/"' in html
    assert 'href="/account/login/"' not in html


def test_bar_when_navigation_is_given_then_drawn_with_what_waits():
    nav = [{"url": "/x/", "label": "Desk", "current": True}, {"url": "/y/", "label": "Agenda", "current": False}]
    html = render_to_string("base.html", {"nav": nav, "todo_count": 3, "DEMO": True})
    assert '<a href="/x/" aria-current="page">Desk</a><a href="/y/">Agenda</a>' in html
    assert '<a href="/todo/">Waiting for you <span class="count">3</span></a>' in html
    assert 'href="/demo/mail/"' in html


def test_language_when_chosen_then_the_page_comes_back_in_it(client):
    response = client.post("/i18n/setlang/", {"language": "nb", "next": "/privacy/"}, follow=True)
    html = response.content.decode()
    assert response.request["PATH_INFO"] == "/privacy/"
    assert '<html lang="nb">' in html
    assert re.search(r'value="nb" lang="nb" aria-current="true"', html)
    assert html.count('aria-current="true"') == 1


def test_not_found_when_an_address_is_wrong_then_404_with_the_way_on(client):
    response = client.get("/nothing/?a=1&b=2")
    assert response.status_code == 404
    assert 'href="/account/login/?next=/nothing/%3Fa%3D1%26b%3D2"' in response.content.decode()


def test_permission_denied_when_it_has_a_sentence_then_shown(client):
    response = client.get("/forbidden/")
    assert response.status_code == 403
    assert "Only the lawyer may do this." in response.content.decode()


def test_conflict_when_there_are_reasons_then_all_of_them_and_the_way_back(client):
    response = client.get("/conflict/", {"why": ["The checklist is open.", "A question is open."], "back": "/desk/1/"})
    html = response.content.decode()
    assert response.status_code == 409
    assert "<li>The checklist is open.</li><li>A question is open.</li>" in html
    assert 'href="/desk/1/"' in html


def test_conflict_when_there_is_one_reason_then_a_sentence_and_no_list(client):
    html = client.get("/conflict/", {"why": "The checklist is open."}).content.decode()
    assert "<p>The checklist is open.</p>" in html


def test_conflict_when_there_is_no_reason_then_it_says_that_somebody_was_faster(client):
    assert "Somebody else has changed this" in client.get("/conflict/").content.decode()


@pytest.mark.parametrize(("address", "status"), [("/suspicious/", 400), ("/broken/", 500)])
def test_error_page_when_shown_then_without_session_and_database(address, status, django_assert_num_queries):
    client = Client(raise_request_exception=False)
    with django_assert_num_queries(0):
        response = client.get(address)
    html = response.content.decode()
    assert response.status_code == status
    assert "<h1>" in html
    assert "a secret" not in html
    assert "Sign in" not in html


def test_csrf_failure_when_the_key_is_missing_then_the_page_says_what_is_kept_and_what_to_do():
    response = Client(enforce_csrf_checks=True).post("/i18n/setlang/", {"language": "nb"})
    assert response.status_code == 403
    assert "This page was open too long" in response.content.decode()
