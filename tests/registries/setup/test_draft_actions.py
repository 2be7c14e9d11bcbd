"""A draft of a form is begun, changed part by part and discarded; each is an event, and nothing published changes."""

from copy import deepcopy
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from registries.models import FormDraft, Role, SetupEvent
from registries.setup.drafts.actions import (
    add_part,
    begin,
    change_part,
    discard,
    fingerprint,
    move_part,
    move_question,
    remove_part,
    rename,
)
from registries.setup.drafts.finding import NotThere, address_of, find, part_at
from registries.setup.problems import NotAllowed, Refused, Stale
from registries.setup.views.log import told
from tests.factories.registries import (
    AttachmentRuleFactory,
    AuthorityFactory,
    FormVersionFactory,
    MembershipFactory,
    ProcedureFactory,
    RegistryFactory,
)

pytestmark = pytest.mark.django_db
BOTH = {"sv": "Ord", "en": "Words"}


@pytest.fixture
def form():
    authority = AuthorityFactory()
    section = {"key": "data", "title": BOTH, "questions": [{"key": "linkage", "kind": "yes_no", "label": BOTH}]}
    study = {"key": "study", "title": BOTH, "questions": [{"key": "title", "kind": "text", "label": BOTH}]}
    form = FormVersionFactory(authority=authority, schema={"sections": [study, section]})
    AttachmentRuleFactory(form_version=form, key="plan", label=BOTH)
    ProcedureFactory(authority=authority, stages=("submitted", "assigned", "delivery"))
    RegistryFactory(authority=authority, slug="patients")
    return form


@pytest.fixture
def admin(form):
    return MembershipFactory(authority=form.authority, role=Role.ADMINISTRATOR).user


@pytest.fixture
def draft(form, admin):
    return begin(by=admin, authority=form.authority, kind="new")


def test_begin_when_a_form_holds_then_the_draft_is_its_copy_with_its_procedure(form, admin, draft):
    assert draft.content["sections"] == form.schema["sections"]
    assert [row["key"] for row in draft.content["stages"]] == ["submitted", "assigned", "delivery"]
    assert (draft.based_on, draft.created_by, draft.version) == (form, admin, 1)
    assert not {"valid_from", "kind", "version"} & set(draft.content["procedure"])
    event = SetupEvent.objects.get()
    assert (event.kind, event.by, event.details) == ("form_begun", admin, {"draft": str(draft.public_id)})


def test_begin_when_begun_already_then_refused_until_it_is_discarded(form, admin, draft):
    with pytest.raises(Refused, match="has begun the next version"):
        begin(by=admin, authority=form.authority, kind="new")
    discard(by=admin, draft_id=draft.pk)
    assert begin(by=admin, authority=form.authority, kind="new").pk != draft.pk
    with pytest.raises(Refused, match="discarded"):
        rename(by=admin, draft_id=draft.pk, version_name="X")


def test_begin_when_a_later_version_is_published_then_goes_on_from_that(form, admin):
    later = FormVersionFactory(authority=form.authority, valid_from=date(2099, 1, 1), schema={"sections": []})
    draft = begin(by=admin, authority=form.authority, kind="new")
    assert (draft.based_on, draft.version_name) == (later, "2099-01-02")


@pytest.mark.parametrize(("kind", "registry"), [("other", ""), ("new", "strangers")])
def test_begin_when_there_is_no_such_form_then_refused(form, admin, kind, registry):
    with pytest.raises(Refused, match="no such form"):
        begin(by=admin, authority=form.authority, kind=kind, registry_slug=registry)


def test_begin_when_for_one_registry_then_copies_the_common_form_without_the_procedure(form, admin):
    draft = begin(by=admin, authority=form.authority, kind="new", registry_slug="patients")
    assert set(draft.content) == {"sections", "attachments", "form"}
    assert draft.content["sections"] == form.schema["sections"]
    with pytest.raises(Stale):
        change_part(by=admin, draft_id=draft.pk, where="procedure/settings", values={})
    renamed = rename(by=admin, draft_id=draft.pk, version_name=" P1 ", source="A paper", known=1)
    assert (renamed.version_name, renamed.content["form"]) == ("P1", {"source": "A paper"})


def test_begin_when_nothing_is_applied_for_yet_then_begins_with_the_form_for_new_ones(form, admin):
    draft = begin(by=admin, authority=form.authority, kind="change")
    assert draft.content["sections"] == form.schema["sections"]
    assert draft.based_on is None
    assert [row["key"] for row in draft.content["stages"]] == ["submitted", "assigned", "delivery"]


def test_draft_when_somebody_is_no_administrator_then_every_action_is_refused(form, draft):
    officer = MembershipFactory(authority=form.authority, role=Role.CASE_OFFICER).user
    deeds = [
        lambda: begin(by=officer, authority=form.authority, kind="change"),
        lambda: change_part(by=officer, draft_id=draft.pk, where="sections/study", values={"key": "study"}),
        lambda: add_part(by=officer, draft_id=draft.pk, where="sections", values={"key": "new"}),
        lambda: move_part(by=officer, draft_id=draft.pk, where="sections/study", up=False),
        lambda: remove_part(by=officer, draft_id=draft.pk, where="sections/study"),
        lambda: rename(by=officer, draft_id=draft.pk, version_name="X"),
        lambda: discard(by=officer, draft_id=draft.pk),
    ]
    for deed in deeds:
        with pytest.raises(NotAllowed):
            deed()
    assert FormDraft.objects.get().content == draft.content
    assert SetupEvent.objects.count() == 1


def test_change_when_a_section_is_renamed_then_its_questions_stay_and_an_event_says_both(form, admin, draft):
    values = {"key": "study", "title": {"en": "Research", "sv": "Forskning"}}
    changed = change_part(by=admin, draft_id=draft.pk, where="sections/study", values=values)
    assert changed.content["sections"][0] == values | {"questions": form.schema["sections"][0]["questions"]}
    assert (changed.version, changed.changed_by) == (2, admin)
    event = SetupEvent.objects.filter(kind="form_changed").get()
    assert event.details["before"]["title"] == BOTH
    assert (event.details["part"], event.details["after"]) == ("sections/study", values)
    form.refresh_from_db()
    assert form.schema["sections"][0]["title"] == BOTH


def test_change_when_somebody_was_faster_at_the_same_part_then_stale_and_at_another_part_not(admin, draft):
    where, other = "sections/study/questions/title", "sections/data/questions/linkage"
    known = {place: fingerprint(find(draft.content, place)) for place in (where, other)}
    first = {"key": "title", "kind": "text", "label": BOTH, "required": True}
    change_part(by=admin, draft_id=draft.pk, where=where, values=first, known=known[where])
    with pytest.raises(Stale) as refusal:
        change_part(by=admin, draft_id=draft.pk, where=where, values={"key": "title"}, known=known[where])
    assert refusal.value.row.row == first
    with pytest.raises(Stale):
        remove_part(by=admin, draft_id=draft.pk, where=where, known=known[where])
    linkage = {"key": "linkage", "kind": "yes_no", "label": {"en": "Linked?"}}
    kept = change_part(by=admin, draft_id=draft.pk, where=other, values=linkage, known=known[other])
    assert find(kept.content, where).row == first
    remove_part(by=admin, draft_id=draft.pk, where=where)
    with pytest.raises(Stale) as refusal:
        change_part(by=admin, draft_id=draft.pk, where=where, values=first, known=None)
    assert refusal.value.row is None


def test_add_when_the_key_is_free_then_stands_last_and_else_is_refused(admin, draft):
    question = {"key": "ethics", "kind": "yes_no", "label": BOTH}
    content = add_part(by=admin, draft_id=draft.pk, where="sections/study/questions", values=question).content
    assert [row["key"] for row in content["sections"][0]["questions"]] == ["title", "ethics"]
    for where in ("sections/study/questions", "sections/data/questions"):  # a question's key is free in the whole form
        with pytest.raises(Refused, match="is there already"):
            add_part(by=admin, draft_id=draft.pk, where=where, values=question)
    with pytest.raises(Refused, match="is there already"):
        change_part(by=admin, draft_id=draft.pk, where="sections/data", values={"key": "study"})
    choice = {"key": "a", "label": BOTH}
    where = "sections/study/questions/ethics/choices"
    content = add_part(by=admin, draft_id=draft.pk, where=where, values=choice).content
    assert content["sections"][0]["questions"][1]["choices"] == [choice]


def test_add_when_it_is_a_stage_then_stands_where_cases_meet_it(admin, draft):
    stage = {"key": "specification", "name": BOTH, "role": "case_officer"}
    content = add_part(by=admin, draft_id=draft.pk, where="procedure/stages", values=stage).content
    assert [row["key"] for row in content["stages"]] == ["submitted", "assigned", "specification", "delivery"]
    moved = move_part(by=admin, draft_id=draft.pk, where="procedure/stages/delivery", up=True)
    assert moved.content["stages"] == content["stages"]


def test_move_when_rows_change_places_then_in_their_list_and_across_sections(admin, draft):
    def keys(content):
        return {row["key"]: [inner["key"] for inner in row["questions"]] for row in content["sections"]}

    before = draft.content
    for up in (True, False):
        moved = move_part(by=admin, draft_id=draft.pk, where="sections/study", up=up)
    assert list(keys(moved.content)) == ["data", "study"]
    assert keys(before) == {"study": ["title"], "data": ["linkage"]}
    moved = move_question(by=admin, draft_id=draft.pk, where="sections/study/questions/title", section="data")
    assert keys(moved.content) == {"data": ["linkage", "title"], "study": []}
    with pytest.raises(Refused, match="removed this"):
        move_question(by=admin, draft_id=draft.pk, where="sections/data/questions/title", section="gone")


def test_remove_when_a_section_goes_then_with_its_questions(admin, draft):
    content = remove_part(by=admin, draft_id=draft.pk, where="sections/data").content
    assert [row["key"] for row in content["sections"]] == ["study"]
    event = SetupEvent.objects.filter(kind="form_changed").get()
    assert (event.details["done"], event.details["part"]) == ("removed", "sections/data")


def test_self_check_when_written_and_emptied_then_begins_and_goes(admin, draft):
    asked, outcome = {"key": "q", "kind": "yes_no", "label": BOTH}, {"key": "here", "result": "apply", "title": BOTH}
    for name, row in (("questions", asked), ("outcomes", outcome)):
        draft = add_part(by=admin, draft_id=draft.pk, where=f"procedure/self_check/{name}", values=row)
    change_part(by=admin, draft_id=draft.pk, where="procedure/self_check", values={"intro": BOTH})
    for where in ("questions/q", "outcomes/here"):
        remove_part(by=admin, draft_id=draft.pk, where=f"procedure/self_check/{where}")
    draft.refresh_from_db()
    assert draft.content["self_check"] == {"intro": BOTH, "questions": [], "outcomes": []}
    draft = change_part(by=admin, draft_id=draft.pk, where="procedure/self_check", values={})
    assert "self_check" not in draft.content


def test_text_when_written_and_emptied_then_stands_in_the_procedure_and_goes(admin, draft):
    where = "procedure/texts/confirmation"
    written = change_part(by=admin, draft_id=draft.pk, where=where, values={"text": BOTH})
    assert written.content["procedure"]["texts"] == {"confirmation": BOTH}
    settings = change_part(by=admin, draft_id=draft.pk, where="procedure/settings", values={"appeal_weeks": 4})
    assert settings.content["procedure"] == {"appeal_weeks": 4, "texts": {"confirmation": BOTH}}
    emptied = change_part(by=admin, draft_id=draft.pk, where=where, values={})
    assert emptied.content["procedure"]["texts"] == {}


def test_change_when_the_draft_is_proposed_then_refused_and_says_what_to_do(admin, draft):
    draft.valid_from, draft.proposed_by, draft.proposed_at = date(2099, 1, 1), admin, timezone.now()
    draft.save()
    for deed in (
        lambda: add_part(by=admin, draft_id=draft.pk, where="sections", values={"key": "new"}),
        lambda: discard(by=admin, draft_id=draft.pk),
        lambda: rename(by=admin, draft_id=draft.pk, version_name="X"),
    ):
        with pytest.raises(Refused, match="Withdraw the proposal first"):
            deed()


def test_rename_when_stale_or_without_a_name_then_refused(admin, draft):
    rename(by=admin, draft_id=draft.pk, version_name="2026-1", known=1)
    with pytest.raises(Stale):
        rename(by=admin, draft_id=draft.pk, version_name="2026-2", known=1)
    with pytest.raises(Refused, match="no name"):
        rename(by=admin, draft_id=draft.pk, version_name="  ")


def test_find_when_the_address_leads_nowhere_then_says_so(draft):
    content = deepcopy(draft.content)
    wrong = (
        *("sections/gone", "sections/study/choices", "sections/study/questions/title/parts/a", "stages/assigned"),
        *("procedure", "procedure/texts", "procedure/texts/gone", "procedure/gone", "procedure/self_check/gone"),
    )
    for where in wrong:
        with pytest.raises(NotThere):
            find(content, where)


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ((), ("", "")),
        (("form", "version"), ("", "")),
        (("sections",), ("sections", "")),
        (("sections", 1, "questions", 0, "visible_when"), ("sections/data/questions/linkage", "visible_when")),
        (("sections", 0, "title", "sv"), ("sections/study", "title")),
        (("sections", 9, "title"), ("sections", "")),
        (("procedure",), ("procedure/settings", "")),
        (("procedure", "appeal_weeks"), ("procedure/settings", "appeal_weeks")),
        (("procedure", "texts", "confirmation", "en"), ("procedure/texts/confirmation", "text")),
        (("stages", 1), ("procedure/stages/assigned", "")),
        (("self_check", "questions"), ("procedure/self_check", "questions")),
        (("self_check", "questions", 0, "label"), ("procedure/self_check", "questions")),
    ],
)
def test_address_when_a_problem_has_a_place_then_leads_to_the_innermost_row(draft, steps, found):
    assert address_of(draft.content, steps) == found


def test_log_when_parts_of_a_draft_are_changed_then_says_which_and_what(client, admin, draft):
    where = "sections/study/questions/title"
    values = find(draft.content, where).row | {"label": BOTH | {"en": "Name of the study"}}
    change_part(by=admin, draft_id=draft.pk, where=where, values=values)
    move_part(by=admin, draft_id=draft.pk, where="sections/study", up=False)
    change_part(by=admin, draft_id=draft.pk, where="procedure/texts/confirmation", values={"text": BOTH})
    remove_part(by=admin, draft_id=draft.pk, where="sections/data")
    rename(by=admin, draft_id=draft.pk, version_name="Other")
    events = draft.authority.setup_events.filter(kind="form_changed").order_by("pk")
    rows = told(events)
    title, section = "Name of the study", BOTH["en"]
    parts = [row["part"] for row in rows]
    assert parts[:2] == [f"Question “{title}” – changed", f"Section “{section}” – moved"]
    assert parts[2].startswith("Text “") and parts[3].startswith("Section “") and parts[3].endswith("” – removed")
    assert parts[4] == "Name of the version – changed" and rows[4]["changed"][0][2] == "Other"
    assert [after for name, before, after in rows[0]["changed"]] == [title] and rows[1]["changed"] == []
    client.force_login(admin)
    assert parts[0] in client.get(reverse("setup_log", args=[draft.authority.slug])).content.decode()


@pytest.mark.parametrize(
    ("where", "part"),
    [
        ("procedure/settings", "procedure"),
        ("procedure/self_check", "self_check"),
        ("procedure/self_check/outcomes/here", "outcome"),
        ("procedure/stages/assigned", "stage"),
        ("sections/study/questions/title/choices/a", "choice"),
        ("", None),
    ],
)
def test_sort_of_part_when_read_from_an_address_then_needs_no_draft(where, part):
    assert getattr(part_at(where), "name", None) == part
