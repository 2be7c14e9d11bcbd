"""The page on cookies names each cookie that the portal sets, and none that it does not; likewise what scripts keep."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from portal.base import retention
from portal.base.cookies import cookies, kept_by_the_browser
from tests.factories.people import PASSWORD, UserFactory
from tests.factories.world import make_world

STORED = re.compile(r'(?:sessionStorage|localStorage)\.setItem\((?:"([^"]+)"|(\w+))')


def set_on_a_journey() -> dict[str, int]:
    """{name: seconds at most, 0 until the browser is closed} of what a visitor, an applicant and an officer get."""
    world, seen = make_world(), {}

    class Browser(Client):
        def request(self, **request):
            answer = super().request(**request)
            for name, morsel in answer.cookies.items():
                if morsel.value:
                    seen[name] = max(seen.get(name, 0), int(morsel["max-age"] or 0))
            return answer

    visitor = Browser()
    for name in ("home", "cookies", "registry_list", "account_login", "account_signup"):
        visitor.get(reverse(name))
    variable = world.registry.variables.first()
    visitor.post(reverse("basket_put"), {"variable": variable.pk})
    visitor.post(reverse("set_language"), {"language": "sv", "next": "/"})
    person = UserFactory()
    for user in (person, world.officer):
        browser = Browser()
        browser.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
        profile = {"name": user.name, "title": "", "affiliation": "", "telephone": "", "language": "nb"}
        browser.post(reverse("account_profile"), profile)
        for name in ("account_profile", "todo", "project_list", "mail_choices"):
            browser.get(reverse(name))
        browser.post(reverse("account_logout"), follow=True)
    return seen


@pytest.mark.django_db
def test_cookies_when_a_journey_sets_them_then_are_those_of_the_page_for_as_long_as_it_says(client):
    seen = set_on_a_journey()
    page = client.get(reverse("cookies")).content.decode()
    assert set(re.findall(r'data-cookie="([^"]+)"', page)) == set(seen)
    for cookie in cookies():
        assert seen[cookie.name] == (cookie.seconds or 0), cookie.name
        assert cookie.how_long in page


def test_scripts_when_they_keep_something_then_the_page_names_it():
    kept = set()
    for script in Path(settings.BASE_DIR, "static").rglob("*.js"):
        text = script.read_text()
        for literal, constant in STORED.findall(text):
            kept.add(literal or re.search(rf'const {constant} = "([^"]+)"', text).group(1))
    assert kept == {one.name for one in kept_by_the_browser()}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["sv", "nb", "en"])
def test_privacy_when_drawn_then_its_table_is_what_the_night_goes_by(client, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(reverse("privacy"))
    assert page.content.decode().count('<tr><th scope="row">') == len(retention.kinds())
    assert [kind.key for kind in page.context["kinds"]] == [kind.key for kind in retention.kinds()]
    for name in ("own_data", "close_account", "cookies"):
        assert f'href="{reverse(name)}"' in page.content.decode()
