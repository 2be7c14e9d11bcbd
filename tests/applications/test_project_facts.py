"""Facts of a project: written by the form that answers first, followed by the others, changed for one case or all."""

import re
from datetime import date

import pytest

from applications.actions import answers as writing
from applications.actions.application import start_application, submit
from applications.actions.approval import remove_approval, save_approval
from applications.actions.project_fact import (
    StaleFacts,
    make_project_answer,
    save_facts,
    take_from_case,
    use_project_answer,
)
from applications.actions.team import Statement, change_rights, hand_over, say_access
from applications.models import Answers, Approval, ProjectFact, ProjectMember
from applications.problems import NotAllowed, NotReady
from registries.models import FormVersion
from tests.applications.applicant import fill, page_of, researchers_browser, signed_in  # noqa: F401
from tests.factories.people import UserFactory
from tests.factories.world import ANSWERS, MONDAY, World, make_authority, make_procedure

UMEA, LUND = ANSWERS["principal"], {"name": "Lunds universitet", "number": "202100-3211"}
RUT = {"name": "Rut", "title": "Professor", "email": "rut@example.org", "telephone": ""}
PURPOSE = {"key": "purpose", "kind": "long_text", "fact": "project.purpose", "label": {"en": "Purpose"}}
OTHER_FORM = [
    {
        "key": "all",
        "title": {"en": "Everything"},
        "questions": [
            {"key": "who", "kind": "organisation", "fact": "project.principal", "label": {"en": "Institution"}},
            {"key": "name", "kind": "text", "fact": "project.title", "label": {"en": "Name"}},
            {
                "key": "head",
                "kind": "person",
                "fact": "project.representative",
                "options": {"without": ["title"]},
                "label": {"en": "Head"},
            },
            {"key": "why", "kind": "text_or_reference", "fact": "project.purpose", "label": {"en": "Why"}},
            {"key": "people", "kind": "people", "fact": "project.members", "label": {"en": "People"}},
            {
                "key": "approvals",
                "kind": "approvals",
                "fact": "project.approvals",
                "label": {"en": "Approvals"},
                "choices": [{"key": "ethics", "label": {"en": "Ethics"}}],
            },
        ],
    }
]


@pytest.fixture
def here(world: World):
    """A draft at the world's authority, which also asks for the purpose; nothing is answered."""
    world.form.schema["sections"][1]["questions"].append(PURPOSE)
    FormVersion.objects.bulk_update([world.form], ["schema"])
    return world.draft(whole=False)


@pytest.fixture
def there(world: World, here):
    """A draft of the same project at another authority, with other questions for the same facts."""
    authority = make_authority("another-agency")
    make_procedure(authority)
    FormVersion.objects.create(
        authority=authority, version="O", valid_from=date(2019, 1, 1), schema={"sections": OTHER_FORM}
    )
    return start_application(
        by=world.researcher, authority=authority, title=here.title, project=here.project, at=MONDAY
    )


def values(case) -> dict:
    return Answers.objects.get(application=case).values


def own(case) -> list:
    return Answers.objects.get(application=case).own


def save(world, case, section="all", **typed):
    answers = Answers.objects.get(application=case)
    writing.save_section(
        by=world.researcher,
        application_id=case.pk,
        section=section,
        typed=typed,
        version=answers.version_of(section),
    )


def tell(world, case, *, versions=None, **typed):
    return save_facts(by=world.researcher, project_id=case.project_id, typed=typed, versions=versions or {}, at=MONDAY)


def test_fact_when_a_form_answers_it_first_then_other_drafts_have_it_and_change_with_it(world, here, there):
    save(world, here, "principal", principal=UMEA, representative=RUT)
    assert values(there)["who"] == UMEA
    assert values(there)["head"] == {"name": "Rut", "email": "rut@example.org", "telephone": ""}
    save(world, here, "principal", principal=LUND)
    assert values(there)["who"] == LUND and own(there) == []
    assert ProjectFact.objects.get(name="principal").origin == here
    assert Answers.objects.get(application=there).version_of("all") == 0  # a page that is open stays good


def test_fact_when_a_case_changes_it_then_is_its_own_until_it_says_the_same_again(world, here, there):
    save(world, here, "principal", principal=UMEA)
    save(world, there, who=LUND)
    assert own(there) == ["who"] and values(here)["principal"] == UMEA
    save(world, here, "principal", principal=UMEA | {"name": "Umeå University"})
    assert values(there)["who"] == LUND
    save(world, there, who=UMEA | {"name": "Umeå University"})
    assert own(there) == []
    save(world, here, "principal", principal=UMEA)
    assert values(there)["who"] == UMEA


def test_draft_when_begun_in_a_project_that_has_facts_then_is_filled_from_them(world, here, there):
    save(world, here, "study", purpose="To know.")
    tell(world, here, representative=RUT)
    third = start_application(
        by=world.researcher, authority=there.authority, title="Another title", project=here.project, at=MONDAY
    )
    assert values(third)["why"] == {"text": "To know.", "reference": ""}
    assert values(third)["head"]["name"] == "Rut"
    assert (values(third)["name"], own(third)) == ("Another title", ["name"])
    assert values(there)["name"] == here.title == world.fresh(here).project.title


def test_fact_when_it_stands_in_an_attachment_of_one_authority_then_says_nothing_to_the_others(world, here, there):
    save(world, there, why={"text": "", "reference": "page 3"})
    assert not ProjectFact.objects.filter(name="purpose", value="page 3").exists()
    save(world, here, "study", purpose="To know.")
    assert own(there) == ["why"] and values(there)["why"]["reference"] == "page 3"


def test_fact_when_a_form_asks_for_fewer_parts_then_the_others_stay_of_the_same_person(world, here, there):
    tell(world, here, representative=RUT)
    make_project_answer(
        by=world.researcher,
        application_id=there.pk,
        question=_with(world, there, head={"name": "Rut", "email": "r@b.se"}),
    )
    assert values(here)["representative"]["title"] == "Professor"
    assert values(here)["representative"]["email"] == "r@b.se"
    save(world, there, head={"name": "Bo", "email": "bo@example.org", "telephone": ""})
    assert values(here)["representative"] == {"name": "Bo", "title": "", "email": "bo@example.org", "telephone": ""}


def _with(world, case, **typed) -> str:
    save(world, case, **typed)
    return next(iter(typed))


def test_title_when_changed_in_the_form_that_was_first_then_project_and_drafts_are_called_so(world, here, there):
    save(world, here, "study", title="Hips")
    assert world.fresh(here).project.title == world.fresh(there).title == values(there)["name"] == "Hips"
    save(world, there, name="Hips in Norway")
    assert world.fresh(here).project.title == "Hips" and world.fresh(there).title == "Hips in Norway"


def test_title_when_changed_in_another_form_then_is_that_case_s_own_with_both_ways_back(world, browser, here, there):
    assert "From the project" in _note_on_name(browser, there)
    save(world, there, name="Hips in Norway")
    assert (own(there), world.fresh(there).title) == (["name"], "Hips in Norway")
    assert values(here).get("title") == world.fresh(here).project.title == world.fresh(here).title == here.title
    note = _note_on_name(browser, there)
    assert here.title in note and "use_project:name" in note and "make_project:name" in note
    use_project_answer(by=world.researcher, application_id=there.pk, question="name")
    assert (own(there), world.fresh(there).title) == ([], here.title)
    save(world, there, name="Hips")
    make_project_answer(by=world.researcher, application_id=there.pk, question="name")
    assert world.fresh(here).project.title == world.fresh(here).title == values(here)["title"] == "Hips"


def test_title_when_the_project_was_begun_before_it_was_written_down_then_no_form_writes_it(world, here, there):
    ProjectFact.objects.filter(name="title").delete()
    save(world, here, "study", title="Hips")
    assert own(here) == ["title"] and values(there)["name"] == world.fresh(here).project.title == there.title


def _note_on_name(browser, case) -> str:
    page = page_of(browser, case, "form/all/")
    return re.search(r'id="project_name".*?</div>\s*(?=</div>)', page, re.S)[0]


def test_sent_case_when_the_project_changes_then_stays_as_it_was_sent(world, here, there):
    fill(here)
    here.registries.set([world.registry])
    submit(by=world.researcher, application_id=here.pk, at=MONDAY)
    tell(world, here, principal=LUND)
    assert values(here)["principal"] == UMEA and values(there)["who"] == LUND


def test_answer_when_somebody_typed_it_before_the_project_knew_then_is_kept(world, here, there):
    Answers.objects.filter(application=there).update(values={"who": LUND})
    save(world, here, "principal", principal=UMEA)
    assert values(there)["who"] == LUND and own(there) == ["who"]


def test_untouched_answer_when_the_project_changed_meanwhile_then_still_follows(world, here, there):
    save(world, here, "principal", principal=UMEA)
    save(world, here, "principal", principal=LUND)
    writing.save_section(
        by=world.researcher,
        application_id=there.pk,
        section="all",
        typed={"who": UMEA, "why": {"text": "So", "reference": ""}},
        version=0,
        untouched={"who"},
    )
    assert values(there)["who"] == LUND and values(there)["why"]["text"] == "So" and own(there) == []


def test_use_and_make_when_pressed_then_case_and_project_say_the_same(world, browser, here, there):
    save(world, here, "principal", principal=UMEA)
    save(world, there, who=LUND)
    page = page_of(browser, there, "form/all/")
    assert "The project says:" in page and "Umeå universitet" in page and 'value="use_project:who"' in page
    use_project_answer(by=world.researcher, application_id=there.pk, question="who")
    assert values(there)["who"] == UMEA and own(there) == []
    save(world, there, who=LUND)
    make_project_answer(by=world.researcher, application_id=there.pk, question="who")
    assert values(here)["principal"] == LUND and own(there) == []
    with pytest.raises(NotReady):
        make_project_answer(by=world.researcher, application_id=there.pk, question="people")
    with pytest.raises(NotReady):
        use_project_answer(by=world.researcher, application_id=there.pk, question="why")


def test_buttons_when_pressed_in_the_form_then_what_was_typed_is_saved_first(world, browser, here, there):
    save(world, here, "principal", principal=UMEA)
    typed = {"asked": ["who", "why"], "version": "0", "who__name": "Lunds universitet", "who__number": "202100-3211"}
    address = f"/applications/{there.public_id}/form/all/"
    answer = browser.post(address, typed | {"why__text": "So", "do": "make_project:who"})
    assert answer.url == f"{address}#slot_who"
    assert values(here)["principal"] == LUND and values(here)["purpose"] == "So"
    typed |= {"version": "1", "who__name": "Nobody"}
    browser.post(address, typed | {"why__text": "So", "do": "use_project:who"})
    assert values(there)["who"]["name"] == "Nobody"  # the form that is the first says what the project says


def test_automatic_save_when_an_answer_differs_then_the_note_says_so_and_the_field_is_left_alone(
    world, browser, here, there
):
    save(world, here, "principal", principal=UMEA)
    page = page_of(browser, there, "form/all/")
    assert "From the project" in page
    sign = re.search(r'name="given_who" value="(\w+)"', page)[1]
    typed = {"asked": ["who"], "version": "0", "who__name": "Umeå", "who__number": UMEA["number"], "given_who": sign}
    answer = browser.post(f"/applications/{there.public_id}/form/all/", typed, headers={"HX-Request": "true"})
    note = answer.content.decode()
    assert 'id="project_who" hx-swap-oob="true"' in note and "The project says:" in note
    assert "id_who__name" not in note and own(there) == ["who"]


def test_people_when_the_team_says_who_has_access_then_new_drafts_list_them(world, here, there):
    save(world, there, people=[{"name": "Typed", "title": "", "affiliation": "Here", "email": ""}])
    member = ProjectMember.objects.get(project=here.project)
    member.has_access, member.affiliation = True, "Umeå"
    member.save()
    third = start_application(
        by=world.researcher, authority=there.authority, title=here.title, project=here.project, at=MONDAY
    )
    assert [row["name"] for row in values(third)["people"]] == [world.researcher.name]
    assert values(there)["people"][0]["name"] == "Typed"


def test_people_when_somebody_says_what_one_has_access_to_then_drafts_that_follow_list_the_person(world, here, there):
    said = Statement(title="Professor", affiliation="Umeå", has_access=True, access_to="Everything")
    say_access(by=world.researcher, project=here.project, statement=said, at=MONDAY)
    assert [row["affiliation"] for row in values(there)["people"]] == ["Umeå"]
    say_access(by=world.researcher, project=here.project, statement=Statement(), at=MONDAY)
    assert values(there)["people"] == [] and own(there) == []


def test_people_when_roles_change_then_drafts_that_follow_list_them_in_the_new_order(world, here, there):
    with_access = {"has_access": True, "access_to": "Everything"}
    say_access(by=world.researcher, project=here.project, statement=Statement(**with_access), at=MONDAY)
    members = [here.project.members.create(user=user, role="member") for user in UserFactory.create_batch(2)]
    for member in members:
        say_access(by=member.user, project=here.project, statement=Statement(**with_access), at=MONDAY)
    first, second = (member.user.name for member in members)
    change_rights(by=world.researcher, member=members[1], may="submit", at=MONDAY)
    assert [row["name"] for row in values(there)["people"]] == [world.researcher.name, second, first]
    hand_over(by=world.researcher, project=here.project, to=members[0], leaves=True, at=MONDAY)
    assert [row["name"] for row in values(there)["people"]] == [first, second] and own(there) == []


def test_approvals_when_written_on_their_own_page_then_drafts_that_follow_have_them(world, here, there):
    fields = {"kind": "ethics", "reference": "2020-7", "issued_by": "EPM", "decided_on": date(2020, 3, 4)}
    approval = save_approval(by=world.researcher, project=here.project, at=MONDAY, **fields)
    assert [row["reference"] for row in values(there)["approvals"]] == ["2020-7"]
    remove_approval(by=world.researcher, project=here.project, approval_id=approval.pk, at=MONDAY)
    assert values(there)["approvals"] == []


def test_approvals_when_a_form_answers_them_first_then_they_are_the_projects(world, here, there):
    row = {"what": "ethics", "reference": "2019-1", "decided_on": "2019-03-04", "from": "", "to": "", "variables": ""}
    other = start_application(
        by=world.researcher, authority=there.authority, title=here.title, project=here.project, at=MONDAY
    )
    save(world, there, approvals=[row])
    assert Approval.objects.get(project=here.project).reference == "2019-1"
    assert [one["reference"] for one in values(other)["approvals"]] == ["2019-1"]
    save(world, there, approvals=[row | {"reference": "2019-2"}])
    assert [one["reference"] for one in values(other)["approvals"]] == ["2019-2"]
    save(world, other, approvals=[])
    assert own(other) == ["approvals"] and Approval.objects.exists()


def test_facts_when_saved_by_somebody_who_may_not_then_refused(world, here):
    reader = UserFactory()
    ProjectMember.objects.create(project=here.project, user=reader, role="member")
    for person in (reader, UserFactory()):
        with pytest.raises(NotAllowed):
            save_facts(by=person, project_id=here.project_id, typed={"purpose": "X"}, versions={})
    with pytest.raises(NotReady, match="needs a title"):
        tell(world, here, title="")


def test_facts_when_two_save_the_same_then_the_second_is_told_and_nothing_of_it_is_written(world, here):
    tell(world, here, purpose="First", representative=RUT)
    with pytest.raises(StaleFacts) as stale:
        tell(world, here, purpose="Second", period={"from": "2005-01-01", "to": "2006-01-01"})
    assert (stale.value.theirs, stale.value.versions) == ({"purpose": "First"}, {"purpose": 1})
    assert not ProjectFact.objects.filter(name="period").exists()
    tell(world, here, purpose="Second", versions={"purpose": 1})
    assert ProjectFact.objects.get(name="purpose").version == 2
    assert tell(world, here, purpose="Second")[1] == []


def facts_page(browser, case) -> str:
    answer = browser.get(f"/projects/{case.project.public_id}/facts/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_page_of_facts_when_a_case_differs_then_says_where_and_what(world, browser, here, there):
    save(world, here, "principal", principal=UMEA)
    save(world, there, who=LUND)
    page = facts_page(browser, here)
    place = page[page.index('id="id_principal"') : page.index('id="div_id_principal_is_authority"')]
    assert 'value="Umeå universitet"' in place
    assert re.search(r"So in:.*form/principal/#slot_principal.*differs.*form/all/#slot_who.*Lunds", place, re.S)
    assert f"/projects/{here.project.public_id}/team/" in page and "/approvals/" in page


def test_page_of_facts_when_saved_then_writes_only_what_somebody_touched(world, browser, here, there):
    address = f"/projects/{here.project.public_id}/facts/"
    page = facts_page(browser, here)
    given = dict(re.findall(r'name="(given_\w+)" value="(\w+)"', page))
    tell(world, here, purpose="Meanwhile")
    typed = {"asked": ["title", "purpose", "principal"], "title": here.title, "purpose": ""} | given
    typed |= {"principal__name": UMEA["name"], "principal__number": "202100-2875"}
    answer = browser.post(address, typed, follow=True)
    assert "Saved: 1 fact." in answer.content.decode() and "check digit" in answer.content.decode()
    assert ProjectFact.objects.get(name="purpose").value == "Meanwhile"
    assert values(there)["who"]["number"] == "202100-2875"


def test_page_of_facts_when_stale_then_shows_both_and_lets_the_person_choose(world, browser, here):
    address = f"/projects/{here.project.public_id}/facts/"
    typed = {"asked": ["purpose", "representative"], "purpose": "Mine", "version_purpose": "0"}
    typed |= {"representative__name": "Rut"}
    tell(world, here, purpose="Theirs")
    answer = browser.post(address, typed)
    page = answer.content.decode()
    assert answer.status_code == 409 and "Theirs" in page and ">Mine<" in page.replace("\n", "")
    assert "Somebody else changed the same facts" in page and not ProjectFact.objects.filter(name="representative")
    browser.post(address, typed | {"newest_purpose": "1", "do": "take_theirs"})
    assert ProjectFact.objects.get(name="purpose").value == "Theirs"
    assert ProjectFact.objects.get(name="representative").value["name"] == "Rut"
    browser.post(address, typed | {"newest_purpose": "1", "version_representative": "1", "do": "keep_mine"})
    assert ProjectFact.objects.get(name="purpose").value == "Mine"


def test_page_of_facts_when_read_by_a_member_who_only_reads_then_has_no_fields(world, here):
    reader = UserFactory()
    ProjectMember.objects.create(project=here.project, user=reader, role="member")
    tell(world, here, purpose="To know.")
    page = facts_page(signed_in(reader), here)
    assert "To know." in page and "facts-form" not in page
    answer = signed_in(reader).post(f"/projects/{here.project.public_id}/facts/", {"asked": ["title"], "title": "X"})
    assert answer.status_code == 403


def test_page_of_facts_when_posted_after_the_session_ended_then_is_there_again_after_signing_in(client, world, here):
    address = f"/projects/{here.project.public_id}/facts/"
    answer = client.post(address, {"asked": ["purpose"], "purpose": "Not lost"})
    assert answer.status_code == 302 and "login" in answer.url
    client.force_login(world.researcher)
    page = facts_page(client, here)
    assert "Not lost" in page and not ProjectFact.objects.filter(name="purpose").exists()


def test_page_of_facts_when_a_sent_case_alone_has_an_answer_then_it_can_be_made_the_projects(
    world, browser, here, there
):
    fill(here)
    here.registries.set([world.registry])
    submit(by=world.researcher, application_id=here.pk, at=MONDAY)
    page, take = facts_page(browser, here), f"take:{here.public_id}:principal:principal"
    assert "only here" in page and f'value="{take}"' in page
    address = f"/projects/{here.project.public_id}/facts/"
    answer = browser.post(address, {"asked": ["purpose"], "purpose": "Kept", "do": take})
    assert answer.url == f"{address}#fact_principal"
    assert values(there)["who"] == UMEA and values(there)["why"]["text"] == "Kept"
    assert browser.post(address, {"do": f"take:{here.public_id}:nothing:x"}).status_code == 409
    assert browser.post(address, {"do": f"take:{world.draft().public_id}:principal:x"}).status_code == 404
    with pytest.raises(NotAllowed):
        take_from_case(by=UserFactory(), case=there, question="who")


def test_page_of_facts_when_a_fact_is_a_number_then_shows_it_and_leaves_it_alone(world, browser, here):
    tell(world, here, population_size="12 500")
    given = dict(re.findall(r'name="(given_population_size)" value="(\w+)"', facts_page(browser, here)))
    typed = {"asked": ["population_size"], "population_size": "12 500", "version_population_size": "1"} | given
    address = f"/projects/{here.project.public_id}/facts/"
    assert "Nothing was different" in browser.post(address, typed, follow=True).content.decode()
    browser.post(address, typed | {"population_size": "9"})
    assert ProjectFact.objects.get(name="population_size").value == "9"
