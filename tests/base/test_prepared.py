"""Statements that are put together once: asked for whoever, on both databases, with and without plans that are kept."""

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import User
from portal.base.prepared import Prepared, PreparedInstances
from registries.models import Membership, Role
from tests.factories.people import UserFactory
from tests.factories.registries import AuthorityFactory

SOMEBODY, SOMETHING = -1, UUID(int=0)

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[User]:
    return [UserFactory(name="Astrid"), UserFactory(name="Bo")]


def names() -> Prepared:
    return Prepared(User.objects.filter(pk=SOMEBODY).values("name"))


@pytest.fixture(params=["as it is", "behind a pool"])
def connected(request, monkeypatch):
    """The database itself, and one behind a pool of connections, which keeps nothing that a session prepares."""
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", request.param == "behind a pool")


def test_rows_when_asked_for_two_people_then_each_has_its_own(people, connected):
    kept = names()
    assert [kept.row({SOMEBODY: one.pk}) for one in people] == [{"name": "Astrid"}, {"name": "Bo"}]


def test_instances_when_asked_by_uuid_then_are_whole(people, connected):
    kept = PreparedInstances(User.objects.filter(public_id=SOMETHING))
    for one in people:
        assert kept.instances({SOMETHING: one.public_id}) == [one]
        assert kept.instances({SOMETHING: one.public_id})[0].name == one.name
    assert kept.instances({SOMETHING: UUID(int=7)}) == []


def test_instances_when_others_are_read_with_them_then_nothing_more_is_asked(
    people, connected, django_assert_num_queries
):
    authority = AuthorityFactory()
    for one in people:
        Membership.objects.create(user=one, authority=authority, role=Role.CASE_OFFICER)
    rows = Membership.objects.filter(user=SOMEBODY).select_related("user").prefetch_related("authority__registries")
    kept = PreparedInstances(rows)
    for one in people:
        with django_assert_num_queries(3):
            (found,) = kept.instances({SOMEBODY: one.pk})
            assert (found.user.name, list(found.authority.registries.all())) == (one.name, [])


def test_instances_when_nothing_can_be_found_then_nothing_is_asked(django_assert_num_queries):
    kept = PreparedInstances(User.objects.filter(pk__in=[], name="Astrid"))
    with django_assert_num_queries(0):
        assert kept.instances({SOMEBODY: 1}) == []


@pytest.mark.postgres
def test_statement_when_asked_again_then_its_plan_is_there(people):
    kept = Prepared(User.objects.filter(pk=SOMEBODY).values("name", "email"))
    with CaptureQueriesContext(connection) as asked:
        for one in people:
            kept.row({SOMEBODY: one.pk})
    assert all(query["sql"].startswith("EXECUTE kept_") for query in asked.captured_queries)
    name = asked.captured_queries[0]["sql"].split()[1]
    with connection.cursor() as cursor:
        cursor.execute("SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE name = %s", [name])
        assert cursor.fetchall() == [(2, 0)]


@pytest.mark.postgres
def test_statement_when_behind_a_pool_then_nothing_is_left_on_the_connection(people, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    with CaptureQueriesContext(connection) as asked:
        names().row({SOMEBODY: people[0].pk})
    assert asked.captured_queries[0]["sql"].startswith("SELECT")
