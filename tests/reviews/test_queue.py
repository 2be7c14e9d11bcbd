"""The queue: what narrows it, its orders page by page, the words that it finds, and what it costs."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from applications.actions import application as sending
from applications.models import Answers, Application, CaseWords
from registries.models import Membership, Registry, Role
from reviews.actions.saved_view import save_view
from reviews.queue import cases
from reviews.queue.choice import Choice
from reviews.queue.filters import FILTERS
from reviews.queue.orders import ORDERS
from reviews.queue.views import VIEWS
from tests.factories.place import make_authority
from tests.factories.world import ANSWERS, MONDAY
from tests.reviews.test_views_desk import case_numbers, many


@pytest.fixture
def officer_client(client, world):
    client.force_login(world.officer)
    return client


def ask(client, **query):
    return client.get(reverse("desk"), {"view": "open", **query})


def by_pages(client, **query) -> list[Application]:
    """Every case of a choice, page after page."""
    found, address = [], None
    while address is None or address:
        page = ask(client, **query) if address is None else client.get(reverse("desk") + address)
        found += [line["case"] for line in page.context["lines"]]
        address = page.context["next_url"]
    return found


def spread(world, number: int) -> None:
    """Cases that differ in everything that the queue sorts by, some without a deadline and some without an officer."""
    many(world, number)
    rows = list(Application.objects.order_by("pk"))
    for place, row in enumerate(rows):
        row.deadline_on = None if place % 5 == 0 else date(2026, 9, 1) + timedelta(days=place % 3)
        row.officer = [None, world.officer, world.second_officer][place % 3]
        row.principal_name = ["Åbo", "Umeå universitet", "", "A~B"][place % 4]
        row.submitted_at, row.handling_days = MONDAY - timedelta(hours=place % 4), place % 3
    Application.objects.bulk_update(
        rows, ["deadline_on", "officer", "principal_name", "submitted_at", "handling_days"], batch_size=500
    )


@pytest.mark.parametrize("several", [False, True])
def test_orders_when_paged_either_way_then_visit_every_case_once_in_order(officer_client, world, monkeypatch, several):
    monkeypatch.setattr(cases, "PAGE", 4)
    spread(world, 23)
    if several:
        Membership.objects.create(user=world.officer, authority=make_authority("elsewhere"), role=Role.CASE_OFFICER)
    for key, order in ORDERS.items():
        forward, back = by_pages(officer_client, sort=key), by_pages(officer_client, sort=f"-{key}")
        assert len({case.pk for case in forward}) == len(forward) == 23, key
        assert [case.pk for case in back] == [case.pk for case in reversed(forward)], key
        if key in ("due", "came_in", "handling"):
            said = [getattr(case, order.columns[0]) for case in forward]
            there = [value for value in said if value is not None]
            assert there == sorted(there), key
            assert said == there + [None] * (len(said) - len(there)), key


def test_filters_when_chosen_then_leave_what_fits_and_can_be_taken_away_each(officer_client, world):
    with time_machine.travel(MONDAY):
        new, mine = world.case_at("submitted"), world.case_at("assigned")
        Application.objects.filter(pk=mine.pk).update(deadline_on=MONDAY.date(), principal_name="Åbo Akademi")
        Application.objects.filter(pk=new.pk).update(deadline_on=date(2026, 9, 4))
        other = Registry.objects.create(authority=world.authority, slug="births", name={"en": "Birth register"})
        mine.registries.set([other])
        fits = {
            "registry": ("births", mine),
            "stage": ("submitted", new),
            "officer": ("me", mine),
            "waiting": ("coordinator", new),
            "overdue": ("yes", new),
            "due": ("0", mine),
            "principal": ("åbo", mine),
            "from": ("2026-09-08", None),
            "to": ("2026-09-06", None),
            "kind": ("change", None),
            "authority": ("no-such", None),
            "flag": ("no-such", None),
        }
        assert set(fits) == set(FILTERS), "Another filter needs a line here."
        for name, (value, case) in fits.items():
            page = ask(officer_client, **{name: value})
            assert case_numbers(page) == ([case.case_number] if case else []), name
            [chip] = page.context["chips"]
            assert chip.url == "?view=open", name
        assert case_numbers(ask(officer_client, officer="nobody", **{"from": "2026-09-07", "to": "2026-09-07"})) == [
            new.case_number
        ]
        assert case_numbers(ask(officer_client, officer=str(world.officer.pk), due="1")) == [mine.case_number]
        page = ask(officer_client, officer=str(world.officer.pk), columns="registries")
        assert "Birth register" in page.content.decode()
        assert "Case officer: <b>Officer</b>" in page.content.decode()


NONSENSE = ("'", "%", "\x00", "_", "1' OR '1'='1", "-1", "9" * 400, "é" * 300, "2026-13-40", "0001-01-01", "~~", "\\")


@pytest.mark.parametrize("name", ["q", "sort", "columns", "after", "case", "view", *FILTERS])
def test_address_when_it_holds_nonsense_then_leads_to_a_queue(officer_client, world, name):
    world.case_at("submitted")
    keyed = "00000000-0000-0000-0000-000000000000"
    for said in NONSENSE:
        assert ask(officer_client, **{name: said}).status_code == 200, said
        for sort in (*ORDERS, "-due") if name == "after" else ():
            assert ask(officer_client, sort=sort, after=f"{said}~{keyed}").status_code == 200, (sort, said)
    assert case_numbers(ask(officer_client, q="100%")) == []


def test_words_when_they_stand_in_an_answer_then_find_the_case_open_and_ended(officer_client, world):
    case = world.draft()
    said = ANSWERS | {"representative": ANSWERS["representative"] | {"name": "(KI) Zetterberg"}}
    Answers.objects.filter(application=case).update(values=said)
    world.submit(case)
    case = world.fresh(case)
    assert case.principal_name == "Umeå universitet"
    for words in ("zetter", "ZETTERBERG umeå", "ki", "hip (KI)", case.case_number, "–"):
        assert case_numbers(ask(officer_client, q=words)) == [case.case_number], words
    assert case_numbers(ask(officer_client, q="zetterberg nobody")) == case_numbers(ask(officer_client, q="et")) == []
    sending.withdraw(by=world.researcher, application_id=case.pk, at=MONDAY)
    assert case_numbers(ask(officer_client, q="zetterberg")) == []
    assert case_numbers(ask(officer_client, view="ended", q="zetterberg")) == [case.case_number]
    assert case_numbers(ask(officer_client, view="invoice", q="zetterberg")) == [case.case_number]


@pytest.mark.parametrize(("limit", "count"), [(8, "4+"), (200, "9")])
def test_words_when_several_pages_hold_them_then_the_order_is_kept(officer_client, world, monkeypatch, limit, count):
    monkeypatch.setattr(cases, "PAGE", 4)
    monkeypatch.setattr(cases, "WORDS_LIMIT", limit)
    many(world, 9)
    page = ask(officer_client, q="hip")
    assert page.context["count"] == count
    found = by_pages(officer_client, q="hip")
    assert [case.pk for case in found] == [case.pk for case in by_pages(officer_client)]
    assert len(found) == 9
    assert ask(officer_client, q="hip", officer="nobody", kind="new").context["count"] == count
    monkeypatch.setattr(cases, "PAGE", 50)
    assert ask(officer_client, q="hip").context["count"] == "9"


def test_what_a_case_is_found_by_when_lost_then_is_derived_again(world, capsys):
    case = world.case_at("submitted")
    kept = CaseWords.objects.values_list("text", "is_open").get(pk=case.pk)
    Application.objects.filter(pk=case.pk).update(principal_name="")
    CaseWords.objects.filter(pk=case.pk).update(text="", is_open=False)
    call_command("rebuild_clocks")
    assert "principal_name, words" in capsys.readouterr().out
    assert CaseWords.objects.values_list("text", "is_open").get(pk=case.pk) == kept
    assert world.fresh(case).principal_name == "Umeå universitet"


def test_desk_when_everything_is_chosen_among_ten_or_ten_thousand_cases_then_asks_at_most_ten_times(
    officer_client, world, django_assert_max_num_queries
):
    columns = "stage,waits,due,principal,officer,registries,kind,came_in,queue,handling"
    chosen = {"q": "hip", "stage": "submitted", "officer": "nobody", "due": "20", "columns": columns, "sort": "officer"}
    for name in ("one", "two", "three"):
        save_view(by=world.officer, name=name, choice=Choice(VIEWS["open"], words=name))
    many(world, 10)
    for grow in (False, True):
        if grow:
            sample = Application.objects.first()
            many_more(sample, 10_000)
        for query in ({}, {"columns": columns}, {"view": "invoice", "q": "hip"}, chosen):
            with django_assert_max_num_queries(10):
                assert ask(officer_client, **query).status_code == 200


def many_more(sample: Application, number: int) -> None:
    """So many copies of a case, as quickly as can be."""
    fields = {field.attname: getattr(sample, field.attname) for field in Application._meta.concrete_fields}
    for name in ("id", "public_id", "case_sequence", "stage"):
        fields.pop(name)
    made = Application.objects.bulk_create(
        [Application(stage=sample.stage, case_sequence=20_000 + place, **fields) for place in range(number)]
    )
    words = {"authority_id": sample.authority_id, "is_open": True, "text": " hip"}
    CaseWords.objects.bulk_create([CaseWords(application_id=case.pk, **words) for case in made])


def test_key_to_assign_when_pressed_then_leads_where_the_role_may_go(client, world):
    new, mine = world.case_at("submitted"), world.case_at("assigned")
    steps = {"coordinator": ("assign", "reassign"), "officer": ("take", ""), "lawyer": ("", "")}
    for who, wanted in steps.items():
        client.force_login(world.people[who])
        lines = {line["case"].pk: line["assign"] for line in ask(client).context["lines"]}
        for case, step in zip((new, mine), wanted, strict=True):
            address = reverse("desk_step", args=[case.public_id, step]) if step else ""
            assert lines[case.pk] == address, who
            assert not address or client.get(address).status_code == 200
