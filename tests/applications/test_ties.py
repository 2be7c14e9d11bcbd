"""Conflicts of interest that the portal finds: the same institution as the principal's, or a member's."""

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse

from applications import ties
from applications.actions import team
from applications.models import Application, ProjectMember
from applications.problems import NotReady
from applications.workflow import locked
from portal.accounts.forms import ProfileForm
from portal.accounts.institutions import domain_keys, key_of, keys_in
from registries.models import Authority, Membership
from registries.setup.actions.membership import give_role
from reviews import tasks
from reviews.actions import assignment
from reviews.suggesting import Suggester
from reviews.todo import heaps_for
from tests.factories.people import UserFactory
from tests.factories.world import MONDAY

pytestmark = pytest.mark.django_db


def belongs_to(person, institution: str):
    person.affiliation = institution
    person.save()
    return person


def test_institutions_when_written_in_other_words_then_are_the_same():
    assert key_of("Uppsala University") == key_of("UPPSALA  universitet.") == key_of("Uppsala universitet")
    assert key_of("Uppsala universitet") in keys_in("Institutionen för medicin, Uppsala universitet")
    assert key_of("Institutionen för medicin") not in keys_in("Institutionen för medicin, Uppsala universitet")
    assert domain_keys(["a@medsci.uu.se", "b@example.org", "c@"]) == {key_of("Uppsala universitet")}
    assert keys_in("") == keys_in(" . ") == set()


@pytest.mark.parametrize(
    "written", ["Umeå universitet", "Umeå University", "Enheten för statistik, Umeå universitet", "umeå  UNIVERSITET"]
)
def test_officer_of_the_principals_institution_when_a_case_is_sent_then_it_is_closed_to_that_one(
    client, world, written
):
    belongs_to(world.second_officer, written)
    case = world.case_at("submitted")
    conflict = case.conflicts.get()
    assert (conflict.user, conflict.kind) == (world.second_officer, "principal")
    assert case not in Application.objects.on_desk_of(world.second_officer)
    assert case in Application.objects.on_desk_of(world.officer)
    assert not case.notifications.filter(recipient=world.second_officer).exists()
    assert not [heap for heap in heaps_for(world.second_officer) if case in heap.cases]
    assert Suggester(world.authority).suggest(world.fresh(case)).officer == world.officer
    with pytest.raises(NotReady):
        assignment.assign(by=world.coordinator, application_id=case.pk, officer=world.second_officer, at=MONDAY)
    client.force_login(world.coordinator)
    step = client.get(reverse("desk_step", args=[case.public_id, "assign"])).text
    assert f'<option value="{world.officer.pk}"' in step
    assert f'<option value="{world.second_officer.pk}"' not in step
    client.force_login(world.second_officer)
    answer = client.get(reverse("desk_case", args=[case.public_id]))
    assert answer.status_code == 403 and "you belong to the research principal, Umeå universitet" in answer.text
    assert case.case_number not in client.get(reverse("desk") + "?view=open&words=hip").text


@pytest.mark.parametrize(("language", "said"), [("sv", "du hör till forskningshuvudmannen"), ("nb", "du hører til")])
def test_person_to_whom_a_case_is_closed_when_opening_it_then_is_told_why_in_the_own_language(
    client, world, language, said
):
    belongs_to(world.lawyer, "Umeå universitet")
    case = world.case_at("assigned")
    client.force_login(world.lawyer)
    client.cookies["django_language"] = language
    assert said in client.get(reverse("desk_case", args=[case.public_id]), headers={"accept-language": language}).text


def test_officer_when_known_by_address_login_or_another_authority_then_is_tied_too(world):
    EmailAddress.objects.create(user=world.lawyer, email="l.a@medfak.umu.se", verified=True)
    EmailAddress.objects.create(user=world.auditor, email="auditor@umu.se", verified=False)
    told = {"userinfo": {"schacHomeOrganization": "umu.se", "eduPersonAffiliation": ["employee"]}}
    SocialAccount.objects.create(user=world.finance, provider="feide", uid="1", extra_data=told)
    other = Authority.objects.get(pk=world.authority.pk)
    other.pk, other.slug, other.name = None, "other", {"sv": "Umeå universitet", "en": "Elsewhere"}
    other.save()
    Membership.objects.create(user=world.data_manager, authority=other, role="lawyer")
    case = world.case_at("submitted")
    assert set(case.conflicts.values_list("user", flat=True)) == {
        world.lawyer.pk,
        world.finance.pk,
        world.data_manager.pk,
    }


def test_officer_of_a_members_institution_when_the_member_joins_or_moves_then_the_case_is_closed(world):
    belongs_to(world.second_officer, "Sahlgrenska sjukhuset")
    belongs_to(world.lawyer, "Region Skåne")
    case = world.case_at("assigned")
    assert not case.conflicts.exists()
    project = case.project
    member = ProjectMember(project=project, role="member", user=belongs_to(world.outsider, "Sahlgrenska sjukhuset"))
    team.joined(project, member, MONDAY)
    assert [row.user for row in case.conflicts.all()] == [world.second_officer]
    team.say_access(by=world.outsider, project=project, statement=team.Statement(affiliation="Region Skåne"), at=MONDAY)
    found = case.conflicts.get(user=world.lawyer)
    assert (found.kind, found.institution) == ("member", "Region Skåne")
    event = case.events.filter(kind="conflict_found").last()
    assert event.details == {"people": [world.lawyer.pk], "stepped_down": False}
    assert "Skåne" not in str(event.details)


def test_people_of_the_authority_when_it_is_the_principal_itself_then_are_not_locked_out(world):
    world.authority.name = {"sv": "Umeå universitet", "en": "Umeå University"}
    world.authority.save()
    for person in (world.officer, world.coordinator, world.lawyer):
        belongs_to(person, "Umeå universitet")
    case = world.case_at("legal_review")
    assert not case.conflicts.exists()
    assert case.officer == world.officer


def test_officer_who_moves_when_having_the_case_then_loses_it_and_the_coordinators_are_told(world):
    case, other = world.case_at("legal_review"), world.case_at("closed")
    belongs_to(world.officer, "Umeå universitet")
    tasks.find_ties_of(world.officer.pk)
    case = world.fresh(case)
    assert (case.officer, case.stage) == (None, "legal_review")
    assert case.notifications.get(template="case_without_officer").recipient == world.coordinator
    assert case.conflicts.get().user == world.officer
    assert not other.conflicts.exists()  # what has ended is not looked at
    number = case.events.count()
    tasks.find_ties()
    assert (case.conflicts.count(), case.events.count()) == (1, number)


def test_profile_and_role_when_changed_then_a_worker_is_asked_to_look(
    world, monkeypatch, django_capture_on_commit_callbacks
):
    asked = []
    monkeypatch.setattr("portal.accounts.moving._ask", asked.append)
    values = {"name": "Olle", "affiliation": "Umeå universitet", "language": "en", "title": "", "telephone": ""}
    with django_capture_on_commit_callbacks(execute=True):
        assert ProfileForm(values, instance=world.officer).save()
        assert ProfileForm(values | {"name": "Other"}, instance=world.officer).save()
        give_role(by=world.administrator, authority=world.authority, email=world.outsider.email, role="lawyer")
    assert asked == [world.officer.pk, world.outsider.pk]


def test_officer_with_a_tie_of_today_when_given_the_case_then_is_refused_before_any_night(world):
    case, taken = world.case_at("submitted"), world.case_at("assigned")
    belongs_to(world.second_officer, "Umeå universitet")
    for give, one in ((assignment.assign, case), (assignment.reassign, taken)):
        with pytest.raises(NotReady, match="institution of the project: Umeå universitet"):
            give(by=world.coordinator, application_id=one.pk, officer=world.second_officer, at=MONDAY)


def test_tie_when_lifted_by_a_coordinator_then_is_not_found_again_until_the_person_moves(client, world):
    belongs_to(world.second_officer, "Umeå universitet")
    case = world.case_at("assigned")
    conflict = case.conflicts.get()
    client.force_login(world.coordinator)
    assert (
        "belongs to the research principal, Umeå universitet"
        in client.get(reverse("desk_case", args=[case.public_id])).text
    )
    step = reverse("desk_step", args=[case.public_id, "lift_conflict"])
    typed = {"do": "lift_conflict", "conflict": conflict.pk}
    assert client.post(step, typed).status_code == 422
    assert client.post(step, typed | {"reason": "Left it in May."}).status_code == 302
    assert case.events.last().kind == "tie_lifted"
    assert case in Application.objects.on_desk_of(world.second_officer)
    assert ties.find_of(world.second_officer, MONDAY) == 0
    assignment.reassign(by=world.coordinator, application_id=case.pk, officer=world.second_officer, at=MONDAY)
    project = case.project
    ProjectMember.objects.filter(project=project).update(affiliation="Region Skåne")
    belongs_to(world.second_officer, "Region Skåne")
    assert ties.find_of(world.second_officer, MONDAY) == 1
    assert world.fresh(case).officer is None


def test_member_of_the_project_when_former_then_is_told_why_and_nothing_can_be_lifted(client, world):
    case = world.case_at("assigned")
    ProjectMember.objects.create(project=case.project, role="member", user=world.second_officer, left_at=MONDAY)
    belongs_to(world.second_officer, "Umeå universitet")
    assert ties.find_in(case.pk, MONDAY) == []
    client.force_login(world.second_officer)
    answer = client.get(reverse("desk_case", args=[case.public_id]))
    assert answer.status_code == 403 and "you are or were a member of the project" in answer.text
    with pytest.raises(NotReady, match="is or was a member"):
        assignment.reassign(by=world.coordinator, application_id=case.pk, officer=world.second_officer, at=MONDAY)
    client.force_login(world.coordinator)
    step = reverse("desk_step", args=[case.public_id, "lift_conflict"])
    assert step not in client.get(reverse("desk_case", args=[case.public_id])).text


def test_outsider_when_opening_a_case_then_learns_nothing_of_it(client, world):
    case = world.case_at("assigned")
    client.force_login(belongs_to(UserFactory(), "Umeå universitet"))
    assert client.get(reverse("desk_case", args=[case.public_id])).status_code == 404


def test_ties_when_looked_for_then_take_the_same_queries_for_few_and_many_people(world, django_assert_max_num_queries):
    case = world.case_at("assigned")
    for _number in range(10):
        Membership.objects.create(user=UserFactory(affiliation="Other"), authority=world.authority, role="lawyer")
    case = locked(case.pk)
    with django_assert_max_num_queries(9):
        assert ties.find(case, MONDAY) == []


def test_page_that_is_closed_when_shown_then_says_whom_to_tell_and_not_to_ask_for_a_role(client, world):
    belongs_to(world.lawyer, "Umeå universitet")
    case = world.case_at("assigned")
    client.force_login(world.lawyer)
    page = client.get(reverse("desk_case", args=[case.public_id])).text
    assert "Is that not so? Tell the coordinator of your authority." in page
    assert "give you the role" not in page
