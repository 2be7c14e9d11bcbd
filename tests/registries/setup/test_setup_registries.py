"""The registries and variables of an authority, as its administrators keep them."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from registries.models import Registry, SetupEvent
from registries.setup.actions.registry import add_registry, change_registry
from registries.setup.problems import NotAllowed
from registries.variable_files import write_csv
from tests.factories.registries import VariableFactory
from tests.registries.setup.forms import typed

pytestmark = pytest.mark.django_db


def address(name, *more):
    return reverse(name, args=["agency", *more])


def test_setup_when_one_authority_is_configured_then_leads_there(browser, authority):
    assert browser.get("/setup/").url == "/setup/agency/"
    assert "agency" in browser.get("/setup/agency/").content.decode()


def test_action_when_the_person_is_no_administrator_then_is_refused(officer, authority, registry):
    with pytest.raises(NotAllowed):
        add_registry(by=officer, authority=authority, values={"slug": "new", "name": {"en": "New", "sv": "Ny"}})
    with pytest.raises(NotAllowed):
        change_registry(by=officer, registry=registry, values={"name": {"en": "New", "sv": "Ny"}})
    assert Registry.objects.count() == 1 and not SetupEvent.objects.exists()


def test_registry_when_added_then_is_there_and_in_the_log(browser, authority, administrator):
    form = browser.get(address("setup_registry_add")).context["form"]
    answer = browser.post(address("setup_registry_add"), typed(form, slug="births", name_sv="Födda", name_en="Births"))
    assert answer.status_code == 302, answer.context["form"].errors
    assert Registry.objects.get(slug="births").name == {"sv": "Födda", "en": "Births"}
    event = SetupEvent.objects.get()
    assert (event.kind, event.subject, event.by) == ("registry_added", "births", administrator)
    assert browser.get(address("setup_registries")).content.decode().count("Births") > 0


def test_registry_when_its_name_lacks_a_language_or_its_address_is_taken_then_says_so(browser, registry):
    form = browser.get(address("setup_registry_add")).context["form"]
    answer = browser.post(address("setup_registry_add"), typed(form, slug="patients", name_sv="Patienter"))
    assert answer.status_code == 422
    assert "The text is missing in: English." in answer.content.decode()
    assert answer.context["form"].errors["slug"]


def test_registry_when_two_people_change_it_then_the_second_is_shown_both_versions(browser, registry, administrator):
    page = address("setup_registry", "patients")
    mine = typed(browser.get(page).context["form"], name_sv="Min", name_en="Mine")
    change_registry(by=administrator, registry=registry, values={"name": {"sv": "Deras", "en": "Theirs"}})
    answer = browser.post(page, mine)
    assert answer.status_code == 409
    words = answer.content.decode()
    assert "Somebody else has changed this" in words and "en: Theirs" in words and "en: Mine" in words
    registry.refresh_from_db()
    assert registry.name["en"] == "Theirs"
    assert browser.post(page, mine | {"known": answer.context["form"].known}).status_code == 302
    registry.refresh_from_db()
    assert registry.name["en"] == "Mine"


def test_registry_when_closed_and_opened_then_both_are_events(browser, registry):
    page = address("setup_registry_close", "patients")
    assert browser.post(page, {"known": browser.get(page).context["form"].known}).status_code == 422
    form = browser.get(page).context["form"]
    day = {"closed_on": "2026-01-01", "closed_because_sv": "Flyttat.", "closed_because_en": "Moved."}
    assert browser.post(page, typed(form, **day)).status_code == 302
    registry.refresh_from_db()
    assert registry.is_closed(date(2026, 1, 1)) and not registry.is_closed(date(2025, 12, 31))
    assert "closed since" in browser.get(address("setup_registries")).content.decode()
    assert "Open the registry again" in browser.get(address("setup_registry", "patients")).content.decode()
    browser.post(address("setup_registry_open", "patients"))
    registry.refresh_from_db()
    assert registry.closed_on is None and registry.closed_because == {}
    assert [event.kind for event in SetupEvent.objects.order_by("pk")] == ["registry_closed", "registry_opened"]


def test_variable_when_changed_then_is_stored_with_its_codes(browser, variable):
    VariableFactory(registry=variable.registry, name="HDIA3", label={"sv": "Kort", "en": "Short"})
    page = address("setup_variable", "patients", variable.pk)
    form = browser.get(page).context["form"]
    words = {"values_sv": "1 = Ja\r\n2 = Nej", "values_en": "1 = Yes\r\n2 = No", "less_detail": "HDIA3"}
    assert browser.post(page, typed(form, **words)).status_code == 302
    variable.refresh_from_db()
    assert variable.values[1] == {"code": "2", "label": {"sv": "Nej", "en": "No"}}
    assert variable.less_detail == ["HDIA3"]
    assert typed(browser.get(page).context["form"])["values_en"] == "1 = Yes\n2 = No"
    assert SetupEvent.objects.get().details["changed"]["less_detail"] == [[], ["HDIA3"]]


def test_variable_when_a_word_is_wrong_then_nothing_is_stored(browser, variable):
    page = address("setup_variable", "patients", variable.pk)
    form = browser.get(page).context["form"]
    wrong = {"less_detail": "NOSUCH", "values_sv": "no code", "tags": "Not A Tag!"}
    answer = browser.post(page, typed(form, **wrong))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"less_detail", "values", "tags"}
    assert not SetupEvent.objects.exists()


def test_variables_when_searched_then_are_those_and_can_be_fetched(browser, variable):
    page = address("setup_variables", "patients")
    found = browser.get(page, {"q": "huvud\0"}).content.decode()
    assert "HDIA" in found
    assert "No variable has these words" in browser.get(page, {"q": "zzz"}).content.decode()
    for ending in ("csv", "xlsx"):
        assert reverse("variable_file", args=["patients", ending]) in found


def a_file(text: str, name: str = "variables.csv"):
    return SimpleUploadedFile(name, text.encode(), content_type="text/csv")


NEW = "name;label (sv);label (en)\nHDIA;Diagnos;Diagnosis\nKON;Kön;Sex\n"


def test_file_when_chosen_then_shows_what_it_would_change_and_then_does_it(browser, variable):
    VariableFactory(registry=variable.registry, name="OLD", label={"sv": "Gammal", "en": "Old"})
    page = address("setup_variable_import", "patients")
    seen = browser.post(page, {"file": a_file(NEW)})
    assert seen.context["counts"] == {"added": 1, "changed": 1, "gone": 1}
    assert variable.registry.variables.count() == 2
    answer = browser.post(page, {"kept": seen.context["kept"], "remove_gone": "yes"}, follow=True)
    assert "1 variable added, 1 changed, 1 taken out" in answer.content.decode()
    rows = dict(variable.registry.variables.values_list("name", "search_text"))
    assert set(rows) == {"HDIA", "KON"} and "kön" in rows["KON"]
    assert SetupEvent.objects.get().details == {"added": 1, "changed": 1, "removed": 1, "kept": 0}
    assert "no longer kept here" in browser.post(page, {"kept": seen.context["kept"]}, follow=True).content.decode()


def test_file_when_it_has_faults_then_each_is_shown_with_its_line_and_nothing_is_kept(browser, variable):
    wrong = "name;label (sv);label (en);from year\nHDIA;Diagnos;;1997\n;X;Y;\nA;X;Y;97\n"
    seen = browser.post(address("setup_variable_import", "patients"), {"file": a_file(wrong)})
    assert [problem.line for problem in seen.context["found"].problems] == [2, 3, 4]
    assert seen.context["kept"] == "" and "3 faults in the file" in seen.content.decode()


def test_file_when_a_name_is_too_long_then_that_alone_is_said_of_its_row(browser, variable):
    wrong = f"name;label (sv);label (en)\n{'A' * 400};X;Y\n"
    seen = browser.post(address("setup_variable_import", "patients"), {"file": a_file(wrong)})
    problem = seen.context["found"].problems[0]
    assert len(seen.context["found"].problems) == 1 and "characters fit" in problem.sentence
    assert '<th scope="col" class="num">Row</th>' in seen.content.decode()


def test_file_when_it_is_no_table_or_missing_then_says_so(browser, variable):
    page = address("setup_variable_import", "patients")
    assert browser.post(page, {}).status_code == 422
    assert browser.post(page, {"file": a_file(" ")}).status_code == 422


def test_file_when_the_variables_changed_since_the_preview_then_nothing_is_taken_over(browser, variable):
    page = address("setup_variable_import", "patients")
    kept = browser.post(page, {"file": a_file(NEW)}).context["kept"]
    variable.label = {"sv": "Annat", "en": "Other"}
    variable.save()
    assert "have changed since the preview" in browser.post(page, {"kept": kept}, follow=True).content.decode()
    assert variable.registry.variables.count() == 1


def test_file_when_it_is_what_was_fetched_then_there_is_nothing_to_take_over(browser, variable):
    text = write_csv(variable.registry).decode("utf-8-sig")
    seen = browser.post(address("setup_variable_import", "patients"), {"file": a_file(text)})
    assert "nothing to take over" in seen.content.decode()
