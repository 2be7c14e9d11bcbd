"""Links to files: signed, short-lived, for one person."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.urls import reverse

from tests.applications.applicant import address, signed_in
from tests.factories.place import enclose
from tests.factories.world import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world):
    case = world.case_at("assigned")
    enclose(case, world.researcher)
    return case


@pytest.fixture
def where(case) -> str:
    return reverse("desk_attachment", args=[case.public_id, case.attachments.get().public_id])


def signed(client, where: str) -> str:
    """The address that the one on the page leads to."""
    answer = client.get(where)
    assert answer.status_code == 302
    assert answer["Cache-Control"] == "private, no-store"
    assert urlsplit(answer.url).path == where and parse_qs(urlsplit(answer.url).query)["key"]
    return answer.url


def test_link_when_asked_for_then_holds_for_minutes_and_then_leads_to_a_new_one(world, where):
    with time_machine.travel(MONDAY, tick=False) as clock:
        client = signed_in(world.officer)
        link = signed(client, where)
        assert client.get(link).status_code == 200
        clock.shift(timedelta(minutes=4, seconds=59))
        assert client.get(link).status_code == 200
        clock.shift(timedelta(seconds=2))
        late = client.get(link)
        assert late.status_code == 404
        assert "This link to a file no longer holds" in late.text and f'href="{where}"' in late.text
        assert client.get(where, follow=True).status_code == 200


@pytest.mark.parametrize("key", ["", "guessed", "1:1", "1u8AbC:" + "x" * 43])
def test_link_when_guessed_then_opens_nothing(world, where, key):
    client = signed_in(world.officer)
    assert client.get(where, {"key": key}).status_code == 404
    assert client.get(where, {"key": key, "show": "1"}).status_code == 404


def test_link_when_used_by_a_colleague_then_opens_nothing_and_says_how_to_go_on(world, where):
    link = signed(signed_in(world.officer), where)
    colleague = signed_in(world.second_officer)
    answer = colleague.get(link)
    assert answer.status_code == 404 and "only for the person who asked for them" in answer.text
    assert colleague.get(where, follow=True).status_code == 200


def test_link_when_used_by_an_outsider_or_nobody_then_opens_nothing(client, world, where):
    link = signed(signed_in(world.officer), where)
    assert signed_in(world.outsider).get(link).status_code == 403
    assert client.get(link).status_code == 302 and "/account/login/" in client.get(link).url


def test_link_when_put_before_another_file_then_opens_nothing(world, case, where):
    client = signed_in(world.officer)
    key = parse_qs(urlsplit(signed(client, where)).query)["key"]
    letter = reverse("desk_document", args=[case.public_id, case.documents.first().public_id])
    assert client.get(letter, {"key": key}).status_code == 404
    assert client.get(where, {"key": key, "show": "1"}).status_code == 404  # to keep and to show are two links


def test_link_when_the_right_was_taken_away_meanwhile_then_opens_nothing(world, case):
    member = case.project.members.create(user=world.outsider, role="member")
    where = address(case, f"attachments/{case.attachments.get().public_id}/")
    client = signed_in(world.outsider)
    link = signed(client, where)
    assert client.get(link).status_code == 200
    member.delete()
    assert client.get(link).status_code == 404


def test_viewer_when_it_shows_a_pdf_then_from_a_signed_link_in_a_sandbox(world, case, where):
    client = signed_in(world.officer)
    page = client.get(reverse("desk_attachment_view", args=[case.public_id, case.attachments.get().public_id]))
    assert f'src="{where}?show=1#view=FitH"' in page.text
    shown = client.get(f"{where}?show=1", follow=True)
    assert shown["Content-Disposition"].startswith("inline")
    assert shown["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_viewer_when_it_is_no_kind_that_a_browser_shows_then_is_a_download(world, case, where):
    case.attachments.update(content_type="text/csv")
    client = signed_in(world.officer)
    page = client.get(
        reverse("desk_attachment_view", args=[case.public_id, case.attachments.get().public_id]), follow=True
    )
    assert page["Content-Disposition"].startswith("attachment")
    assert client.get(f"{where}?show=1", follow=True)["Content-Disposition"].startswith("attachment")
