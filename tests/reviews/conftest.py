import pytest
from django.urls import reverse

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
