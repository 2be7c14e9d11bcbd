"""The search across all registries, the page of a variable, and the variables of a registry as a file."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.urls import reverse

from portal.base import clock
from registries import search
from registries.models import Variable
from registries.search import Choice, asked_for, find, read_choice
from tests.factories.registries import AuthorityFactory, RegistryFactory, VariableFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def patients():
    registry = RegistryFactory(slug="patients", authority=AuthorityFactory(slug="agency"), web="https://p.example")
    VariableFactory(registry=registry, name="HDIA", code_system="ICD-10-SE", sensitivity="sensitive", from_year=1987)
    VariableFactory(
        registry=registry,
        name="FODDAT",
        label={"sv": "Födelsedatum", "en": "Date of birth"},
        identifying=True,
        to_year=1999,
        less_detail=["ALDER", "GONE"],
        position=1,
    )
    VariableFactory(registry=registry, name="ALDER", label={"sv": "Ålder", "en": "Age"}, position=2)
    return registry


@pytest.fixture
def cancer():
    registry = RegistryFactory(slug="cancer", name={"sv": "Cancerregistret", "en": "Cancer register"}, from_year=None)
    VariableFactory(registry=registry, name="DIADAT", label={"sv": "Diagnosdatum", "en": "Date of diagnosis"})
    return registry


def names(**asked) -> list[str]:
    return [variable.name for variable in find(Choice(**asked)).variables]


def page(client, **asked) -> str:
    return client.get(reverse("registry_list"), asked).text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"words": "diagnos"}, ["HDIA", "DIADAT"]),
        ({"words": "DIAGNOS datum"}, ["DIADAT"]),
        ({"words": "cancer diagnosis"}, ["DIADAT"]),
        ({"words": "cancer register"}, []),
        ({"words": "icd-10"}, ["HDIA"]),
        ({"words": "100%"}, []),
        ({"words": "diagnos", "registry": "cancer"}, ["DIADAT"]),
        ({"words": "diagnos", "authority": "agency"}, ["HDIA"]),
        ({"sensitivity": "sensitive"}, ["HDIA"]),
        ({"registry": "patients", "without_identifying": True}, ["HDIA", "ALDER"]),
        ({"registry": "patients", "first": 1980}, ["FODDAT", "ALDER"]),
        ({"registry": "patients", "first": 1990, "last": 2005}, ["HDIA", "ALDER"]),
        ({"registry": "patients", "last": 1963}, []),
        ({"registry": "cancer", "first": 1900}, ["DIADAT"]),
    ],
)
def test_variables_when_searched_then_all_that_is_asked_for_holds(patients, cancer, asked, found):
    assert names(**asked) == found


def test_variables_when_a_word_is_the_name_of_one_then_it_comes_first(patients, cancer):
    VariableFactory(registry=patients, name="X", label={"en": "Not DIADAT, but before"}, position=0)

    assert names(words="diadat") == ["DIADAT", "X"]


@pytest.mark.parametrize("exact", [0, 1, 3, 5])
def test_variables_when_there_are_many_then_each_stands_on_one_page(monkeypatch, exact):
    monkeypatch.setattr(search, "PAGE", 3)
    registries = [RegistryFactory() for _number in range(5)]
    for number in range(10):
        name = "KON" if number < exact else f"KON{number}"
        VariableFactory(registry=registries[number % 5], name=name, position=number % 2)
    seen, choice = [], Choice(words="kon")

    for _page in range(9):
        found = find(choice)
        seen += [variable.pk for variable in found.variables]
        assert len(found.variables) <= 3
        if not found.next_after:
            break
        choice = Choice(words="kon", after=found.next_after)

    assert sorted(seen) == sorted(Variable.objects.values_list("pk", flat=True))
    assert [Variable.objects.get(pk=pk).name for pk in seen[: min(exact, 3)]] == ["KON"] * min(exact, 3)


def test_count_when_there_are_more_than_are_counted_then_says_so(monkeypatch, patients):
    monkeypatch.setattr(search, "MOST_COUNTED", 2)

    assert find(Choice(registry="patients")).counted == "More than 2 variables"
    assert find(Choice(words="birth")).counted == "1 variable"


def test_address_when_it_says_what_cannot_be_used_then_that_is_left_out_and_said():
    choice = read_choice(QueryDict("q=a%00b++c&from=x&to=1999&sensitivity=high&after=1.2&registry=%00"))
    swapped = read_choice(QueryDict("from=2005&to=1999"))

    assert (choice.words, choice.first, choice.last, choice.sensitivity, choice.registry) == (
        "a b c",
        None,
        1999,
        "",
        "",
    )
    assert choice.problems == ["“x” is no year, and is left out. Write years with four digits, like 1997."]
    assert (swapped.first, swapped.last) == (None, None)
    assert "2005–1999 end before they begin" in swapped.problems[0]


def test_address_when_written_again_then_it_asks_for_the_same():
    asked = QueryDict("q=hip+bone&authority=a&registry=r&from=1990&to=1999&sensitivity=ordinary&identifying=no")

    choice = read_choice(asked)

    assert read_choice(QueryDict(choice.address().removeprefix("?"))) == choice
    assert choice.address(after="1.2.3").endswith("&after=1.2.3")


@pytest.mark.parametrize("after", ["x", "1.2", "999999999999999999.1.1", "1.999999999.1", "-1.2.3"])
def test_page_when_its_place_is_no_place_then_it_answers(client, patients, after):
    assert client.get(reverse("registry_list"), {"q": "birth", "after": after}).status_code == 200


def test_registry_list_when_nothing_is_asked_then_all_registries_stand_there(client, patients, cancer):
    text = page(client)

    assert "2 registries" in text and "3 variables" in text and "HDIA" not in text


def test_registry_list_when_words_are_searched_then_registries_and_variables_are_found(client, patients, cancer):
    text = page(client, q="cancer diagnosis"), page(client, q="cancer")

    assert "1 variable" in text[0] and reverse("variable_page", args=["cancer", "DIADAT"]) in text[0]
    assert reverse("variable_page", args=["patients", "HDIA"]) not in text[0]
    assert "Registries with these words" in text[1] and 'aria-labelledby="registry-cancer"' in text[1]


def test_registry_list_when_narrowed_to_an_authority_then_only_its_own_are_there(client, patients, cancer):
    text = page(client, authority="agency")

    assert 'aria-labelledby="registry-patients"' in text and 'aria-labelledby="registry-cancer"' not in text
    assert '<option value="agency" selected>' in text


def test_registry_list_when_narrowed_then_the_form_says_how(client, patients):
    text = page(client, registry="patients", **{"from": "1990", "to": "x"}, sensitivity="sensitive", identifying="no")

    for words in (
        'value="patients" selected',
        'value="1990"',
        'value="sensitive" selected',
        "checked",
        "is no year",
        'value="x"',
    ):
        assert words in text
    assert "HDIA" in text and "FODDAT" not in text


def test_registry_list_when_nothing_is_found_then_it_says_how_to_go_on(client, patients):
    assert "Try fewer words" in page(client, q="birth nothing")
    assert "Take a choice away" in page(client, **{"from": "1800"})


def test_registry_list_when_searched_while_typing_then_only_the_results_come(client, patients):
    part = client.get(reverse("registry_list"), {"q": "birth"}, headers={"HX-Request": "true"})
    restored = client.get(
        reverse("registry_list"), headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}
    )

    assert "<html" not in part.text and "FODDAT" in part.text and "hx-swap-oob" in part.text
    assert "<html" in restored.text
    assert "HX-Request" in part.headers["Vary"]


def test_registry_list_when_there_are_many_then_it_needs_no_more_queries(client, django_assert_max_num_queries):
    for number in range(8):
        VariableFactory(name="BIRTH", registry=RegistryFactory(slug=f"r{number}"))

    with django_assert_max_num_queries(12):
        client.get(reverse("registry_list"), {"q": "birth diagnosis"})


def test_registry_page_when_there_are_many_variables_then_they_come_in_pages(client, patients, monkeypatch):
    monkeypatch.setattr(search, "PAGE", 2)
    address = reverse("registry_page", args=["patients"])

    first = client.get(address, {"q": "a"})
    second = client.get(address + first.context["next_url"])

    assert "HDIA" in first.text and "ALDER" not in first.text and "First page" not in first.text
    assert "ALDER" in second.text and "HDIA" not in second.text and f"{address}?q=a" in second.text
    assert "Next page" not in second.text


def test_registry_page_when_it_has_no_variables_then_says_what_will_be_here(client):
    assert "No variables yet" in client.get(reverse("registry_page", args=[RegistryFactory().slug])).text


def test_variable_page_when_opened_then_it_says_everything(client, patients):
    values = [{"code": "1", "label": {"sv": "Ja", "en": "Yes"}}]
    patients.variables.filter(name="HDIA").update(values=values, web="https://v.example")

    text = client.get(reverse("variable_page", args=["patients", "HDIA"])).text

    for words in ("Main diagnosis", "1987–", "Special category", "ICD-10-SE", "https://v.example", "<td>Yes</td>"):
        assert words in text


def test_variable_page_when_others_say_it_in_less_detail_then_those_that_are_there_are_offered(client, patients):
    text = client.get(reverse("variable_page", args=["patients", "FODDAT"])).text

    assert "points out a person" in text and "The same in less detail" in text
    assert reverse("variable_page", args=["patients", "ALDER"]) in text and "GONE" not in text
    assert "1964–1999" in text and "those of the registry" not in text and "https://p.example" in text


def test_variable_page_when_the_variable_has_no_years_then_those_of_the_registry_are_named_as_such(client, patients):
    text = client.get(reverse("variable_page", args=["patients", "ALDER"])).text

    assert "1964–" in text and "those of the registry" in text


def test_variable_page_when_the_name_has_odd_signs_then_it_is_found(client, patients):
    VariableFactory(registry=patients, name="BT/sys å ?%", label={"en": "Blood pressure"})

    assert "BT/sys å ?%" in client.get(reverse("registry_page", args=["patients"])).text
    assert client.get(reverse("variable_page", args=["patients", "BT/sys å ?%"])).status_code == 200
    assert client.get(reverse("variable_page", args=["patients", "BT"])).status_code == 404


def test_pages_when_a_registry_is_closed_then_they_say_so_and_why(client, patients):
    patients.closed_on, patients.closed_because = date(2020, 1, 31), {"en": "Its data moved to another registry."}
    patients.save()

    start = reverse("application_start", args=["agency"])
    for address in (reverse("registry_page", args=["patients"]), reverse("variable_page", args=["patients", "HDIA"])):
        text = client.get(address).text
        assert "Closed since Friday 31 January 2020" in text and "moved to another registry" in text
        assert start not in text and "Put in the basket" not in text
    assert "closed</span>" in page(client) and "closed</span>" in page(client, q="birth")


def test_registry_page_when_it_closes_later_then_it_is_open(client, patients):
    patients.closed_on = clock.today() + timedelta(days=2)
    patients.save()

    assert "Closed since" not in client.get(reverse("registry_page", args=["patients"])).text


@pytest.mark.parametrize(("ending", "begin"), [("csv", b"\xef\xbb\xbfname;"), ("xlsx", b"PK")])
def test_variable_file_when_asked_for_then_it_comes_under_the_name_of_the_registry(client, patients, ending, begin):
    answer = client.get(reverse("variable_file", args=["patients", ending]))

    assert answer.content.startswith(begin)
    assert f'filename="patients.{ending}"' in answer["Content-Disposition"]
    assert client.get(reverse("variable_file", args=["patients", "pdf"])).status_code == 404
    assert client.get(reverse("variable_file", args=["nowhere", ending])).status_code == 404


def test_words_when_searched_then_the_database_has_an_index_of_them():
    with connection.cursor() as cursor:
        made = connection.introspection.get_constraints(cursor, "registries_variable")

    assert {"registries_variable_words", "variable_in_order", "variable_by_name"} <= set(made)


def test_variables_when_asked_for_in_no_way_then_all_are():
    assert "WHERE" not in str(asked_for(Choice()).query)
