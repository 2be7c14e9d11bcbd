"""Two administrators publish one form at the same moment, on PostgreSQL: one does, the other is told who did."""

from datetime import timedelta

import pytest

from registries.models import FormVersion, Membership, Role, SetupEvent
from registries.setup.actions.publishing import AlreadyPublished, propose, publish
from registries.setup.problems import Refused
from tests.applications.test_simultaneous import at_once
from tests.factories.people import UserFactory
from tests.registries.setup.drafting import make_office

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_publish_when_two_press_at_once_then_one_publishes_and_the_other_is_told_who_did():
    office = make_office()
    cia = UserFactory(name="Cia Admin")
    Membership.objects.create(user=cia, authority=office.authority, role=Role.ADMINISTRATOR)
    draft = office.draft()
    propose(by=office.ada, draft_id=draft.pk, valid_from=office.authority.today() + timedelta(days=1))

    def press(person):
        def verb():
            try:
                return publish(by=person, draft_id=draft.pk, expected_version=2)
            except Refused as refusal:
                return refusal

        return verb

    results = at_once(press(office.bo), press(cia))
    draft.refresh_from_db()
    told = [result for result in results if isinstance(result, AlreadyPublished)]
    assert len([result for result in results if isinstance(result, FormVersion)]) == 1
    assert [draft.published_by.name in str(one) for one in told] == [True]
    assert SetupEvent.objects.filter(kind="form_published").count() == 1
    assert FormVersion.objects.filter(version="Two").count() == 1
