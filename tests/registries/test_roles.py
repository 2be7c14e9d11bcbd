"""Who may act where: roles are held per authority, and read once a request."""

import pytest
from django.contrib.auth.models import AnonymousUser

from portal.accounts.models import User
from registries.models import Role
from registries.roles import authorities_of, has_role, is_administrator, is_officer, roles_at
from tests.factories.people import UserFactory
from tests.factories.registries import AuthorityFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def fresh(user):
    return User.objects.get(pk=user.pk)


def test_role_when_it_is_held_at_one_authority_then_not_at_another():
    held = MembershipFactory(role=Role.LAWYER)
    other = AuthorityFactory()

    assert has_role(held.user, held.authority, Role.LAWYER, Role.AUDITOR)
    assert has_role(held.user, held.authority)
    assert not has_role(held.user, held.authority, Role.CASE_OFFICER)
    assert not has_role(held.user, other, Role.LAWYER)
    assert not has_role(held.user, other)
    assert roles_at(held.user, held.authority) == {Role.LAWYER}


def test_roles_when_they_are_asked_often_then_the_database_is_asked_once(django_assert_num_queries):
    held = MembershipFactory(role=Role.CASE_OFFICER)
    user = fresh(held.user)

    with django_assert_num_queries(1):
        assert is_officer(user)
        assert has_role(user, held.authority, Role.CASE_OFFICER)
        assert not is_administrator(user)


def test_authorities_when_asked_by_role_then_only_those_where_it_is_held():
    user = UserFactory()
    officer = MembershipFactory(user=user, role=Role.CASE_OFFICER).authority
    auditor = MembershipFactory(user=user, role=Role.AUDITOR).authority
    MembershipFactory()

    assert set(authorities_of(user)) == {officer, auditor}
    assert list(authorities_of(user, Role.AUDITOR, Role.LAWYER)) == [auditor]


@pytest.mark.parametrize(
    ("role", "officer", "administrator"),
    [
        (Role.CASE_OFFICER, True, False),
        (Role.AUDITOR, True, False),
        (Role.REGISTRY_HOLDER, False, False),
        (Role.ADMINISTRATOR, False, True),
    ],
)
def test_officer_when_asked_then_it_is_whoever_works_with_cases(role, officer, administrator):
    user = MembershipFactory(role=role).user

    assert is_officer(user) is officer
    assert is_administrator(user) is administrator


def test_roles_when_nobody_is_signed_in_or_the_account_is_closed_then_there_are_none():
    held = MembershipFactory()
    held.user.is_active = False

    assert not has_role(held.user, held.authority)
    assert not is_officer(AnonymousUser())
    assert not authorities_of(AnonymousUser()).exists()
