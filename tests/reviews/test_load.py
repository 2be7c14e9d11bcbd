"""The load of the officers, who is suggested and why, and who handles the cases of somebody who is away."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from applications.actions.specification import accept
from applications.models import Application
from applications.problems import NotAllowed, NotReady
from portal.accounts.models import User
from registries.models import Absence, AssignmentRule, Competence, Membership, Role
from registries.roles import stands_in_for
from reviews.actions import absence, assignment, note, time_entry
from reviews.load import load_of
from reviews.suggesting import Suggester
from reviews.todo import heaps_for
from tests.factories.people import UserFactory
from tests.factories.world import MONDAY

WEEK = {"from_on": date(2026, 9, 7), "to_on": date(2026, 9, 11)}


def fresh(user) -> User:
    """The person as the next request reads it: roles and absences are read once for each."""
    return User.objects.get(pk=user.pk)


def send_away(world, *, by=None, officer=None, stand_in=None, **days) -> Absence:
    away = absence.Away(stand_in=stand_in or world.second_officer, **(WEEK | days))
    said = {"by": by or world.officer, "officer": officer or world.officer, "at": MONDAY}
    return absence.say_absence(authority=world.authority, away=away, **said)


def knows(world, user, *registries, languages=()) -> None:
    membership = Membership.objects.get(user=user, role=Role.CASE_OFFICER)
    Competence.objects.create(membership=membership, languages=list(languages)).registries.set(registries)


@time_machine.travel(MONDAY)
def test_load_when_cases_differ_then_counts_hours_deadlines_and_absence_in_few_queries(
    world, django_assert_max_num_queries
):
    world.fees.usual_hours_min, world.fees.usual_hours_max = 20, 40
    world.fees.save()
    world.case_at("assigned", at=MONDAY - timedelta(days=365))
    specified = world.case_at("specification")
    world.propose(specified, hours=Decimal(25))
    time_entry.write_time(
        by=world.officer, application_id=specified.pk, day=MONDAY.date(), hours=Decimal(5), work="extraction", at=MONDAY
    )
    world.case_at("closed")
    send_away(world, by=world.coordinator)
    with django_assert_max_num_queries(7):
        officer, second = load_of([world.authority])
    assert (officer.cases, officer.overdue, officer.hours) == (2, 1, Decimal(30 + 20))
    assert officer.nearest < MONDAY.date()
    assert officer.away.stand_in == world.second_officer
    assert (second.cases, second.hours, second.nearest, second.away) == (0, 0, None, None)


def test_load_page_when_opened_then_is_for_coordinators_alone(client, world):
    case = world.case_at("assigned")
    knows(world, world.officer, world.registry, languages=["nb"])
    client.force_login(world.coordinator)
    page = client.get(reverse("desk_load")).content.decode()
    assert "Officer" in page
    assert "Patient register" in page
    assert "Norwegian" in page
    assert '<rect class="load-part" width="100"' in page
    assert reverse("desk_load") in client.get(reverse("desk")).content.decode()
    client.force_login(world.officer)
    assert client.get(reverse("desk_load")).status_code == 403
    assert case.officer == world.officer


def test_officer_when_suggested_then_by_rules_of_the_authority_and_never_whoever_is_away(world):
    world.fees.usual_hours_min, world.fees.usual_hours_max = 20, 40
    world.fees.save()
    case = world.case_at("submitted")
    assert Suggester(world.authority).suggest(case).because == "Has 0 open cases."
    world.case_at("assigned")
    found = Suggester(world.authority).suggest(case)
    assert (found.officer, found.because) == (world.second_officer, "Has 0 open cases, the fewest.")
    knows(world, world.officer, world.registry)
    found = Suggester(world.authority).suggest(case)
    assert (found.officer, found.because) == (world.officer, "Knows Patient register and has 1 open case.")

    AssignmentRule.objects.create(authority=world.authority, position=1, looks_at="registry", when="kind == 'change'")
    AssignmentRule.objects.create(authority=world.authority, position=2, looks_at="earlier")
    AssignmentRule.objects.create(authority=world.authority, position=3, looks_at="hours")
    found = Suggester(world.authority).suggest(case)
    assert (found.officer, found.because) == (world.second_officer, "Has 0 hours left to work, the fewest.")
    Application.objects.create(
        **{name: getattr(case, name) for name in ("project", "authority", "procedure", "form_version", "language")},
        created_by=world.researcher,
        officer=world.officer,
        title="Another",
    )
    found = Suggester(world.authority).suggest(world.fresh(case))
    assert found.officer == world.officer
    assert found.because.startswith("Has had another case of the project")
    AssignmentRule.objects.filter(position=1).update(when="'patients' in registries and language == 'en'")
    assert Suggester(world.authority).suggest(world.fresh(case)).because.startswith("Knows Patient register")

    send_away(world, from_on=date(2026, 9, 1), to_on=date(2999, 1, 1))
    assert Suggester(world.authority).suggest(world.fresh(case)).officer == world.second_officer
    assignment.declare_conflict(by=world.second_officer, application_id=case.pk, reason="A friend.", at=MONDAY)
    assert Suggester(world.authority).suggest(world.fresh(case)) is None
    with pytest.raises(ValidationError):
        AssignmentRule(authority=world.authority, position=4, looks_at="cases", when="colour == 'red'").full_clean()


def test_assign_page_when_opened_then_says_whom_it_suggests_and_why(client, world):
    case = world.case_at("submitted")
    knows(world, world.second_officer, world.registry)
    client.force_login(world.coordinator)
    page = client.get(reverse("desk_step", args=[case.public_id, "assign"])).content.decode()
    assert "Suggested: Second Officer. Knows Patient register and has 0 open cases." in page
    assert f'<option value="{world.second_officer.pk}" selected>' in page


@time_machine.travel(MONDAY)
def test_stand_in_when_the_officer_is_away_then_acts_and_is_told_until_it_is_over(client, world):
    case = world.case_at("assigned")
    stand_in = world.second_officer
    assert not fresh(stand_in).has_perm("applications.check", case)
    kept = send_away(world)
    assert stands_in_for(fresh(stand_in)) == {world.authority.pk: {world.officer.pk}}
    assert fresh(stand_in).has_perm("applications.check", case)
    assert list(Application.objects.on_desk_of(stand_in).mine(fresh(stand_in))) == [case]
    assert [list(heap.cases) for heap in heaps_for(fresh(stand_in)) if "your turn" in str(heap.title)] == [[case]]
    client.force_login(stand_in)
    assert "you stand in for Officer" in client.get(reverse("desk") + "?view=mine").content.decode()
    page = client.get(reverse("desk_case", args=[case.public_id])).content.decode()
    assert "You stand in" in page
    assert "It is your turn" in page

    world.people["second_officer"] = fresh(stand_in)
    note.write_note(by=world.second_officer, application_id=case.pk, text="In the place of a colleague.", at=MONDAY)
    case = world.case_at("confidentiality_decision")
    assert case.notifications.get(template="specification_accepted").recipient == stand_in

    absence.take_back(by=world.officer, absence=kept, at=MONDAY)
    assert not fresh(stand_in).has_perm("applications.check", case)
    with time_machine.travel(MONDAY + timedelta(days=7)):
        send_away(world, from_on=date(2026, 9, 14), to_on=date(2026, 9, 15))
        assert stands_in_for(fresh(stand_in))
    with time_machine.travel(MONDAY + timedelta(days=9)):
        assert not stands_in_for(fresh(stand_in))


@time_machine.travel(MONDAY)
def test_stand_in_when_the_case_is_closed_to_the_person_then_has_no_part_and_the_officer_is_told(world):
    case = world.case_at("specification")
    world.propose(case)
    send_away(world)
    assignment.declare_conflict(by=fresh(world.second_officer), application_id=case.pk, reason="Kin.", at=MONDAY)
    assert not fresh(world.second_officer).has_perm("applications.check", world.fresh(case))
    accept(by=world.researcher, application_id=case.pk, specification_version=1, at=MONDAY)
    assert case.notifications.get(template="specification_accepted").recipient == world.officer


@time_machine.travel(MONDAY)
def test_absence_when_it_does_not_fit_then_every_reason_is_told_and_others_may_not_say_it(world):
    send_away(world)
    for wrong, sentence in (
        ({"to_on": date(2026, 9, 1)}, "The last day lies before the first one. The absence is over already."),
        ({"stand_in": world.officer}, "Choose somebody else as the stand-in."),
        ({"stand_in": world.lawyer}, "The stand-in is no case officer at the authority."),
        ({}, "An absence in these days is kept already."),
        ({"officer": world.second_officer, "stand_in": world.officer}, "The stand-in is away in these days, too."),
        ({"officer": world.second_officer, "stand_in": world.officer}, "stands in for somebody else in these days."),
    ):
        with pytest.raises(NotReady) as refusal:
            send_away(world, by=world.coordinator, **wrong)
        assert sentence in str(refusal.value)
    for who, officer in ((world.lawyer, world.officer), (world.coordinator, world.lawyer)):
        with pytest.raises(NotAllowed):
            send_away(world, by=who, officer=officer)
    for wrong in ({"to_on": date(2026, 9, 1)}, {"stand_in": world.officer}):
        fields = WEEK | {"authority": world.authority, "user": world.officer, "stand_in": world.second_officer} | wrong
        with pytest.raises(IntegrityError), transaction.atomic():
            Absence.objects.create(said_by=world.officer, said_at=MONDAY, **fields)


@time_machine.travel(MONDAY)
def test_page_of_an_officer_when_used_then_keeps_absence_and_competence(client, world):
    address = reverse("desk_officer", args=[world.authority.slug, world.officer.public_id])
    client.force_login(world.officer)
    assert reverse("desk_absence") in client.get(reverse("desk")).content.decode()
    assert client.get(reverse("desk_absence")).url == address
    typed = {"do": "absence", "from_on": "2026-09-07", "to_on": "2026-09-09", "stand_in": world.second_officer.pk}
    assert client.post(address, typed).status_code == 302
    assert client.post(address, typed).status_code == 409
    assert client.post(address, {"do": "absence"}).status_code == 422
    assert client.post(address, {"do": "burn"}).status_code == 404
    kept = Absence.objects.get()
    page = client.get(address).content.decode()
    assert "Second Officer stands in" in page
    assert "Registries that the officer knows" not in page
    assert client.post(address, {"do": "competence", "languages": ["nb"]}).status_code == 403
    assert client.post(address, {"do": "take_back", "absence": "x"}).status_code == 404
    assert client.post(address, {"do": "take_back", "absence": kept.pk}).status_code == 302
    assert "No absence is kept." in client.get(address).content.decode()

    client.force_login(world.coordinator)
    knows_now = {"do": "competence", "languages": ["nb", "sv"], "registries": [world.registry.pk]}
    assert client.post(address, knows_now).status_code == 302
    assert client.get(address).context["competence"].initial["languages"] == ["nb", "sv"]
    client.force_login(world.second_officer)
    assert client.get(address).status_code == 403
    client.force_login(UserFactory())
    assert client.get(address).status_code == 403
