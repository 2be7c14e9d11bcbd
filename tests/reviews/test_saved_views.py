"""Views of the queue that are saved under a name: who sees them, who changes them, and what they hold."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from registries.models import Membership, Role
from reviews.models import SavedView
from reviews.queue import cases
from tests.factories.people import UserFactory
from tests.factories.world import make_authority


def save(client, query: str, **typed):
    return client.post(reverse("desk_view_save") + query, {"do": "change", **typed})


def saved_of(client) -> list[tuple[str, str, bool]]:
    """(name, count, whether it is the one that is open) of the saved views in the list."""
    page = client.get(reverse("desk") + "?view=open&stage=submitted")
    return [(str(entry.label), entry.count, entry.is_current) for entry in page.context["saved"]]


def test_view_when_saved_then_stands_with_its_count_in_the_list_and_only_there(client, world):
    world.case_at("submitted"), world.case_at("assigned")
    client.force_login(world.officer)
    page = client.get(reverse("desk_view_save") + "?view=open&stage=submitted&officer=me&after=x")
    assert "submitted" in page.content.decode().lower()
    assert (
        save(client, "?view=open&stage=submitted&after=x", name="  New   ones ").url
        == "/desk/?view=open&stage=submitted"
    )
    view = SavedView.objects.get()
    assert (view.name, view.query, view.is_shared) == ("New ones", "?view=open&stage=submitted", False)
    assert saved_of(client) == [("New ones", "1", True)]
    page = client.get(reverse("desk") + view.query)
    assert not any(entry.is_current for entry in page.context["views"])
    assert reverse("desk_view", args=[view.pk]) in page.content.decode()
    again = save(client, "?view=mine", name="New ones")
    assert again.status_code == 422
    assert "You have a view of this name already" in again.content.decode()
    assert 'value="New ones"' in again.content.decode()
    assert save(client, "?view=mine", name=" ").status_code == 422
    client.force_login(world.second_officer)
    assert saved_of(client) == []
    assert client.get(reverse("desk_view", args=[view.pk])).status_code == 404


@pytest.mark.parametrize(("limit", "counts"), [(200, ["3", "0"]), (2, ["3+", ""])])
def test_view_of_words_when_many_hold_them_then_is_counted_as_far_as_is_known(
    client, world, monkeypatch, limit, counts
):
    monkeypatch.setattr(cases, "WORDS_LIMIT", limit)
    for _case in range(3):
        world.case_at("assigned")
    client.force_login(world.officer)
    save(client, "?view=open&q=hip", name="Hips")
    save(client, "?view=open&q=hip&stage=submitted", name="New hips")
    assert [count for _name, count, _is_current in saved_of(client)] == counts


def test_view_when_shared_then_everybody_there_sees_it_and_owner_or_coordinator_change_it(client, world):
    world.case_at("assigned")
    client.force_login(world.officer)
    assert save(client, "?view=open&officer=me", name="My own", readers="registry-agency").status_code == 302
    view = SavedView.objects.get()
    address = reverse("desk_view", args=[view.pk])
    assert saved_of(client) == [("My own", "1", False)]
    client.force_login(world.second_officer)
    assert saved_of(client) == [("My own", "0", False)], "“Me” is whoever looks."
    assert client.get(address).status_code == 403
    for typed in ({"do": "remove"}, {"do": "first"}, {"do": "change", "name": "Mine now"}):
        assert client.post(address, typed).status_code == 403
    elsewhere = UserFactory()
    Membership.objects.create(user=elsewhere, authority=make_authority("elsewhere"), role=Role.COORDINATOR)
    client.force_login(elsewhere)
    assert saved_of(client) == []
    assert client.post(address, {"do": "remove"}).status_code == 404
    assert save(client, "?view=open", name="Theirs", readers="registry-agency").status_code == 422
    client.force_login(world.coordinator)
    assert client.post(address, {"do": "change", "name": "Ours", "readers": "registry-agency"}).status_code == 302
    view.refresh_from_db()
    assert (view.name, view.owner, view.authority) == ("Ours", world.officer, world.authority)
    assert client.post(address, {"do": "no such"}).status_code == 404
    assert "for everybody at the authority" in client.get(address).content.decode()
    client.post(address, {"do": "remove"})
    assert not SavedView.objects.exists()


def test_view_when_put_first_then_stands_before_the_others_and_private_again_is_seen_by_nobody_else(client, world):
    client.force_login(world.officer)
    for name in ("one", "two", "three"):
        save(client, "?view=open", name=name, readers="registry-agency")
    last = SavedView.objects.get(name="three")
    client.post(reverse("desk_view", args=[last.pk]), {"do": "first"})
    assert [name for name, _count, _current in saved_of(client)] == ["three", "one", "two"]
    client.post(reverse("desk_view", args=[last.pk]), {"do": "change", "name": "three", "readers": ""})
    client.force_login(world.lawyer)
    assert [name for name, _count, _current in saved_of(client)] == ["one", "two"]


def test_saved_view_when_shared_with_nobody_then_the_database_refuses(world):
    for fields in ({"is_shared": True}, {"authority": world.authority}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SavedView.objects.create(owner=world.officer, name="x", query="?view=open", **fields)
