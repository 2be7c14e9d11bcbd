"""The pages about a draft: tried out, checked, compared, previewed, proposed and published."""

import pytest
import time_machine
from django.urls import reverse

from applications.models import Application, Project
from registries.models import FormDraft, FormVersion, Registry, SetupEvent, Variable
from tests.factories.registries import RegistryFactory
from tests.registries.setup.drafting import ABROAD, TODAY, make_office, words

pytestmark = pytest.mark.django_db
PAGES = ("draft_preview", "draft_test", "draft_faults", "draft_compare", "draft_publish")


@pytest.fixture
def office():
    with time_machine.travel(TODAY):
        yield make_office()


@pytest.fixture
def draft(office) -> FormDraft:
    return office.draft()


def address(name: str, draft: FormDraft, *further: str) -> str:
    return reverse(name, args=[draft.authority.slug, draft.public_id, *further])


def look(client, name: str, draft: FormDraft, *further: str, query: str = "") -> str:
    response = client.get(address(name, draft, *further) + query)
    assert response.status_code == 200
    return response.content.decode()


def rows() -> tuple:
    models = (Application, Project, FormVersion, FormDraft, SetupEvent)
    return tuple(list(model._base_manager.order_by("pk").values_list()) for model in models)


class TestPublishPage:
    def send(self, client, draft, **typed):
        draft.refresh_from_db()
        return client.post(address("draft_publish", draft), {"known": draft.version} | typed, follow=True)

    def test_form_when_one_proposes_and_another_publishes_then_both_are_told_what_comes_next(
        self, client, office, draft
    ):
        client.force_login(office.ada)
        said = self.send(client, draft, do="propose", valid_from="2026-09-08", version_name="Two")
        assert "another administrator looks at it" in said.content.decode()
        assert 'value="publish"' not in look(client, "draft_publish", draft)
        client.force_login(office.bo)
        assert "Ada Admin proposed it" in look(client, "draft_publish", draft)
        said = self.send(client, draft, do="publish").content.decode()
        assert "is published" in said
        assert "published by Bo Admin" in said
        assert FormVersion.objects.filter(version="Two").exists()

    def test_proposal_when_refused_then_the_reason_stands_there_with_what_was_typed(self, client, office, draft):
        client.force_login(office.ada)
        refused = self.send(client, draft, do="propose", valid_from="2026-09-01", version_name="Three")
        page = refused.content.decode()
        assert (refused.status_code, "not after today" in page, 'value="Three"' in page) == (409, True, True)
        wrong = self.send(client, draft, do="propose", valid_from="soon", version_name="Three")
        assert wrong.status_code == 422
        draft.refresh_from_db()
        assert (draft.proposed_at, draft.version_name) == (None, "Two")

    def test_publishing_when_the_page_is_old_then_is_told_who_published(self, client, office, draft):
        client.force_login(office.ada)
        self.send(client, draft, do="propose", valid_from="2026-09-08", version_name="Two")
        client.force_login(office.bo)
        self.send(client, draft, do="publish")
        again = client.post(address("draft_publish", draft), {"known": 2, "do": "publish"})
        assert again.status_code == 409
        page = again.content.decode()
        assert "Bo Admin has already published" in page and "to mend here" not in page and "save again" not in page

    def test_proposal_when_withdrawn_then_can_be_made_anew(self, client, office, draft):
        client.force_login(office.ada)
        self.send(client, draft, do="propose", valid_from="2026-09-08", version_name="Two")
        assert "withdrawn" in self.send(client, draft, do="withdraw", because="Later.").content.decode()
        assert 'value="propose"' in look(client, "draft_publish", draft)
        assert self.send(client, draft, do="withdraw", because="x" * 501).status_code == 422
        assert self.send(client, draft, do="nothing").status_code == 200

    def test_proposal_when_its_day_has_come_then_says_so(self, client, office, draft):
        client.force_login(office.ada)
        self.send(client, draft, do="propose", valid_from="2026-09-08", version_name="Two")
        client.force_login(office.bo)
        with time_machine.travel("2026-09-09 10:00Z"):
            client.force_login(office.bo)
            page = look(client, "draft_publish", draft)
        assert "The day has come" in page
        assert 'value="publish"' not in page


class TestReading:
    def test_comparison_when_opened_then_names_what_came_with_links_to_it(self, client, office, draft):
        client.force_login(office.ada)
        page = look(client, "draft_compare", draft)
        assert ABROAD["label"]["en"] in page
        assert address("draft_part", draft, "sections/study/questions/abroad") in page
        assert "Compared with “One”" in page
        assert "yes or no" in page
        assert "2 added" in " ".join(page.split())

    def test_comparison_when_another_version_came_meanwhile_then_says_so(self, client, office, draft):
        office.form.pk, office.form._state.adding, office.form.version = None, True, "Meanwhile"
        office.form.valid_from = TODAY.date()
        office.form.save()
        client.force_login(office.ada)
        assert "was published after this draft was begun" in look(client, "draft_compare", draft)

    def test_tester_when_answers_are_chosen_then_says_which_rules_fire_and_why(self, client, office, draft):
        client.force_login(office.ada)
        page = " ".join(look(client, "draft_test", draft, query="?linkage=yes&abroad=yes").split())
        assert "3 of 3 rules fire." in page
        assert "All of these:" in page
        assert "<code>linkage</code> – Will data be linked?: <strong>Yes</strong>" in page

    def test_tester_when_some_rules_fire_then_those_come_first_and_unknown_ones_last(self, client, office, draft):
        questions = draft.content["sections"][0]["questions"]
        questions.insert(0, {"key": "early", "kind": "text", "label": words("Early"), "visible_when": "abroad"})
        draft.save()
        client.force_login(office.ada)
        answer = client.get(address("draft_test", draft), {"linkage": "yes"})
        values = [[row["verdict"].value for row in group["rows"]] for group in answer.context["groups"]]
        assert values == [[True, None], [True], [None]]
        parts = [group["part"] for group in answer.context["groups"]]
        assert parts == ["questions", "checklist", "attachments"]

    def test_tester_when_asked_by_htmx_then_answers_with_the_rules_alone(self, client, office, draft):
        client.force_login(office.ada)
        page = client.get(address("draft_test", draft), {"linkage": "no"}, headers={"HX-Request": "true"})
        assert "<html" not in page.content.decode()
        assert "0 of 3 rules fire." in " ".join(page.content.decode().split())

    def test_faults_when_there_are_some_then_each_leads_to_its_place(self, client, office, draft):
        questions = draft.content["sections"][0]["questions"]
        questions[3]["visible_when"] = "nothing_like_it"
        questions[1].pop("label")
        draft.content["attachments"][0]["required_when"] = "linkage and and"
        draft.save()
        client.force_login(office.ada)
        page = look(client, "draft_faults", draft)
        assert "nothing_like_it" in page
        for where in ("sections/study/questions/sources", "sections/study/questions/linkage", "attachments/transfer"):
            assert address("draft_part", draft, where) in page, where
        assert "This condition cannot be read" in look(client, "draft_test", draft)
        assert "The draft has faults" in look(client, "draft_preview", draft)

    def test_draft_when_without_faults_and_conditions_then_the_pages_say_so(self, client, office):
        draft = office.draft()
        draft.content["checklist"], draft.content["attachments"] = [], []
        draft.content["sections"][0]["questions"] = [draft.content["sections"][0]["questions"][0]]
        draft.save()
        client.force_login(office.ada)
        assert "no conditions yet" in look(client, "draft_test", draft)
        assert "Nothing stands against" in look(client, "draft_faults", draft)
        draft.content["sections"] = []
        draft.save()
        assert "no sections yet" in look(client, "draft_preview", draft)

    def test_pages_when_the_draft_is_published_or_discarded_then_can_still_be_read(self, client, office, draft):
        client.force_login(office.ada)
        FormDraft.objects.filter(pk=draft.pk).update(discarded_at=TODAY)
        for name in PAGES:
            look(client, name, draft)

    def test_pages_when_opened_by_others_then_are_refused_or_not_there(self, client, office, draft):
        client.force_login(office.officer)
        assert {client.get(address(name, draft)).status_code for name in PAGES} == {403}


class TestPreview:
    def send(self, client, draft, section: str, htmx: bool = False, **typed):
        headers = {"HX-Request": "true"} if htmx else {}
        return client.post(address("draft_preview_section", draft, section), typed, headers=headers)

    def test_preview_when_opened_then_is_drawn_as_the_applicants_form_and_leaves_no_row(self, client, office, draft):
        client.force_login(office.ada)
        before = rows()
        page = look(client, "draft_preview", draft)
        assert ABROAD["label"]["en"] in page
        assert "Agreement on the transfer" in page
        assert 'name="sources"' not in page
        assert 'type="file"' not in page
        assert rows() == before

    def test_preview_when_an_answer_brings_up_a_question_then_it_comes_and_nothing_is_stored(
        self, client, office, draft
    ):
        client.force_login(office.ada)
        before = rows()
        typed = {"asked": ["title", "linkage", "abroad"], "title": "Hips", "linkage": "yes", "abroad": "yes"}
        swapped = self.send(client, draft, "study", htmx=True, **typed).content.decode()
        assert 'name="sources"' in swapped
        page = look(client, "draft_preview", draft, query="?mend=1")
        assert 'value="Hips"' in page
        assert "Data that leave the country need an agreement." in page
        assert rows() == before

    def test_preview_when_gone_through_then_goes_round_and_can_begin_anew(self, client, office, draft):
        draft.content["sections"].append(
            {
                "key": "end",
                "title": words("End"),
                "questions": [{"key": "note", "kind": "text", "label": words("Note")}],
            }
        )
        draft.save()
        client.force_login(office.ada)
        gone_on = self.send(client, draft, "study", asked="title", title="Hips", do="next")
        assert gone_on.url == address("draft_preview_section", draft, "end")
        assert self.send(client, draft, "end", do="next").url == address("draft_preview_section", draft, "study")
        assert 'value="Hips"' in look(client, "draft_preview", draft)
        self.send(client, draft, "study", do="anew")
        assert 'value="Hips"' not in look(client, "draft_preview", draft)
        assert client.get(address("draft_preview_section", draft, "nowhere")).status_code == 404

    def test_preview_when_variables_are_chosen_then_they_stay_in_the_list(self, client, office, draft):
        registry: Registry = RegistryFactory(authority=office.authority, slug="patients")
        variable = Variable.objects.create(registry=registry, name="HDIA", label=words("Diagnosis"))
        draft.content["sections"][0]["questions"] += [
            {"key": "registries", "kind": "registries", "label": words("Registries")},
            {"key": "variables", "kind": "variables", "label": words("Variables")},
        ]
        draft.save()
        client.force_login(office.ada)
        chosen = {"asked": ["registries", "variables"], "registries": "patients"}
        swapped = self.send(client, draft, "study", htmx=True, **chosen).content.decode()
        assert "HDIA" in swapped
        self.send(client, draft, "study", do="add", add=variable.pk, **chosen)
        assert f'name="reason_{variable.pk}"' in look(client, "draft_preview", draft)

    def test_preview_when_the_authority_has_no_procedure_yet_then_is_drawn_with_that_of_the_draft(
        self, client, office, draft
    ):
        office.procedure.delete()
        client.force_login(office.ada)
        look(client, "draft_preview", draft)

    def test_preview_when_of_a_registrys_own_form_then_is_for_that_registry(self, client, office):
        RegistryFactory(authority=office.authority, slug="hips", name=words("Hip register"))
        question = {"key": "variables", "kind": "variables", "label": words("Variables")}
        content = {"sections": [{"key": "data", "title": words("Data"), "questions": [question]}]}
        draft = office.draft(registry_slug="hips", content=content)
        client.force_login(office.ada)
        assert "Choose a registry first" not in look(client, "draft_preview", draft)
