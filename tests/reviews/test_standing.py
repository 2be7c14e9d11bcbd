"""What the bar and the to-do page say of enquiries, and where a registry holder starts."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from applications.actions.enquiry import ask, write
from applications.actions.message import write_message
from applications.models import Application, Duty
from portal.accounts.models import User
from registries.models import Absence, Membership, Role
from reviews.standing import standing_of
from reviews.todo import heaps_for
from tests.factories.people import UserFactory
from tests.factories.world import MONDAY


@pytest.fixture
def enquiry(world):
    world.authority.takes_enquiries = True
    world.authority.save()
    world.people["holder"] = UserFactory(name="Hanna Holder")
    Membership.objects.create(
        user=world.holder, authority=world.authority, role=Role.REGISTRY_HOLDER, registry=world.registry
    )
    words = {"subject": "Hip fractures", "text": "Can it?", "at": MONDAY}
    return ask(by=world.researcher, authority=world.authority, registries=[world.registry], **words)[0]


def labels(client, user) -> list[str]:
    client.force_login(user)
    return [entry["label"] for entry in client.get(reverse("todo")).context["nav"]]


def test_navigation_when_somebody_has_or_answers_enquiries_then_has_them(client, world, enquiry):
    assert labels(client, world.researcher) == ["Registries", "My projects", "Enquiries", "To do"]
    assert labels(client, world.holder) == ["Enquiries", "Registries", "My projects", "To do"]
    assert labels(client, world.outsider) == ["Registries", "My projects", "To do"]
    assert labels(client, world.officer) == ["Desk", "Registries", "To do"]
    enquiry.registry = None
    enquiry.save()
    assert labels(client, world.officer) == ["Desk", "Registries", "Enquiries", "To do"]


def test_start_when_somebody_only_holds_a_registry_then_leads_to_the_questions(client, world, enquiry):
    client.force_login(world.holder)
    assert client.get(reverse("start")).url == reverse("enquiry_list")
    Membership.objects.create(user=world.holder, authority=world.authority, role=Role.CASE_OFFICER)
    assert client.get(reverse("start")).url == reverse("desk")


def test_todo_when_an_enquiry_waits_then_lists_and_counts_it(client, world, enquiry):
    client.force_login(world.holder)
    page = client.get(reverse("todo"))
    assert page.context["todo_count"] == "1"
    assert "Hip fractures" in page.text and "Waits for your answer" in page.text
    write(by=world.holder, enquiry_id=enquiry.pk, text="It can.", at=MONDAY)
    assert "Nothing waits for you" in client.get(reverse("todo")).text
    client.force_login(world.researcher)
    page = client.get(reverse("todo"))
    assert page.context["todo_count"] == "1" and "There is an answer" in page.text


def test_todo_when_a_duty_is_reminded_of_then_lists_its_case(client, world):
    case, day = world.case_at("closed"), MONDAY.date()
    duty = Duty.objects.create(
        application=case, key="report", title={"en": "Report"}, statement={"en": "Done."}, due_on=day, remind_on=day
    )
    client.force_login(world.researcher)
    with time_machine.travel(MONDAY - timedelta(days=1)):
        assert client.get(reverse("todo")).context["heaps"] == []
    with time_machine.travel(MONDAY):
        page = client.get(reverse("todo"))
        assert [list(heap["cases"]) for heap in page.context["heaps"]] == [[case]]
        assert "Duties after a delivery" in page.text
        Duty.objects.filter(pk=duty.pk).update(attested_at=MONDAY, attested_by=world.researcher)
        assert client.get(reverse("todo")).context["heaps"] == []


def test_standing_when_asked_for_then_takes_one_query(world, enquiry, django_assert_num_queries):
    world.case_at("submitted")
    standing_of(world.coordinator)
    with django_assert_num_queries(1):
        standing = standing_of(world.coordinator)
    assert (standing.waiting, standing.has_enquiries) == (1, False)


def test_standing_when_people_have_the_same_roles_then_each_gets_the_own_count(world):
    other = UserFactory(name="Other Officer")
    Membership.objects.create(user=other, authority=world.authority, role=Role.CASE_OFFICER)
    cases = [world.case_at(stage) for stage in ("assigned", "assigned", "delivery", "invoice", "submitted")]
    Application.objects.filter(pk=cases[1].pk).update(officer=other)
    write_message(by=world.researcher, application_id=cases[2].pk, text="When?", at=MONDAY)
    away = {"user": other, "authority": world.authority, "from_on": MONDAY.date(), "to_on": MONDAY.date()}
    with time_machine.travel(MONDAY):
        for person in (*world.people.values(), other):
            in_heaps = sum(len(heap.cases) for heap in heaps_for(person))
            assert standing_of(person).waiting == in_heaps, person
        assert [standing_of(person).waiting for person in (world.officer, other)] == [2, 1]
        Absence.objects.create(**away, stand_in=world.officer, said_by=other, said_at=MONDAY)
        assert standing_of(User.objects.get(pk=world.officer.pk)).waiting == 3


def test_bar_when_an_official_is_in_a_team_then_leads_to_the_projects_until_the_person_leaves(client, world):
    client.force_login(world.officer)
    projects = reverse("project_list")

    def entries() -> list[str]:
        return [entry["url"] for entry in client.get(reverse("todo")).context["nav"]]

    assert projects not in entries()
    member = world.draft().project.members.create(user=world.officer, role="member")
    assert projects in entries()
    member.left_at = MONDAY
    member.save()
    assert projects not in entries()
