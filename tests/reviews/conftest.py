import pytest
from django.urls import reverse

from reviews import counting
from reviews.queue import counts
from tests.factories.world import World, make_world


@pytest.fixture
def world(db) -> World:
    return make_world()


@pytest.fixture
def post(client):
    """Post a form of a page as somebody: post(user, page, case, do="…", **typed) → response."""

    def send(user, page, case, *more, do="", **typed):
        client.force_login(user)
        typed.setdefault("expected_version", case.version)
        return client.post(reverse(page, args=[case.public_id, *more]), {"do": do, **typed})

    return send


@pytest.fixture
def count_up_to_three(monkeypatch):
    """Counts stop at three. Statements that are kept hold the limit, so none is kept from before, or for afterwards."""
    counts._standing_views.cache_clear()
    monkeypatch.setattr(counting, "LIMIT", 3)
    yield
    counts._standing_views.cache_clear()
