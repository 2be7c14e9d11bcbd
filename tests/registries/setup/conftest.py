"""An authority with its administrator, and a browser in which that person is signed in."""

import pytest
from django.test import Client

from registries.models import Membership, Role
from tests.factories.people import UserFactory
from tests.factories.registries import AuthorityFactory, RegistryFactory, VariableFactory


@pytest.fixture
def authority(db):
    return AuthorityFactory(slug="agency")


@pytest.fixture
def administrator(authority):
    person = UserFactory(name="Ada Administrator", email="ada@example.org")
    Membership.objects.create(user=person, authority=authority, role=Role.ADMINISTRATOR)
    return person


@pytest.fixture
def officer(authority):
    person = UserFactory(name="Olle Officer", email="olle@example.org")
    Membership.objects.create(user=person, authority=authority, role=Role.CASE_OFFICER)
    return person


@pytest.fixture
def browser(administrator):
    client = Client()
    client.force_login(administrator)
    return client


@pytest.fixture
def registry(authority):
    return RegistryFactory(authority=authority, slug="patients", name={"sv": "Patientregistret", "en": "Patients"})


@pytest.fixture
def variable(registry):
    return VariableFactory(registry=registry, name="HDIA", label={"sv": "Huvuddiagnos", "en": "Main diagnosis"})
