import pytest

from registries.loading import load_catalogue
from registries.models import Authority
from tests.factories.once import taken_back


@pytest.fixture(scope="module")
def loaded(request, django_db_setup, django_db_blocker):
    """The authority of the module's FOLDER is in the database, for all of its tests."""
    with django_db_blocker.unblock(), taken_back():
        load_catalogue(request.module.FOLDER)
        yield


@pytest.fixture
def authority(request, loaded, db) -> Authority:
    """The authority of the module's FOLDER, as fresh as if it had been loaded for this test."""
    return Authority.objects.get(slug=request.module.FOLDER.name)
