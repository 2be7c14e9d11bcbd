"""What is kept for tests is what the actions would make again: the same rows, and the same calls after the commit."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection

from applications import notifications
from applications.models import Notification
from tests.factories import kept as keeping
from tests.factories.once import taken_back
from tests.factories.rows import rows_of
from tests.factories.world import make_world

pytestmark = pytest.mark.django_db


def make_all(*, months: int = 3) -> tuple[dict, list]:
    """Every row after a world, a change in it and two cases, and the calls that wait for the commit."""
    world = make_world()
    world.procedure.complaint_months = months
    world.procedure.save()
    assert [world.case_at(stage).stage for stage in ("closed", "delivery")] == ["closed", "delivery"]
    calls = [(call.args, robust) for _, call, robust in connection.run_on_commit]
    return rows_of(apps.get_models(include_auto_created=True)), calls


@pytest.fixture
def made() -> Iterator[dict]:
    """What is kept, where nothing is from before."""
    before = dict(keeping._kept)
    keeping._kept.clear()
    yield keeping._kept
    keeping._kept.clear()
    keeping._kept.update(before)


def test_cases_when_asked_for_again_then_the_same_rows_and_calls_are_there_without_making_them(made):
    found = []
    for _ in range(2):
        with taken_back():
            found.append(make_all())
    assert found[0] == found[1] and len(found[0][0]["applications_event"]) > 10 and len(found[0][1]) > 10
    assert len(made) == 3


def test_cases_when_anything_in_the_database_differs_then_are_made_anew(made):
    for months in (3, 4):
        with taken_back():
            make_all(months=months)
    assert len(made) == 5  # the world once


def test_case_when_kept_then_goes_on_like_any_other(made):
    with taken_back():
        make_world().case_at("assigned")
    world = make_world()
    case = world.case_at("assigned")
    world.send_to_legal_review(case)
    assert (world.fresh(case).stage, len(made)) == ("legal_review", 2)
    assert world.case_at("assigned").case_number != case.case_number


def test_world_when_settings_are_not_those_of_every_test_then_is_not_kept(made, settings):
    settings.PORTAL_NAME = "Another"
    make_world()
    assert made == {}


def test_world_when_code_is_patched_then_is_not_kept(made, monkeypatch):
    monkeypatch.setattr(notifications, "plan", lambda case, event: None)
    case = make_world().case_at("assigned")
    assert made == {} and not Notification.objects.filter(application=case).exists()
