"""Every page tells the browser the same: nothing inline, nothing from elsewhere, and to stand in nobody's frame."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
import time_machine

from tests.factories.people import PASSWORD
from tests.factories.place import Place, begin_place, make_place
from tests.factories.world import MONDAY
from tests.test_every_address import PATTERNS

# The only answers that may stand in a frame, and only in one of the portal's own pages.
FRAMED = {"demo_mail_html", "desk_specification_preview", "desk_decision_preview", "desk_invoice_preview"}
FRAMED |= {"desk_attachment", "desk_document", "representative_document"}
# A mail brings its style with it: it is shown, in a demonstration only, in a sandbox of its own.
WITH_A_STYLE_OF_ITS_OWN = {"demo_mail_html"}
POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "frame-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
DATA = "application/json"  # read by a script of ours, run by nobody
FETCHED = ("src", "srcset", "poster", "data", "background", "action", "formaction", "hx-get", "hx-post")


class Inline(HTMLParser):
    """`found`: what a strict policy forbids, or what would be fetched from another host."""

    def __init__(self, text: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Look at one element."""
        told = {name: value or "" for name, value in attrs}
        if tag == "style" or (tag == "script" and "src" not in told and told.get("type") != DATA):
            self.found.append(f"<{tag}>")
        self.found += [f"{name}=" for name in told if name == "style" or name.startswith(("on", "hx-on"))]
        fetched = [told[name] for name in FETCHED if name in told] + ([told.get("href", "")] if tag == "link" else [])
        fetched += [told["href"]] if told.get("href", "").startswith(("javascript:", "data:")) else []
        self.found += [address for address in fetched if re.match(r"([a-z]+:|//)", address)]


@pytest.fixture
def place(db, settings, tmp_path) -> Iterator[Place]:
    settings.DEMO, settings.MAIL_DIR = True, tmp_path
    with time_machine.travel(MONDAY, tick=False):
        yield make_place(*begin_place(), tmp_path)


def policy_of(answer) -> dict[str, str]:
    """The directives of the answer's policy."""
    parts = (part.strip().partition(" ") for part in answer["Content-Security-Policy"].split(";"))
    return {name: values for name, _, values in parts if name}


def is_page(answer) -> bool:
    return not answer.streaming and answer.get("Content-Type", "").startswith("text/html") and bool(answer.content)


@pytest.mark.parametrize("who", ["owner", "officer", "administrator", "auditor", "nobody"])
def test_every_page_when_answered_then_its_policy_is_strict_and_its_text_keeps_to_it(place, who):
    client, pages = place.client_of(who), 0
    for name, keys in PATTERNS:
        answer = client.get(place.address(name, keys))
        assert {head: answer.get(head) for head in ALWAYS} == ALWAYS, name
        assert "camera=()" in answer["Permissions-Policy"], name
        assert answer["X-Frame-Options"] == "DENY" or name in FRAMED, name
        if who != "nobody":
            assert "no-store" in answer["Cache-Control"], name
        if not is_page(answer) or name in WITH_A_STYLE_OF_ITS_OWN:
            assert "script-src 'unsafe" not in answer["Content-Security-Policy"], name
            continue
        pages += 1
        assert policy_of(answer) == POLICY, name
        assert Inline(answer.content.decode()).found == [], name
    assert pages > 30


def test_what_may_stand_in_a_frame_when_answered_then_stands_in_one_of_ours_and_in_a_sandbox(place):
    framed = set()
    for who in ("officer", "administrator", "nobody"):
        client = place.client_of(who)
        for name, keys in PATTERNS:
            address = place.address(name, keys)
            answer = client.get(address, {"show": 1} if name == "desk_attachment" else {}, follow=True)
            if answer["X-Frame-Options"] != "DENY":
                framed.add(name)
                policy = policy_of(answer)
                assert answer["X-Frame-Options"] == "SAMEORIGIN", name
                assert policy["frame-ancestors"] == "'self'" and "sandbox" in policy, name
                assert policy["default-src"] == "'none'", name
    assert framed <= FRAMED and {"demo_mail_html", "desk_specification_preview"} <= framed


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409])
def test_refusal_when_answered_then_is_a_page_with_the_same_heads(place, status, rf, settings):
    asked = {
        400: ("nobody", "/", {"HTTP_HOST": "evil.example"}),
        403: ("owner", "/desk/", {}),
        404: ("owner", "/no/such/page/", {}),
        405: ("officer", "/desk/bulk/", {}),
        409: ("owner", f"/applications/{place.case.public_id}/withdraw/", {}),
    }
    who, address, more = asked[status]
    client = place.client_of(who)
    answer = client.post(address, {"sure": "yes"}) if status == 409 else client.get(address, **more)
    assert answer.status_code == status
    assert {head: answer.get(head) for head in ALWAYS} == ALWAYS
    assert policy_of(answer) == POLICY and answer["X-Frame-Options"] == "DENY"
    assert b"<h1" in answer.content and Inline(answer.content.decode()).found == []


def test_cookies_when_set_then_no_script_reads_them_and_no_other_site_sends_them(place):
    client = place.client_of("nobody")
    client.get("/account/login/")
    client.post("/account/login/", {"login": place.world.researcher.email, "password": PASSWORD})
    client.post("/i18n/setlang/", {"language": "sv", "next": "/"})
    assert {"sessionid", "csrftoken", "django_language"} <= set(client.cookies)
    for name, cookie in client.cookies.items():
        assert (cookie["samesite"] == "Lax" and cookie["httponly"]) or not cookie.value, name
