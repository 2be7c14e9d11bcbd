"""What was ever found by sending anything anywhere: each request is kept, and answered with a sentence or a page."""

from collections.abc import Iterator

import pytest
import time_machine
from django.urls import reverse

from tests.factories.place import Place, begin_place, make_place
from tests.factories.world import MONDAY
from tests.test_every_address import PATTERNS

# (who, method, name of the address, what was sent, the answer)
FOUND = (
    *(("nobody", "post", "basket_put", {"variable": "daily", "next": odd}, 302) for odd in ("0x10", "2162", "1,5")),
    ("owner", "post", "basket_take", {"variable": "9" * 40, "next": "743223978"}, 302),
    ("nobody", "post", "basket_put", {"variable": "\x00", "next": "//evil.example/"}, 302),
    ("officer", "get", "desk_price", {"assessment": "-1", "extraction": "25"}, 200),
    ("officer", "get", "desk_price", {"assessment": "sNaN", "extraction": "1e400"}, 200),
    ("officer", "get", "desk_bulk", {}, 405),
)


@pytest.fixture
def place(db, settings, tmp_path) -> Iterator[Place]:
    settings.DEMO, settings.MAIL_DIR = True, tmp_path
    with time_machine.travel(MONDAY, tick=False):
        yield make_place(*begin_place(), tmp_path)


def test_what_was_found_when_sent_again_then_is_answered(place):
    for who, method, name, sent, status in FOUND:
        answer = getattr(place.client_of(who), method)(place.address(name, dict(PATTERNS)[name]), sent)
        assert answer.status_code == status, (name, sent)


@pytest.mark.parametrize(
    "back", ["2162", "//evil.example/", "https://evil.example/", "\\\\evil.example", "javascript:x"]
)
def test_way_back_when_it_is_no_address_of_the_portal_then_leads_to_the_basket(place, back):
    answer = place.client_of("nobody").post(reverse("basket_put"), {"variable": "1", "next": back})
    assert answer.url == reverse("basket_page")


@pytest.mark.parametrize("who", ["owner", "officer", "nobody"])
def test_address_that_takes_forms_only_when_opened_then_a_page_says_so(place, who):
    client = place.client_of(who)
    for name, keys in PATTERNS:
        answer = client.get(place.address(name, keys))
        if answer.status_code == 405:
            assert "It only takes what a form sends." in answer.content.decode(), name
            assert "POST" in answer["Allow"], name
