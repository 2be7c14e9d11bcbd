"""A draft whose form has a newer version: it is told, and can move without losing a word."""

from copy import deepcopy
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from applications.actions.form_version import move_to_newer_form
from applications.form_versions import newer_rules, shown_aside
from applications.models import Answers, Application, Attachment, ProjectMember
from applications.problems import NotAllowed, NotReady, StaleCase
from registries.models import AttachmentRule, FormVersion, Procedure
from tests.factories.people import UserFactory
from tests.factories.place import enclose
from tests.factories.world import MONDAY, SECTIONS, World, make_world

pytestmark = pytest.mark.django_db
TOMORROW = MONDAY + timedelta(days=1)
TYPED = {"note": "By hand", "purpose": {"text": "To know", "reference": ""}, "where": {"text": "", "reference": "p. 3"}}
TYPED |= {"count": "3", "gone": "Kept", "title": "Hips"}


def question(key: str, kind: str, **further) -> dict:
    """A question without much."""
    return {"key": key, "kind": kind, "label": {"en": f"What is {key}?"}} | further


OLD = [question("note", "long_text"), question("purpose", "text_or_reference", options={"attachment": "plan"})]
OLD += [question("where", "text_or_reference", options={"attachment": "plan"}), question("count", "number")]
OLD += [question("gone", "text"), question("empty", "text"), question("files", "attachments")]
NEW = [question("note", "long_text", help={"en": "In short"}), question("purpose", "long_text")]
NEW += [question("where", "long_text"), question("count", "yes_no"), question("files", "attachments")]
NEW += [question("abroad", "yes_no"), question("study_name", "text", fact="project.title")]


@pytest.fixture
def world() -> World:
    with time_machine.travel(MONDAY):
        world = make_world()
        world.form.schema = {"sections": [*deepcopy(SECTIONS), {"key": "more", "title": {}, "questions": OLD}]}
        world.form.save()
        yield world


@pytest.fixture
def case(world) -> Application:
    case = world.draft()
    Answers.objects.filter(application=case).update(values=TYPED, versions={"more": 2}, own=["gone", "title"])
    return case


def newer(world) -> FormVersion:
    """A form that holds from tomorrow, with another procedure."""
    schema = {"sections": [*deepcopy(SECTIONS), {"key": "more", "title": {}, "questions": NEW}]}
    dated = {"authority": world.authority, "kind": "new", "version": "U", "valid_from": date(2026, 9, 8)}
    Procedure.objects.create(**dated)
    form = FormVersion.objects.create(**dated, schema=schema)
    AttachmentRule.objects.create(form_version=form, key="plan", position=1, label={"en": "Plan"})
    return form


def move(world, case, **further) -> Application:
    move_to_newer_form(**{"by": world.researcher, "application_id": case.pk, "at": TOMORROW} | further)
    return world.fresh(case)


def test_draft_when_its_form_is_the_newest_then_there_is_nothing_to_move_to(world, case):
    assert newer_rules(case, MONDAY) is None
    with pytest.raises(NotReady, match="newest form"):
        move(world, case)
    newer(world)
    assert newer_rules(case, MONDAY) is None
    assert newer_rules(case, TOMORROW).form.version == "U"


def test_draft_when_moved_then_has_the_newer_rules_and_every_answer_that_fits(world, case):
    form = newer(world)
    moved = move(world, case)
    assert (moved.form_version, moved.procedure.version) == (form, "U")
    answers = Answers.objects.get(application=case)
    here = {key: value for key, value in answers.values.items() if "@" not in key}
    assert here == {"note": "By hand", "purpose": "To know", "where": "", "title": "Hips", "study_name": case.title}
    assert (answers.own, answers.versions) == (["title"], {"more": 3})
    event = case.events.get(kind="moved_to_newer_form")
    assert (event.details["from_form"], event.details["to_form"]) == ("T", "U")


def test_draft_when_moved_then_what_has_no_question_is_laid_aside_and_can_be_read(world, case):
    newer(world)
    move(world, case)
    values = Answers.objects.get(application=case).values
    kept = {row.label["en"]: row.shown for row in shown_aside(values)}
    assert [text for _label, text in kept["What is gone?"]] == ["Kept"]
    assert set(kept) == {"What is gone?", "What is count?", "What is where?"}


def test_draft_when_moved_then_files_without_a_place_are_no_longer_enclosed(world, case):
    newer(world)
    enclose(case, world.researcher)
    enclose(case, world.researcher)
    Attachment.objects.filter(pk=case.attachments.first().pk).update(rule_key="plan")
    move(world, case)
    assert [file.rule_key for file in case.attachments.enclosed()] == ["plan"]
    assert case.attachments.count() == 2


def test_move_when_somebody_only_reads_or_the_page_is_old_or_it_is_sent_then_is_refused(world, case):
    newer(world)
    reader = UserFactory()
    ProjectMember.objects.create(project=case.project, user=reader, role="member", may="view")
    with pytest.raises(NotAllowed):
        move(world, case, by=reader)
    with pytest.raises(StaleCase):
        move(world, case, expected_version=99)
    sent = world.case_at("submitted")
    with pytest.raises(NotReady):
        move(world, sent)
    assert world.fresh(case).form_version == world.form


class TestPages:
    @pytest.fixture
    def browser(self, world, case, client):
        newer(world)
        enclose(case, world.researcher)
        with time_machine.travel(TOMORROW):
            client.force_login(world.researcher)
            yield client

    def test_page_of_a_draft_when_a_newer_form_holds_then_says_so_and_leads_to_it(self, browser, case):
        page = browser.get(reverse("application_page", args=[case.public_id])).content.decode()
        assert reverse("application_newer_form", args=[case.public_id]) in page
        assert "A newer version of this form" in page

    def test_newer_form_when_looked_at_and_moved_to_then_says_what_changes_and_keeps_the_rest(self, browser, case):
        address = reverse("application_newer_form", args=[case.public_id])
        page = browser.get(address).content.decode()
        for words in ("What is abroad?", "Is no longer asked", "Is asked in another way", "Kept", "approval.pdf"):
            assert words in page, words
        moved = browser.post(address, {"version": case.version}, follow=True).content.decode()
        assert "has the newer form now" in moved
        assert "3 answers that this form does not ask for are kept" in moved
        again = browser.get(address).content.decode()
        assert "There is no newer form" in again
        assert "Kept" in again
        assert browser.post(address).status_code == 409
        history = browser.get(reverse("application_page", args=[case.public_id]) + "?tab=history").content.decode()
        assert "The draft got the newer form: U in place of T" in history

    def test_newer_form_when_only_the_procedure_differs_then_says_that_it_asks_the_same(self, browser, world, case):
        FormVersion.objects.filter(version="U").update(schema=world.form.schema)
        AttachmentRule.objects.all().delete()
        page = browser.get(reverse("application_newer_form", args=[case.public_id])).content.decode()
        assert "It asks the same." in page
