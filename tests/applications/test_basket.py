"""The basket: variables put aside while searching, and the applications that they lead to."""

from datetime import date

import pytest
from django.urls import reverse

from applications.actions.basket import begin_from_basket
from applications.basket import receivers_of
from applications.completeness import gaps
from applications.models import Application, BasketItem
from registries.models import Authority, Variable
from tests.factories.registries import AuthorityFactory, RegistryFactory, VariableFactory
from tests.factories.world import ask_for_variables, make_project, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return ask_for_variables(make_world())


def ids_of(*variables) -> list[int]:
    return [variable.pk for variable in variables]


def named(*names) -> list[Variable]:
    return list(Variable.objects.filter(name__in=names))


def test_basket_when_nobody_is_signed_in_then_waits_in_the_session_and_comes_along(client, world):
    diagnosis, birth = named("HDIA", "FODDAT")
    client.post(reverse("basket_put"), {"variable": [diagnosis.pk, birth.pk, 999_999]})
    client.post(reverse("basket_take"), {"variable": birth.pk})
    assert [one["receiver"].variables for one in client.get(reverse("basket_page")).context["receivers"]] == [
        [diagnosis]
    ]
    assert not BasketItem.objects.exists()
    client.force_login(world.researcher)
    assert b"HDIA" in client.get(reverse("basket_page")).content
    assert list(BasketItem.objects.values_list("user", "variable")) == [(world.researcher.pk, diagnosis.pk)]


def test_basket_when_a_variable_is_put_in_twice_then_is_there_once(client, world):
    client.force_login(world.researcher)
    for _time in range(2):
        answer = client.post(reverse("basket_put"), {"variable": named("HDIA")[0].pk}, follow=True)
    assert "They are in your basket already." in answer.content.decode()
    assert BasketItem.objects.count() == 1


def test_basket_when_the_way_back_leads_elsewhere_then_stays_on_the_portal(client, world):
    posted = {"variable": named("HDIA")[0].pk, "next": "https://evil.example/"}
    assert client.post(reverse("basket_put"), posted).url == reverse("basket_page")
    posted["next"] = reverse("registry_list") + "?q=x"
    assert client.post(reverse("basket_put"), posted).url == posted["next"]


def test_button_when_pressed_with_script_then_turns_round_and_counts(client, world):
    answer = client.post(reverse("basket_put"), {"variable": named("HDIA")[0].pk}, headers={"HX-Request": "true"})
    words = answer.content.decode()
    assert "take out" in words and "1 variable" in words and "basket-count" in words


def test_begin_when_the_basket_has_two_receivers_then_begins_a_case_at_each_with_its_variables(world):
    Authority.objects.filter(pk=world.authority.pk).update(receives="registry")
    births = VariableFactory(registry=RegistryFactory(authority=world.authority, slug="births"), name="BIRTHS")
    wanted = ids_of(births, *named("HDIA", "INDATUM"))
    begun = begin_from_basket(by=world.researcher, receivers=receivers_of(wanted), title="Hips")
    assert len(begun.cases) == 2 and len({case.project for case in begun.cases}) == 1
    listed = {
        case.registries.get().slug: sorted(case.requested_variables.values_list("variable__name", flat=True))
        for case in begun.cases
    }
    assert listed == {"patients": ["HDIA", "INDATUM"], "births": ["BIRTHS"]}


def test_begin_when_the_form_has_no_variable_list_then_the_variables_stay_in_the_basket(client, world):
    world.form.schema["sections"].pop()
    world.form.save()
    client.force_login(world.researcher)
    client.post(reverse("basket_put"), {"variable": named("HDIA")[0].pk})
    words = client.post(reverse("basket_begin"), {"title": "Hips"}, follow=True).content.decode()
    assert "has no variable list" in words
    assert not Application.objects.exists() and BasketItem.objects.exists()


def test_begin_when_the_authority_receives_as_a_whole_then_chooses_the_registries(world):
    births = VariableFactory(registry=RegistryFactory(authority=world.authority, slug="births"), name="BIRTHS")
    wanted = ids_of(births, *named("HDIA"))
    case = begin_from_basket(by=world.researcher, receivers=receivers_of(wanted), title="Hips").cases[0]
    assert sorted(case.answers.values["registries"]) == ["births", "patients"] and case.registries.count() == 2


def test_begin_when_the_project_has_a_draft_there_then_fills_it_in_and_keeps_its_reasons(world):
    case = world.draft()
    case.requested_variables.create(registry=world.registry, variable=named("HDIA")[0], reason="Kept")
    begun = begin_from_basket(
        by=world.researcher, receivers=receivers_of(ids_of(*named("FODDAT", "HDIA"))), title="x", project=case.project
    )
    assert begun.cases == [case]
    assert dict(case.requested_variables.values_list("variable__name", "reason")) == {"FODDAT": "", "HDIA": "Kept"}


def test_begin_when_a_registry_was_closed_then_says_so_keeps_it_and_begins_the_rest(client, world):
    gone = RegistryFactory(
        authority=world.authority, closed_on=date(2020, 1, 1), closed_because={"en": "The data are at the archive."}
    )
    old = VariableFactory(registry=gone, name="OLD")
    client.force_login(world.researcher)
    client.post(reverse("basket_put"), {"variable": [old.pk, named("HDIA")[0].pk]})
    words = client.post(reverse("basket_begin"), {"title": "Hips"}, follow=True).content.decode()
    assert "is closed: nothing new can be applied for there. The data are at the archive." in words
    assert "Its variables are still in your basket." in words
    assert list(BasketItem.objects.values_list("variable__name", flat=True)) == ["OLD"]
    assert list(Application.objects.get().requested_variables.values_list("variable__name", flat=True)) == ["HDIA"]


def test_begin_when_nothing_can_be_applied_for_then_begins_nothing(client, world):
    idle = VariableFactory(registry=RegistryFactory(authority=AuthorityFactory()))
    client.force_login(world.researcher)
    client.post(reverse("basket_put"), {"variable": idle.pk})
    words = client.post(reverse("basket_begin"), {"title": "Hips"}, follow=True).content.decode()
    assert "takes no applications through the portal now" in words and "Nothing was begun." in words
    assert not Application.objects.exists() and BasketItem.objects.exists()


def test_begin_when_no_title_is_written_then_asks_for_one_and_keeps_the_basket(client, world):
    client.force_login(world.researcher)
    client.post(reverse("basket_put"), {"variable": named("HDIA")[0].pk})
    answer = client.post(reverse("basket_begin"), {"title": ""})
    assert "Write a title for the new project" in answer.content.decode()
    assert not Application.objects.exists() and BasketItem.objects.exists()


def test_begin_when_the_project_is_somebody_elses_then_cannot_be_chosen(client, world):
    project = make_project(world)
    client.force_login(world.people["outsider"])
    client.post(reverse("basket_put"), {"variable": named("HDIA")[0].pk})
    client.post(reverse("basket_begin"), {"project": project.public_id, "title": ""})
    assert not project.applications.exists()


def test_variable_when_it_points_out_a_person_then_asks_for_a_reason_of_its_own(world):
    case = world.draft()
    birth = named("FODDAT")[0]
    row = case.requested_variables.create(registry=world.registry, variable=birth, reason="Age at the injury")
    found = [gap.sentence for gap in gaps(case) if "nothing less detailed" in gap.sentence]
    assert len(found) == 1 and "FODDAT" in found[0]
    row.identifying_reason = "Months count below the age of two."
    row.save()
    assert not [gap for gap in gaps(case) if "nothing less detailed" in gap.sentence]


def test_variable_when_something_less_exact_is_taken_instead_then_keeps_its_reason(client, world):
    year = VariableFactory(registry=world.registry, name="FODAR", label={"en": "Year of birth"})
    birth = named("FODDAT")[0]
    birth.less_detail = ["FODAR"]
    birth.save()
    case = world.draft()
    row = case.requested_variables.create(registry=world.registry, variable=birth, reason="Age at the injury")
    address = reverse("application_form", args=[case.public_id, "data"])
    client.force_login(world.researcher)
    page = client.get(address)
    assert f"swap:{birth.pk}:{year.pk}" in page.content.decode()
    listed = {f"reason_{pk}": "Kept" for pk in case.requested_variables.values_list("variable", flat=True)}
    posted = listed | {
        "row": list(case.requested_variables.values_list("variable", flat=True)),
        "asked": ["registries", "variables"],
        "registries": ["patients"],
        "version": page.context["version"],
        "do": f"swap:{birth.pk}:{year.pk}",
    }
    client.post(address, posted)
    rows = dict(case.requested_variables.values_list("variable__name", "reason"))
    assert rows["FODAR"] == "Kept" and "FODDAT" not in rows and row.reason


def test_basket_when_taken_over_in_the_form_then_only_the_chosen_registries_count(client, world):
    case = world.draft()
    stranger = VariableFactory(registry=RegistryFactory(authority=world.authority), name="ELSEWHERE")
    client.force_login(world.researcher)
    client.post(reverse("basket_put"), {"variable": [stranger.pk, named("FODDAT")[0].pk]})
    address = reverse("application_form", args=[case.public_id, "data"])
    posted = {"row": [], "asked": ["variables"], "version": client.get(address).context["version"], "do": "basket"}
    client.post(address, posted)
    assert list(case.requested_variables.values_list("variable__name", flat=True)) == ["FODDAT"]
