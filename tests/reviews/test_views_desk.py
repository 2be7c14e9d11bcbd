"""The queue and what waits for whom."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse

from applications.actions import application as sending
from applications.models import Application, CaseWords
from reviews import todo
from reviews.actions.statistics import update_statistics
from reviews.queue import cases
from reviews.queue.choice import Choice, read_choice
from reviews.queue.views import VIEWS
from tests.factories.world import MONDAY


@pytest.fixture
def officer_client(client, world):
    client.force_login(world.officer)
    return client


def case_numbers(page) -> list[str]:
    return [line["number"] for line in page.context["lines"]]


def many(world, number: int) -> None:
    """More cases like the first one, written in bulk: the queue is asked about them, not the law."""
    first = world.case_at("submitted")
    sample = Application.objects.get(pk=first.pk)
    rows = []
    for place in range(2, number + 1):
        copy = Application.objects.get(pk=sample.pk)
        copy.pk, copy.public_id = None, Application._meta.get_field("public_id").default()
        copy.case_number, copy.case_sequence = f"{place:05d}/2026", place
        copy.deadline_on = sample.deadline_on + timedelta(days=place // 3)
        rows.append(copy)
    made = Application.objects.bulk_create(rows)
    words = {"authority": world.authority, "is_open": True, "text": first.words.text}
    CaseWords.objects.bulk_create(CaseWords(application=case, **words) for case in made)


@pytest.mark.parametrize("number", [5, 200])
def test_desk_when_opened_then_asks_at_most_ten_times(officer_client, world, number, django_assert_max_num_queries):
    many(world, number)
    address = reverse("desk") + "?view=open&q=hip&registry=&stage=submitted"
    with django_assert_max_num_queries(10):
        page = officer_client.get(address)
    assert page.status_code == 200
    assert len(page.context["lines"]) == min(number, cases.PAGE)


def test_desk_when_paged_then_shows_every_case_once_nearest_deadline_first(officer_client, world):
    many(world, 120)
    found, address = [], "?view=unassigned"
    while address:
        page = officer_client.get(reverse("desk") + address)
        found += [line["case"] for line in page.context["lines"]]
        address = page.context["next_url"]
    assert len({row.pk for row in found}) == len(found) == 120
    assert [row.deadline_on for row in found] == sorted(row.deadline_on for row in found)


def test_desk_when_cases_have_no_deadline_then_they_come_last_and_are_paged_too(officer_client, world, monkeypatch):
    monkeypatch.setattr(cases, "PAGE", 2)
    many(world, 5)
    last = Application.objects.order_by("-pk").values_list("pk", flat=True)[:3]
    Application.objects.filter(pk__in=list(last)).update(deadline_on=None)
    found, address = [], "?view=open"
    while address:
        page = officer_client.get(reverse("desk") + address)
        found += [line["case"] for line in page.context["lines"]]
        address = page.context["next_url"]
    assert [row.deadline_on is None for row in found] == [False, False, True, True, True]
    assert len({row.pk for row in found}) == 5


def test_counts_when_there_are_more_than_the_limit_then_say_so(officer_client, world, count_up_to_three):
    many(world, 5)
    page = officer_client.get(reverse("desk") + "?view=unassigned")
    assert page.context["count"] == "3+"


@pytest.mark.parametrize(
    ("view", "stage"),
    [
        ("unassigned", "submitted"),
        ("mine", "assigned"),
        ("lawyer", "legal_review"),
        ("delivery", "delivery"),
        ("invoice", "invoice"),
        ("open", "specification"),
        ("ended", "closed"),
    ],
)
def test_view_when_a_case_has_come_so_far_then_holds_it(officer_client, world, view, stage):
    case = world.case_at(stage)
    assert case_numbers(officer_client.get(reverse("desk") + f"?view={view}")) == [case.case_number]


def test_view_for_decision_when_a_draft_waits_then_holds_the_case(officer_client, world):
    case = world.case_at("confidentiality_decision")
    assert case_numbers(officer_client.get(reverse("desk") + "?view=decision")) == []
    world.draft_decision(case)
    assert case_numbers(officer_client.get(reverse("desk") + "?view=decision")) == [case.case_number]


def test_view_waiting_for_the_applicant_when_a_specification_is_sent_then_holds_the_case(officer_client, world):
    case = world.case_at("specification")
    world.propose(case)
    assert case_numbers(officer_client.get(reverse("desk") + "?view=applicant")) == [case.case_number]


def test_view_for_invoice_when_a_withdrawal_costs_then_holds_the_ended_case(officer_client, world):
    case = world.case_at("assigned")
    sending.withdraw(by=world.researcher, application_id=case.pk, at=MONDAY)
    assert case_numbers(officer_client.get(reverse("desk") + "?view=invoice")) == [case.case_number]


def test_desk_when_searched_then_keeps_the_words_and_finds_by_principal(officer_client, world):
    case = world.case_at("submitted")
    page = officer_client.get(reverse("desk"), {"view": "open", "q": "umeå universitet"})
    assert case_numbers(page) == [case.case_number]
    assert 'value="umeå universitet"' in page.content.decode()
    nothing = officer_client.get(reverse("desk"), {"view": "open", "q": "nobody"})
    assert "No case here fits the search" in nothing.content.decode()


def test_desk_when_filtered_by_registry_then_leaves_out_the_others(officer_client, world):
    case = world.case_at("submitted")
    assert case_numbers(officer_client.get(reverse("desk"), {"view": "open", "registry": "patients"})) == [
        case.case_number
    ]
    assert case_numbers(officer_client.get(reverse("desk"), {"view": "open", "registry": "other"})) == []


def test_desk_when_the_address_is_nonsense_then_falls_back(officer_client, world):
    case = world.case_at("submitted")
    page = officer_client.get(reverse("desk"), {"view": "x", "stage": "y", "case": "z", "after": "q"})
    assert page.status_code == 200
    assert page.context["choice"].view.key == "mine"
    page = officer_client.get(reverse("desk"), {"view": "open", "case": str(case.public_id)})
    assert page.context["chosen"]["case"] == case
    page = officer_client.get(reverse("desk"), {"view": "mine", "case": str(case.public_id)})
    assert page.context["elsewhere"] == reverse("desk_panel", args=[case.public_id])


def test_panel_when_fetched_then_shows_next_steps_and_why_not_yet(officer_client, world):
    case = world.case_at("assigned")
    page = officer_client.get(reverse("desk_panel", args=[case.public_id])).content.decode()
    assert "Go on with the checklist" in page
    assert "Not yet: The checklist has rows that are not in order yet." in page.replace("&#x27;", "'").replace("\n", "")


@pytest.mark.parametrize("who", ["researcher", "outsider"])
def test_desk_when_an_applicant_asks_then_is_refused(client, world, who):
    client.force_login(getattr(world, who))
    assert client.get(reverse("desk")).status_code == 403


def test_desk_when_nobody_is_signed_in_then_asks_to_sign_in(client, db):
    assert client.get(reverse("desk")).status_code == 302


@pytest.mark.parametrize(
    ("who", "address"), [("officer", "desk"), ("administrator", "desk"), ("researcher", "project_list")]
)
def test_start_when_signed_in_then_leads_to_the_own_place(client, world, who, address):
    client.force_login(getattr(world, who))
    assert client.get(reverse("start")).url == reverse(address)


def test_todo_when_cases_wait_then_lists_each_under_its_reason(client, world):
    draft, case = world.draft(), world.case_at("assigned")
    client.force_login(world.researcher)
    heaps = client.get(reverse("todo")).context["heaps"]
    assert [list(heap["cases"]) for heap in heaps] == [[draft]]
    client.force_login(world.officer)
    page = client.get(reverse("todo"))
    assert [list(heap["cases"]) for heap in page.context["heaps"]] == [[case]]
    assert page.context["todo_count"] == "1"


def test_todo_when_more_wait_than_are_shown_then_leads_to_the_others(client, world, monkeypatch):
    monkeypatch.setattr(todo, "SHOWN", 1)
    first, _second = world.case_at("assigned"), world.case_at("assigned")
    client.force_login(world.officer)
    page = client.get(reverse("todo"))
    assert [list(heap["cases"]) for heap in page.context["heaps"]] == [[first]]
    assert '<span class="count">1+</span>' in page.text and "All of them are on the desk" in page.text


def test_todo_when_nothing_waits_then_says_what_will_be_here(client, world):
    client.force_login(world.outsider)
    assert "Nothing waits for you" in client.get(reverse("todo")).content.decode()


def test_navigation_when_an_administrator_may_set_up_then_has_setup(client, world):
    world.administrator.is_staff = True
    world.administrator.save()
    client.force_login(world.administrator)
    labels = [entry["label"] for entry in client.get(reverse("todo")).context["nav"]]
    assert labels == ["Desk", "Registries", "To do", "Statistics", "Setup"]


def test_choice_when_written_as_an_address_then_can_be_read_again(world):
    choice = Choice(VIEWS["open"], words="å & b", filters={"stage": "assigned"}, sort="-due", columns=("due", "kind"))
    address = choice.address()
    assert address == "?view=open&q=%C3%A5%20%26%20b&stage=assigned&sort=-due&columns=due,kind"
    assert read_choice(QueryDict(address.removeprefix("?")), set()) == choice


@pytest.mark.parametrize("asked", ["no-case", "00000000-0000-0000-0000-00000000abcd"])
def test_case_beside_the_queue_when_unknown_then_the_page_says_so(officer_client, world, asked):
    world.case_at("submitted")
    page = officer_client.get(reverse("desk") + f"?view=open&case={asked}")
    assert page.status_code == 200
    assert "The case that the address names is not here." in page.text
    assert case_numbers(page) and reverse("desk_panel", args=["00000000-0000-0000-0000-00000000abcd"]) not in page.text


def test_case_beside_the_queue_when_on_another_page_of_it_then_is_fetched(officer_client, world):
    case = world.case_at("assigned")
    page = officer_client.get(reverse("desk") + f"?view=applicant&case={case.public_id}")
    assert reverse("desk_panel", args=[case.public_id]) in page.text
    assert "is not here" not in page.text


def test_side_of_the_desk_when_meetings_are_held_then_leads_to_the_agendas(client, world):
    link = f'<li><a href="{reverse("desk_agenda")}">'
    for who, is_there in ((world.officer, True), (world.lawyer, True), (world.finance, False)):
        client.force_login(who)
        page = client.get(reverse("desk") + "?view=open")
        assert (link in page.text) is is_there
        assert client.get(reverse("desk_agenda")).status_code == (200 if is_there else 403)


def test_queue_when_the_words_are_an_officers_name_then_leads_to_that_officers_cases(officer_client, world):
    case = world.case_at("assigned")
    page = officer_client.get(reverse("desk") + "?view=open&q=second OFF")
    assert [one.name for one in page.context["officers_found"]] == [world.second_officer.name]
    named = officer_client.get(reverse("desk") + "?view=open&q=officer").context["officers_found"]
    assert {one.name for one in named} == {world.officer.name, world.second_officer.name}
    one = next(one for one in named if one.name == world.officer.name)
    assert case_numbers(officer_client.get(reverse("desk") + one.url)) == [case.case_number]


@pytest.mark.parametrize(("name", "shown"), [("Case officer", "With a case officer"), ("Handling", "Handling")])
def test_stage_when_named_then_the_desk_and_its_statistics_use_the_same_name(client, world, name, shown):
    world.procedure.stages.filter(key="assigned").update(name={"en": name})
    world.case_at("assigned")
    client.force_login(world.coordinator)
    assert f"<td>{shown}" in client.get(reverse("desk") + "?view=open&columns=number,stage").text.replace("\n", "")
    update_statistics(at=MONDAY)
    assert shown in client.get(reverse("desk_statistics")).text.partition("Where cases wait")[2]
    client.force_login(world.officer)
    assert shown in client.get(reverse("todo")).text
