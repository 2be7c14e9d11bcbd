"""Colleagues who are mentioned in a note are told, and the note waits for them until they have read it."""

import pytest
from django.core import mail
from django.urls import reverse

from applications import sending
from applications.problems import NotReady
from portal.accounts.mail_choices import choose
from reviews.actions.note import write_note
from reviews.models import NoteMention
from reviews.standing import standing_of
from tests.factories.people import UserFactory
from tests.factories.world import MONDAY


def test_note_when_it_mentions_a_colleague_then_waits_for_that_person_until_read(client, world):
    case = world.case_at("assigned")
    page = reverse("desk_dialogue", args=[case.public_id])
    client.force_login(world.officer)
    asked = client.get(page).context["forms"]["note"].fields["mentions"].queryset
    assert world.lawyer in asked and world.auditor in asked and world.administrator in asked
    assert not {world.officer, world.researcher, world.outsider} & set(asked)
    people = [world.lawyer.pk, world.finance.pk]
    assert client.post(page, {"do": "note", "text": "Is this allowed?", "mentions": people}).status_code == 302
    told = case.notifications.filter(template="mentioned_in_note")
    assert {row.recipient for row in told} == {world.lawyer, world.finance}
    assert case.events.last().details["people"] == sorted(people)
    assert "mentioned in a note: Finance, Lawyer" in client.get(reverse("desk_history", args=[case.public_id])).text
    sending.send(told.get(recipient=world.lawyer).pk)
    assert page in mail.outbox[-1].body and "Is this allowed?" not in mail.outbox[-1].body
    # The lawyer finds it under what waits, reads it, and it waits no more.
    client.force_login(world.lawyer)
    todo = client.get(reverse("todo"))
    assert [str(heap["title"]) for heap in todo.context["heaps"]] == ["Notes that mention you"]
    assert page in todo.text and todo.context["todo_count"] == "1"
    assert "mentions you" in client.get(page).text
    assert "mentions you" not in client.get(page).text
    assert standing_of(world.lawyer).waiting == 0 and standing_of(world.finance).waiting == 1
    assert list(NoteMention.objects.filter(read_at=None).values_list("user", flat=True)) == [world.finance.pk]


def test_note_when_it_mentions_somebody_who_may_not_see_the_case_then_is_refused_and_kept(client, world):
    case = world.case_at("assigned")
    member = UserFactory()
    case.project.members.create(user=world.data_manager, role="member")
    page = reverse("desk_dialogue", args=[case.public_id])
    client.force_login(world.officer)
    for person in (member, world.researcher, world.data_manager):
        answer = client.post(page, {"do": "note", "text": "Look at this.", "mentions": [person.pk]})
        assert answer.status_code == 422 and "Look at this." in answer.text
        with pytest.raises(NotReady, match="Only colleagues"):
            write_note(by=world.officer, application_id=case.pk, text="Look.", mentions=[person], at=MONDAY)
    assert not case.notes.filter(text__startswith="Look").exists() and not NoteMention.objects.exists()
    choose(by=world.lawyer, chosen={"mentions": "none"})
    write_note(by=world.officer, application_id=case.pk, text="Look.", mentions=[world.lawyer], at=MONDAY)
    assert not case.notifications.filter(template="mentioned_in_note").exists()
    assert standing_of(world.lawyer).waiting == 1
