"""A form that one administrator has proposed waits for another one."""

import pytest
from django.urls import reverse

from registries.setup.actions.publishing import propose
from reviews.standing import standing_of
from tests.registries.setup.drafting import TODAY, TOMORROW, make_office

pytestmark = pytest.mark.django_db


def test_proposal_when_made_then_waits_for_the_other_administrator_alone(client, time_machine):
    time_machine.move_to(TODAY)
    office = make_office()
    draft = propose(by=office.ada, draft_id=office.draft().pk, valid_from=TOMORROW, at=TODAY)
    waiting = {person: standing_of(person).waiting for person in (office.ada, office.bo, office.officer)}
    assert waiting == {office.ada: 0, office.bo: 1, office.officer: 0}
    client.force_login(office.bo)
    page = client.get(reverse("todo"))
    assert reverse("draft_publish", args=[office.authority.slug, draft.public_id]) in page.content.decode()
