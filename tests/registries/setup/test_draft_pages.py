"""The pages on which a form is written: what is typed is kept, and faults stand at their place."""

from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from registries.kinds import KINDS
from registries.loading import tables
from registries.models import FormDraft, Role
from registries.project_facts import PROJECT_FACTS
from registries.setup.drafts import entries
from registries.setup.drafts.actions import begin, change_part, remove_part, said_by
from registries.setup.drafts.finding import find
from registries.setup.drafts.forms import PartForm
from tests.factories.people import UserFactory
from tests.factories.registries import (
    AttachmentRuleFactory,
    AuthorityFactory,
    FormVersionFactory,
    MembershipFactory,
    ProcedureFactory,
    RegistryFactory,
)

pytestmark = pytest.mark.django_db
BOTH = {"sv": "Länkas de?", "en": "Linked?"}
SECTIONS = [
    {"key": "study", "title": BOTH, "questions": [{"key": "title", "kind": "text", "label": BOTH, "required": True}]},
    {
        "key": "data",
        "title": BOTH,
        "questions": [
            {"key": "linkage", "kind": "yes_no", "label": BOTH},
            {"key": "size", "kind": "choice", "label": BOTH, "choices": [{"key": "few", "label": BOTH}]},
            {"key": "files", "kind": "attachments", "label": BOTH},
        ],
    },
]


@pytest.fixture
def draft() -> FormDraft:
    authority = AuthorityFactory(slug="agency")
    form = FormVersionFactory(authority=authority, schema={"sections": SECTIONS})
    AttachmentRuleFactory(form_version=form, key="plan", label=BOTH)
    procedure = ProcedureFactory(authority=authority)
    procedure.stages.create(key="submitted", position=1, name=BOTH)
    admin = MembershipFactory(authority=authority, role=Role.ADMINISTRATOR, user=UserFactory(name="Ada")).user
    return begin(by=admin, authority=authority, kind="new")


@pytest.fixture
def client(draft) -> Client:
    client = Client()
    client.force_login(draft.created_by)
    return client


def address(draft: FormDraft, way: str = "") -> str:
    return f"/setup/agency/forms/{draft.public_id}/{way}"


def text_of(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def typed(draft: FormDraft, where: str, **changed) -> dict:
    """What the page of a part sends when some of its fields are changed."""
    client = Client()
    client.force_login(draft.created_by)
    response = client.get(address(draft, f"{where}/"))
    form = response.context["form"]
    said = {name: form[name].value() for name in form.fields}
    said = {name: value for name, value in said.items() if value not in (None, "", False, [])}
    return said | {"known": response.context["page"].known} | changed


def test_list_when_opened_then_shows_versions_and_begins_the_next_one(draft, client):
    RegistryFactory(authority=draft.authority, slug="patients")
    page = text_of(client.get("/setup/agency/forms/"))
    assert "Go on with" in page
    assert "Last changed by Ada" in page
    begun = client.post("/setup/agency/forms/begin/", {"kind": "new", "registry": "patients"}, follow=True)
    assert "The next version is begun" in text_of(begun)
    assert "Procedure" not in text_of(begun)
    again = client.post("/setup/agency/forms/begin/", {"kind": "new"}, follow=True)
    assert again.redirect_chain == [(address(draft), 302)]
    assert "has begun the next version of this form already" in text_of(again)
    nothing = client.post("/setup/agency/forms/begin/", {"kind": "other"}, follow=True)
    assert nothing.redirect_chain == [("/setup/agency/forms/", 302)]


def test_draft_when_opened_then_every_link_in_it_leads_to_a_page(draft, client):
    page = client.get(address(draft))
    places = {line.url for listing in page.context["pages"].form_lists for line in listing.lines}
    places |= {line.url for listing in page.context["pages"].procedure_lists for line in listing.lines}
    places |= {line.url for line in page.context["pages"].singles + page.context["pages"].texts}
    assert len(places) == 4 + 2 + len(tables.TEXTS.items)
    for place in (*places, address(draft, "sections/data/questions/size/choices/few/"), address(draft, "details/")):
        assert client.get(place).status_code == 200, place
    to_the_list = client.get(address(draft, "sections/data/questions/"))
    assert to_the_list.url == address(draft, "sections/data/") + "#list-question"
    for way in ("sections/gone/", "add/sections/data/", "procedure/gone/", "sections/study/questions/gone/"):
        assert client.get(address(draft, way)).status_code == 404, way


def test_question_when_added_then_is_saved_with_its_words_and_leads_back(draft, client):
    sent = {"label__sv": "Etik?", "label__en": "Ethics?", "key": "ethics", "kind": "yes_no", "required": "on"}
    sent |= {"visible_when": "linkage  and\r\nsize == 'few'", "options": "rows = 6", "min": "5", "max": "today"}
    done = client.post(address(draft, "add/sections/data/questions/"), sent)
    assert done.url == address(draft, "sections/data/") + "#row-ethics"
    draft.refresh_from_db()
    assert find(draft.content, "sections/data/questions/ethics").row == {
        **{"key": "ethics", "kind": "yes_no", "label": {"sv": "Etik?", "en": "Ethics?"}, "required": True},
        **{"visible_when": "linkage and size == 'few'", "options": {"rows": 6}, "min": 5, "max": "today"},
    }


def test_attachment_when_added_on_a_condition_then_stands_in_the_draft(draft, client):
    sent = {"label__sv": "Etik", "label__en": "Ethics", "key": "ethics", "required_when": "linkage", "kinds": ["pdf"]}
    done = client.post(address(draft, "add/attachments/"), sent | {"max_mb": "5"}, follow=True)
    assert "“Ethics” is saved in the draft." in text_of(done)
    draft.refresh_from_db()
    assert draft.content["attachments"][1]["required_when"] == "linkage"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"key": "Big Key"}, "This cannot be a key"),
        ({"key": ""}, "required"),
        ({"kind": "oracle"}, "oracle is not one of the available choices"),
        ({"max_length": "-3"}, "greater than or equal to 0"),
        ({"options": "rows 6"}, "This cannot be read"),
    ],
)
def test_question_when_something_cannot_be_kept_then_is_refused_with_all_that_was_typed(
    draft, client, changed, sentence
):
    where = "sections/study/questions/title"
    sent = typed(draft, where) | {"label__en": "A new label"} | changed
    response = client.post(address(draft, f"{where}/"), sent)
    assert response.status_code == 422
    page = text_of(response)
    assert sentence in page
    assert "Nothing you typed is lost" in page
    assert "A new label" in page
    draft.refresh_from_db()
    assert draft.version == 1


def test_question_when_its_key_is_taken_then_is_refused_with_all_that_was_typed(draft, client):
    where = "sections/study/questions/title"
    response = client.post(address(draft, f"{where}/"), typed(draft, where, key="linkage", label__en="A new label"))
    assert response.status_code == 409
    assert "“linkage” is there already" in text_of(response)
    assert "A new label" in text_of(response)


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ("linkage", "The condition makes “linkage” depend on itself: linkage → linkage"),
        ("gone", "“gone”, which is no question here"),
        ("linkage and", "cannot be read"),
    ],
)
def test_rule_when_it_is_wrong_then_is_kept_and_named_at_its_place(draft, client, condition, sentence):
    where = "sections/data/questions/linkage"
    done = client.post(address(draft, f"{where}/"), typed(draft, where, visible_when=condition), follow=True)
    assert done.redirect_chain == [(address(draft, f"{where}/"), 302)]
    page = text_of(done)
    assert "Saved, with something to mend" in page
    assert sentence in page
    assert 'href="#id_visible_when"' in page
    assert 'aria-describedby="id_visible_when_helptext"' in page
    overview = text_of(client.get(address(draft)))
    assert "1 fault" in overview
    draft.refresh_from_db()
    assert find(draft.content, where).row["visible_when"] == condition


def test_rules_when_two_questions_hang_on_each_other_then_both_pages_say_so(draft, client):
    for key, condition in (("linkage", "size == 'few'"), ("size", "linkage")):
        where = f"sections/data/questions/{key}"
        client.post(address(draft, f"{where}/"), typed(draft, where, visible_when=condition))
    for key, way in (("linkage", "linkage → size → linkage"), ("size", "size → linkage → size")):
        assert way in text_of(client.get(address(draft, f"sections/data/questions/{key}/")))


def test_question_when_renamed_then_keeps_its_choices_and_its_new_address_is_shown(draft, client):
    where = "sections/data/questions/size"
    done = client.post(address(draft, f"{where}/"), typed(draft, where, key="volume"), follow=True)
    assert done.redirect_chain[0][0].endswith("sections/data/#row-volume")
    draft.refresh_from_db()
    assert find(draft.content, "sections/data/questions/volume").row["choices"] == [{"key": "few", "label": BOTH}]


def test_part_when_somebody_else_saved_it_then_both_versions_are_shown_and_one_is_chosen(draft, client):
    where = "sections/study/questions/title"
    mine = typed(draft, where, label__en="My label")
    theirs = {"key": "title", "kind": "text", "label": {"sv": "Titel", "en": "Their label"}}
    change_part(by=draft.created_by, draft_id=draft.pk, where=where, values=theirs)
    response = client.post(address(draft, f"{where}/"), mine)
    assert response.status_code == 409
    page = text_of(response)
    assert "Both versions" in page
    assert "en: Their label" in page
    assert "en: My label" in page
    again = mine | {"known": response.context["page"].known}
    assert client.post(address(draft, f"{where}/"), again).status_code == 302
    draft.refresh_from_db()
    assert find(draft.content, where).row["label"]["en"] == "My label"


def test_part_when_somebody_else_removed_it_then_what_was_typed_can_be_added_again(draft, client):
    where = "sections/study/questions/title"
    mine = typed(draft, where, label__en="My label")
    remove_part(by=draft.created_by, draft_id=draft.pk, where=where)
    response = client.post(address(draft, f"{where}/"), mine)
    assert response.status_code == 409
    assert "Somebody has removed this" in text_of(response)
    assert "My label" in text_of(response)
    assert client.post(address(draft, "add/sections/study/questions/"), mine).status_code == 302
    remove_part(by=draft.created_by, draft_id=draft.pk, where="sections/study")
    assert client.post(address(draft, f"{where}/"), mine).status_code == 404


def test_rows_when_moved_and_removed_then_lead_back_to_their_list(draft, client):
    moved = client.post(address(draft, "move/sections/data/"), {"do": "up"})
    assert moved.url == address(draft) + "#row-data"
    moved = client.post(address(draft, "move/sections/study/questions/title/"), {"section": "data"}, follow=True)
    assert "The question is moved" in text_of(moved)
    removed = client.post(address(draft, "remove/sections/study/"), follow=True)
    assert "is removed from the draft" in text_of(removed)
    draft.refresh_from_db()
    assert [row["key"] for row in draft.content["sections"]] == ["data"]
    for way in ("move/sections/", "remove/procedure/settings/"):
        assert client.post(address(draft, way)).status_code == 404
    stale = client.post(address(draft, "remove/sections/data/"), {"known": "other"}, follow=True)
    assert "Somebody else has changed this" in text_of(stale)
    gone = client.post(address(draft, "move/sections/data/questions/title/"), {"section": "gone"}, follow=True)
    assert "Somebody has removed this" in text_of(gone)


def test_name_when_changed_by_two_then_the_second_is_told_what_it_is_now(draft, client):
    for name, known, status in (("", 1, 422), ("2026-1", 1, 302), ("2026-2", 1, 409), ("2026-2", 2, 302)):
        response = client.post(address(draft, "details/"), {"version_name": name, "known": known})
        assert response.status_code == status
        if status == 409:
            assert "It is called “2026-1” now." in text_of(response)
            assert 'value="2026-2"' in text_of(response)
    draft.refresh_from_db()
    assert draft.version_name == "2026-2"


def test_draft_when_proposed_then_only_shown_and_what_was_typed_is_kept(draft, client):
    where = "sections/study/questions/title"
    mine = typed(draft, where, label__en="My label")
    draft.valid_from, draft.proposed_by, draft.proposed_at = date(2099, 1, 1), draft.created_by, timezone.now()
    draft.save()
    page = text_of(client.get(address(draft)))
    assert "Ada proposes that this version holds from" in page
    assert "Add a section" not in page
    assert "Withdraw the proposal first" in text_of(client.get(address(draft, f"{where}/"), follow=True))
    for way, sent in ((f"{where}/", mine), ("add/sections/study/questions/", mine | {"key": "more"})):
        refused = client.post(address(draft, way), sent)
        assert refused.status_code == 409
        assert "My label" in text_of(refused)
    named = client.post(address(draft, "details/"), {"version_name": "X", "known": draft.version})
    assert (named.status_code, "Withdraw the proposal first" in text_of(named)) == (409, True)
    discarded = client.post(address(draft, "discard/"), follow=True)
    assert "Withdraw the proposal first" in text_of(discarded)


def test_draft_when_discarded_then_stays_readable(draft, client):
    done = client.post(address(draft, "discard/"), follow=True)
    assert "The draft is discarded" in text_of(done)
    assert "Nothing of it was published" in text_of(client.get(address(draft)))
    assert "This version is closed" in text_of(client.get(address(draft, "sections/study/"), follow=True))


def test_names_when_a_condition_is_written_then_those_that_it_can_read_are_listed(draft, client):
    page = client.get(address(draft, "sections/study/questions/title/")).context["page"]
    found = {name.name: name.example for name in page.names}
    assert found["linkage"] == "linkage"
    assert found["size"] == "size == 'few'"
    assert "variable_tags" in found
    assert "title" not in found  # a question cannot hang on itself
    assert "files" not in found
    assert client.get(address(draft, "sections/study/")).context["page"].names == []


@pytest.mark.parametrize(
    ("row", "shape", "elsewhere"),
    [
        (entries.SECTION_ENTRIES, tables.SECTION, {"questions"}),
        (entries.QUESTION_ENTRIES, tables.QUESTION, {"choices"}),
        (entries.CHOICE_ENTRIES, tables.CHOICE, set()),
        (entries.ATTACHMENT_ENTRIES, tables.ATTACHMENT, set()),
        (entries.STAGE_ENTRIES, tables.STAGE, set()),
        (entries.CHECK_ENTRIES, tables.CHECK, set()),
        (entries.RESERVATION_ENTRIES, tables.RESERVATION, set()),
        (entries.REASON_ENTRIES, tables.REASON, set()),
        (entries.DUTY_ENTRIES, tables.DUTY, set()),
        (entries.INTRO_ENTRIES, tables.SELF_CHECK, {"questions", "outcomes"}),
        (entries.SELF_CHECK_QUESTION_ENTRIES, tables.SELF_CHECK_QUESTION, {"choices"}),
        (entries.OUTCOME_ENTRIES, tables.OUTCOME, set()),
        (entries.PROCEDURE_ENTRIES, tables.PROCEDURE, {"kind", "valid_from", "version", "texts"}),
    ],
)
def test_entries_when_compared_with_the_catalogue_then_everything_that_it_takes_can_be_written(row, shape, elsewhere):
    assert {entry.name for entry in row} | elsewhere == set(shape.items)


def test_words_when_compared_with_the_catalogue_then_everything_has_some():
    assert set(entries.KIND_WORDS) == set(KINDS)
    assert set(entries.TEXT_WORDS) == set(tables.TEXTS.items)
    [fact] = [entry for entry in entries.QUESTION_ENTRIES if entry.name == "fact"]
    assert {key for key, _words in fact.choices} == set(PROJECT_FACTS)


def test_form_when_saved_as_it_stands_then_says_what_it_said(draft):
    where = "sections/data/questions/size"
    spot = find(draft.content, where)
    spot.row.update({"help": BOTH, "options": {"without": ["title"]}, "max_length": 9, "min": 1.5, "max": "2026-01-31"})
    form = PartForm(spot)
    sent = {name: form[name].value() for name in form.fields}
    again = PartForm(spot, {name: value for name, value in sent.items() if value not in (None, False)})
    assert again.is_valid(), again.errors
    assert again.values == said_by(spot)
