"""Who at the authority opened which document: written down, hashed, and beside the case that it is about."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.urls import reverse

from applications.chains import broken_links
from applications.models import Reading
from applications.readings import note
from tests.applications.applicant import address, page_of, signed_in
from tests.factories.place import enclose
from tests.factories.world import make_world


@pytest.fixture
def case(world):
    case = world.case_at("assigned")
    enclose(case, world.researcher)
    return case


def opened(case) -> list[tuple]:
    return list(case.readings.values_list("number", "kind", "by__email"))


def test_file_when_opened_at_the_desk_then_is_a_reading_and_the_case_stays_as_it_is(world, case):
    before = world.fresh(case)
    client, other = signed_in(world.officer), signed_in(world.lawyer)
    attachment = case.attachments.get().public_id
    letter = case.documents.first().public_id
    where = reverse("desk_attachment", args=[case.public_id, attachment])
    client.get(where)  # only led on to the signed link
    assert opened(case) == []
    assert client.get(where, follow=True).status_code == 200
    assert other.get(reverse("desk_document", args=[case.public_id, letter]), follow=True).status_code == 200
    assert opened(case) == [(1, "attachment", "officer@example.org"), (2, "document", "lawyer@example.org")]
    assert [str(row.subject) for row in case.readings.all()] == [str(attachment), str(letter)]
    after = world.fresh(case)
    assert (after.version, after.deadline_on, after.waiting_for, after.events.count()) == (
        *(before.version, before.deadline_on, before.waiting_for),
        before.events.count(),
    )
    assert broken_links(after) == []


def test_file_when_opened_by_the_team_or_refused_then_is_no_reading(world, case):
    attachment = case.attachments.get().public_id
    assert signed_in(world.researcher).get(address(case, f"attachments/{attachment}/"), follow=True).status_code == 200
    where = reverse("desk_attachment", args=[case.public_id, attachment])
    for person in (world.researcher, world.outsider):
        signed_in(person).get(where, {"key": "guessed"})
    signed_in(world.officer).get(where, {"key": "guessed"})
    assert opened(case) == []


def test_readings_when_there_are_some_then_the_desk_sees_them_and_the_applicant_does_not(world, case):
    client = signed_in(world.officer)
    history = reverse("desk_history", args=[case.public_id])
    assert "Nobody at the authority has opened" in client.get(history).text
    client.get(reverse("desk_attachment", args=[case.public_id, case.attachments.get().public_id]), follow=True)
    page = client.get(history).text
    assert "Who opened what" in page and "approval.pdf" in page
    assert "Who opened what" not in page_of(signed_in(world.researcher), case)
    for _ in range(51):
        note(case, Reading.Kind.DOCUMENT, subject=case.documents.first().public_id, by=world.officer)
    assert "2 earlier openings are kept" in client.get(history).text


def test_harm_assessment_when_its_page_is_opened_then_is_a_reading(world):
    world.procedure.review_kind = "harm_assessment"
    world.procedure.save()
    case = world.case_at("legal_review")
    client = signed_in(world.officer)
    where = reverse("desk_legal", args=[case.public_id])
    assert client.get(where).status_code == 200
    assert opened(case) == []  # nothing is recorded yet
    case.legal_reviews.create(
        held_on="2026-09-07",
        decision_maker=world.decision_maker,
        advised_by="The steering group",
        advice="None.",
        advised_on="2026-09-07",
        assessment="No harm.",
        outcome="proceed",
        recorded_by=world.decision_maker,
        recorded_at="2026-09-07T10:00:00Z",
    )
    assert client.get(where).status_code == 200
    assert opened(case) == [(1, "assessment", "officer@example.org")]


def test_reading_when_noted_then_asks_the_database_few_things(world, case, django_assert_max_num_queries):
    subject = case.attachments.get().public_id
    with django_assert_max_num_queries(4):  # the newest one, the new one, and a savepoint around them
        note(case, Reading.Kind.ATTACHMENT, subject=subject, by=world.officer)


def test_chain_of_readings_when_a_link_was_forged_then_is_found(world, case):
    for _ in range(3):
        note(case, Reading.Kind.ATTACHMENT, subject=case.public_id, by=world.officer)
    forged = case.readings.get(number=2)
    forged.pk, forged.number, forged.by = None, 5, world.lawyer
    forged.save()
    assert broken_links(case) == ["reading 4 is missing", "reading 5 is not as it was written"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_readings_when_many_open_at_once_then_each_gets_its_link():
    world = make_world()
    case = world.case_at("submitted")
    barrier = Barrier(6)

    def read(_number):
        try:
            barrier.wait(timeout=10)
            note(case, Reading.Kind.DOCUMENT, subject=case.public_id, by=world.officer)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(read, range(6)))
    assert [number for number, _kind, _by in opened(case)] == [1, 2, 3, 4, 5, 6]
    assert broken_links(case) == []
