"""The demonstration: invented people, and a case in every stage that one can have come to."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from applications.events import broken_links
from applications.models import Application, Enquiry, Notification, Project
from applications.places import places_of
from portal.accounts.models import User
from registries.models import Authority, StageKey
from reviews.models import AgendaItem, LegalMeeting
from tests.factories.once import taken_back


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demonstration is in the database, for all tests; gives the folder that it wrote to."""
    folder = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), override_settings(DEMO=True, VAR_DIR=folder), taken_back():
        call_command("load_catalogue", verbosity=0)
        call_command("load_demo", stdout=StringIO())
        yield folder


@pytest.fixture
def demo(loaded, db):
    return loaded


def test_demo_when_loaded_then_has_a_case_in_every_stage_that_time_allows(demo):
    stages = set(Application.objects.values_list("stage", flat=True))
    assert stages == set(StageKey.values) - {StageKey.ARCHIVED}  # no retention has passed yet
    assert all(broken_links(case) == [] for case in Application.objects.all())
    assert Application.objects.overdue().exists()
    assert Application.objects.awaiting_applicant().exists()
    assert Notification.objects.filter(state="waiting").exists()
    answered = {enquiry.messages.filter(from_authority=True).exists() for enquiry in Enquiry.objects.all()}
    assert answered == {True, False}
    assert LegalMeeting.objects.ahead().filter(items__state="standing").exists()


def test_demo_when_loaded_then_case_numbers_follow_the_days(demo):
    for authority in Authority.objects.all():
        sent = authority.applications.exclude(case_number="").order_by("case_year", "case_sequence")
        days = list(sent.values_list("submitted_at", flat=True))
        assert len(days) > 1, f"{authority} has too few cases to look at."
        assert days == sorted(days)


def test_demo_when_loaded_twice_then_is_there_once_and_names_its_accounts(demo):
    before = [model.objects.count() for model in (Application, User, Enquiry, AgendaItem)]
    call_command("load_demo", stdout=(said := StringIO()))
    assert [model.objects.count() for model in (Application, User, Enquiry, AgendaItem)] == before
    assert (demo / "demo-accounts.txt").read_text() == said.getvalue()
    assert "oskar@demo.example" in said.getvalue()


def test_demo_when_the_portal_is_real_then_is_refused(db, settings):
    settings.DEMO = False
    before = User.objects.count()
    with pytest.raises(CommandError):
        call_command("load_demo")
    assert User.objects.count() == before


def test_demo_when_a_project_has_cases_at_several_authorities_then_all_say_what_the_project_says(client, demo):
    project = Project.objects.get(title__startswith="Höftfrakturer och inkomst")
    places = [(name, place) for name, found in places_of(project).items() for place in found]
    assert len({place.case for _name, place in places}) == project.applications.count() > 2
    assert not [(name, str(place.case.authority)) for name, place in places if place.differs or place.is_alone]
    User.objects.update(language="en")
    client.force_login(project.created_by)
    page = client.get(f"/projects/{project.public_id}/facts/").content.decode()
    assert "So in:" in page and "only here" not in page and "differs" not in page
    assert [set(one.details["facts"]) for one in project.events.filter(kind="facts_changed")] == [
        set(project.facts.exclude(name="title").values_list("name", flat=True))  # that was told when it was begun
    ]
