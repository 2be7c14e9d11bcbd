"""What nobody would type on purpose, and what was removed meanwhile: every page answers with a sentence."""

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from registries.loading.checking import draft_problems
from registries.models import FeeSchedule, FormDraft, SetupEvent
from registries.setup.actions.notice import change_notice, remove_notice
from registries.setup.drafts.actions import GONE, move_question
from registries.setup.problems import Refused
from registries.setup.rows import write
from tests.factories.registries import FeeScheduleFactory, NoticeFactory, RegistryFactory
from tests.registries.setup.drafting import TODAY, make_office, words

pytestmark = pytest.mark.django_db
DEEP = "not " * 2000 + "linkage"


@pytest.fixture
def office(client):
    with time_machine.travel(TODAY):
        office = make_office()
        client.force_login(office.ada)
        yield office


@pytest.fixture
def draft(office) -> FormDraft:
    return office.draft()


def at(name: str, draft: FormDraft, *more: str) -> str:
    return reverse(name, args=[draft.authority.slug, draft.public_id, *more])


def save_part(client, draft, where: str, **changes):
    page = client.get(at("draft_part", draft, where))
    data = {name: value for name, value in page.context["form"].initial.items() if value not in (None, False)}
    return client.post(at("draft_part", draft, where), data | {"known": page.context["page"].known} | changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"options": "rows = nan"},
        {"options": "rows = inf"},
        {"options": 'rows = "\\u0000"'},
        {"options": "rows = " + "[" * 2000 + "]" * 2000},
        {"visible_when": DEEP},
    ],
)
def test_part_when_no_database_or_reader_takes_what_was_typed_then_says_so(client, draft, changes):
    answer = save_part(client, draft, "sections/study/questions/sources", **changes)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == set(changes)


@pytest.mark.parametrize("typed", ["nan", "inf", "many"])
@pytest.mark.parametrize("kind", ["number", "choices"])
def test_end_when_it_is_no_number_that_can_be_kept_then_is_kept_as_a_word_and_is_a_fault(client, draft, kind, typed):
    sources = draft.content["sections"][0]["questions"][3]
    sources |= {"kind": kind, "choices": [{"key": "a", "label": words("A")}] if kind == "choices" else []}
    sources.pop("visible_when")
    draft.save()
    assert save_part(client, draft, "sections/study/questions/sources", max=typed).status_code == 302
    draft.refresh_from_db()
    assert draft.content["sections"][0]["questions"][3]["max"] == typed
    assert any("max" in problem.sentence for problem in draft_problems(draft))
    answered = client.post(at("draft_preview", draft), {"sources": "5" if kind == "number" else "a"}, follow=True)
    assert answered.status_code == 200


def test_condition_when_it_is_nested_too_deeply_then_is_a_fault_and_every_page_opens(client, draft):
    draft.content["sections"][0]["questions"][3]["visible_when"] = DEEP
    draft.save()
    for name in ("draft_page", "draft_preview", "draft_test", "draft_faults", "draft_compare", "draft_publish"):
        assert client.get(at(name, draft)).status_code == 200
    assert any("nested too deeply" in problem.sentence for problem in draft_problems(draft))


def test_tester_when_a_text_is_read_as_a_number_and_is_none_then_the_rule_is_unknown(client, draft):
    draft.content["sections"][0]["questions"][3]["visible_when"] = "title.to_flt > 3"
    draft.save()
    assert client.get(at("draft_test", draft), {"title": "three"}).status_code == 200


@pytest.mark.parametrize("options", [{"without": 3}, {"needed": 3}, {"without": [["name"]]}])
def test_option_when_it_does_not_list_parts_then_is_a_fault(client, draft, options):
    question = {"key": "team", "kind": "people", "label": words("Who takes part?"), "options": options}
    draft.content["sections"][0]["questions"].append(question)
    draft.save()
    assert any("options" in problem.steps for problem in draft_problems(draft))
    assert client.get(at("draft_preview", draft)).status_code == 200


def test_list_when_sent_as_if_it_were_a_row_then_nothing_is_written(client, draft):
    answer = client.post(at("draft_part", draft, "sections"), {"known": ""})
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert draft.version == 1


@pytest.mark.parametrize(
    ("where", "section"),
    [("attachments/transfer", "study"), ("sections/study/questions/linkage", "study/questions/title/choices")],
)
def test_move_when_it_is_no_question_or_no_section_then_is_refused(office, draft, where, section):
    with pytest.raises(Refused) as refused:
        move_question(by=office.ada, draft_id=draft.pk, where=where, section=section)
    assert refused.value.sentences == [GONE]


def test_proposal_when_day_or_version_cannot_be_then_is_refused(client, draft):
    said = {"do": "propose", "valid_from": "9999-12-31", "version_name": "Two", "known": "1"}
    assert client.post(at("draft_publish", draft), said).status_code == 422
    said |= {"valid_from": "2026-10-01", "known": "9" * 5000}
    assert client.post(at("draft_publish", draft), said).status_code == 409


def test_preview_when_of_a_registrys_own_form_and_no_procedure_is_there_then_is_drawn(client, office):
    RegistryFactory(authority=office.authority, slug="patients")
    draft = office.draft(registry_slug="patients")
    draft.content = {name: draft.content[name] for name in ("sections", "attachments")} | {"form": {"source": ""}}
    draft.save()
    office.procedure.delete()
    assert client.get(at("draft_preview", draft)).status_code == 200


def test_form_when_its_name_holds_signs_that_no_database_takes_then_there_is_none(client, office):
    begin = reverse("draft_begin", args=["agency"])
    assert client.post(begin, {"kind": "ne\0w", "registry": "a\0b"}).status_code == 302
    assert not FormDraft.objects.exists()
    assert client.get(reverse("setup_institutions", args=["agency"]), {"q": "a\0b"}).status_code == 200
    assert client.get(reverse("setup_reference_add", args=["agency"]), {"of": "a\0b"}).status_code == 200


def test_write_when_somebody_was_faster_by_a_moment_then_says_what_is_taken(office, monkeypatch):
    held = FeeScheduleFactory(authority=office.authority)
    check, looks = FeeSchedule.full_clean, iter([lambda row: None])
    # The first look comes too early to see what the other person stores.
    monkeypatch.setattr(FeeSchedule, "full_clean", lambda row: next(looks, check)(row))  # noqa: PLW0108
    with pytest.raises(ValidationError) as refused:
        write(FeeSchedule(authority=office.authority, currency="SEK"), {"valid_from": held.valid_from})
    assert refused.value.messages == ["Another fee schedule begins on that day."]


@pytest.mark.parametrize(
    ("page", "add", "typed"),
    [
        ("setup_notice", "setup_notice_add", {"text_sv": "Öppet hus"}),
        ("setup_fees_change", "setup_fees_add", {"source": "Öppet hus"}),
        ("setup_reference", "setup_reference_add", {"text_sv": "Öppet hus"}),
        ("setup_institution", "setup_institution_add", {"name": "Öppet hus"}),
    ],
)
def test_row_when_removed_while_somebody_changes_it_then_what_was_typed_can_be_added(client, office, page, add, typed):
    address = reverse(page, args=["agency", 4711])
    assert client.get(address).status_code == 404
    answer = client.post(address, typed)
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "Somebody has removed this" in said and "Öppet hus" in said
    assert f'action="{reverse(add, args=["agency"])}"' in said


def test_notice_of_the_catalogue_when_changed_or_removed_then_the_event_says_what_it_was(office):
    first, second = (NoticeFactory(authority=office.authority, from_catalogue=True) for _number in range(2))
    was = {"text": first.text, "shown_from": first.shown_from.isoformat()}
    change_notice(by=office.ada, notice=first, values={"text": words("Later")})
    remove_notice(by=office.ada, notice=second)
    change_notice(by=office.ada, notice=first, values={"text": words("Now")})
    said = list(SetupEvent.objects.order_by("pk").values_list("details__catalogue", flat=True))
    assert said == [was, was, None]
