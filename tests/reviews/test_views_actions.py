"""What the forms of a case do: each one acts, keeps what was typed when it cannot, and says why."""

from decimal import Decimal

import pytest
from django.urls import reverse

from applications.actions.message import write_message
from tests.factories.world import MONDAY


def step(post, user, case, name, **typed):
    return post(user, "desk_step", case, name, **typed)


def test_case_when_taken_then_is_the_officers(post, world):
    case = world.case_at("submitted")
    assert step(post, world.officer, case, "take").status_code == 302
    assert world.fresh(case).officer == world.officer


def test_case_when_assigned_by_the_coordinator_then_has_that_officer(post, client, world):
    case = world.case_at("submitted")
    client.force_login(world.coordinator)
    page = client.get(reverse("desk_step", args=[case.public_id, "assign"])).content.decode()
    assert "Second Officer – open cases: 0" in page
    assert step(post, world.coordinator, case, "assign", officer=world.second_officer.pk).status_code == 302
    assert world.fresh(case).officer == world.second_officer


def test_case_when_given_to_another_officer_then_changes_hands(post, world):
    case = world.case_at("assigned")
    step(post, world.coordinator, case, "reassign", officer=world.second_officer.pk)
    assert world.fresh(case).officer == world.second_officer


def test_officer_when_declaring_a_conflict_then_cannot_be_given_the_case(post, world):
    case = world.case_at("submitted")
    assert step(post, world.second_officer, case, "conflict").status_code == 422
    done = step(post, world.second_officer, case, "conflict", reason="My sister leads it.")
    assert done.url == reverse("desk"), "the case is closed to the person"
    page = step(post, world.coordinator, world.fresh(case), "assign", officer=world.second_officer.pk)
    assert page.status_code == 422
    assert "This person is no case officer here, or has a conflict of interest." in page.content.decode()
    assert "Second Officer –" not in page.content.decode()
    assert world.fresh(case).officer is None


def test_step_when_the_page_is_stale_then_is_refused_and_nothing_is_done(post, world):
    case = world.case_at("submitted")
    write_message(by=world.researcher, application_id=case.pk, text="One more thing.", at=MONDAY)
    page = step(post, world.officer, case, "take")
    assert page.status_code == 409
    assert "The case has changed since you opened this page." in page.content.decode()
    assert world.fresh(case).officer is None
    assert f'value="{world.fresh(case).version}"' in page.content.decode()


def test_step_when_the_role_lacks_it_then_is_403(post, world):
    case = world.case_at("assigned")
    assert step(post, world.finance, case, "send_to_legal_review").status_code == 403


def test_step_when_conditions_are_missing_then_lists_them(post, world):
    case = world.case_at("assigned")
    page = step(post, world.officer, case, "send_to_legal_review")
    assert page.status_code == 409
    assert "The checklist has rows that are not in order yet." in page.content.decode()


def test_step_when_there_is_none_of_that_name_then_is_not_there(post, world):
    case = world.case_at("assigned")
    assert step(post, world.officer, case, "fly").status_code == 404


def test_page_when_an_unknown_form_is_posted_then_is_400(post, world):
    case = world.case_at("assigned")
    assert post(world.officer, "desk_checklist", case, do="fly").status_code == 400


def test_checklist_when_saved_then_keeps_answers_and_comments(post, world):
    case = world.case_at("assigned")
    typed = {"row_whole": "yes", "comment_whole": "Looked twice.", "row_narrow": "no", "comment_narrow": ""}
    assert post(world.officer, "desk_checklist", case, do="checklist", **typed).status_code == 302
    assert dict(case.checklist_answers.values_list("key", "answer")) == {"whole": "yes", "narrow": "no"}
    assert case.checklist_answers.get(key="whole").comment == "Looked twice."


def test_checklist_when_a_comment_has_no_answer_then_keeps_it_on_the_page(post, world):
    case = world.case_at("assigned")
    page = post(world.officer, "desk_checklist", case, do="checklist", comment_whole="Half a thought")
    assert page.status_code == 422
    assert "Half a thought" in page.content.decode()


def test_message_when_sent_then_is_in_the_dialogue(post, world):
    case = world.case_at("assigned")
    post(world.officer, "desk_dialogue", case, do="message", text="We have begun.")
    assert case.messages.get().from_authority


def test_note_when_kept_then_stays_inside(post, world):
    case = world.case_at("assigned")
    post(world.lawyer, "desk_dialogue", case, do="note", text="Ask about the key.")
    assert case.notes.get().author == world.lawyer
    assert not case.messages.exists()


def test_completion_request_when_sent_and_taken_back_then_opens_and_closes(post, world):
    case = world.case_at("assigned")
    post(world.officer, "desk_dialogue", case, do="ask", text="Which period?", sections=["study"], due_on="")
    assert case.completion_requests.open().get().sections == ["study"]
    post(world.officer, "desk_dialogue", world.fresh(case), do="take_back")
    assert not case.completion_requests.open().exists()


def test_completion_request_when_its_day_has_passed_then_keeps_what_was_typed(post, world):
    case = world.case_at("assigned")
    typed = {"text": "Which period, exactly?", "sections": ["study"], "due_on": "2020-01-01"}
    page = post(world.officer, "desk_dialogue", case, do="ask", **typed)
    assert page.status_code == 409
    text = page.content.decode()
    assert "The day until which to answer has to lie ahead." in text
    assert "Which period, exactly?" in text
    assert "2020-01-01" in text


def test_meeting_when_recorded_then_the_review_can_be_concluded(post, world):
    case = world.case_at("legal_review")
    typed = {"held_on": "2026-09-08", "assessment": "Fine.", "outcome": "proceed"}
    typed |= {"decision_maker": world.decision_maker.pk, "lawyer": world.lawyer.pk}
    assert post(world.lawyer, "desk_legal", case, do="meeting", **typed).status_code == 302
    assert step(post, world.lawyer, world.fresh(case), "conclude_legal_review").status_code == 302
    assert world.fresh(case).in_specification


def test_specification_when_written_and_sent_then_waits_for_the_applicant(post, world):
    case = world.case_at("specification")
    hours = {"administration": "2", "assessment": "", "extraction": "23,5"}
    assert post(world.officer, "desk_specification", case, do="draft", content="Data.", **hours).status_code == 302
    assert case.newest_specification.hours == Decimal("25.5")
    assert post(world.officer, "desk_specification", world.fresh(case), do="propose").status_code == 302
    assert world.fresh(case).waits_for_applicant
    assert post(world.officer, "desk_specification", world.fresh(case), do="take_back").status_code == 302
    assert not world.fresh(case).waits_for_applicant


def test_specification_when_the_hours_are_no_number_then_keeps_the_text(post, world):
    case = world.case_at("specification")
    page = post(world.officer, "desk_specification", case, do="draft", content="A long text.", extraction="many")
    assert page.status_code == 422
    assert "A long text." in page.content.decode()
    assert "many" in page.content.decode()


@pytest.mark.parametrize(("hours", "shown"), [("25", "51,562.50"), ("2,5", "16,406.25"), ("x", "Write the hours")])
def test_live_price_when_hours_are_typed_then_follows_them(client, world, hours, shown):
    case = world.case_at("specification")
    client.force_login(world.officer)
    typed = {"administration": "", "assessment": "0", "extraction": hours}
    page = client.get(reverse("desk_price", args=[case.public_id]), typed)
    assert shown in page.content.decode()


@pytest.mark.parametrize("hours", ["-1", "-0,5", "-9999"])
def test_live_price_when_one_of_the_hours_is_less_than_none_then_is_no_price(client, world, hours):
    case = world.case_at("specification")
    client.force_login(world.officer)
    page = client.get(reverse("desk_price", args=[case.public_id]), {"assessment": hours, "extraction": "25"})
    assert "Write the hours" in page.content.decode()


def decision_form(world, **typed):
    rows = {"rows-TOTAL_FORMS": "2", "rows-INITIAL_FORMS": "0", "rows-0-registry": world.registry.pk}
    rows |= {"rows-0-granted": "yes", "rows-1-registry": "", "rows-1-granted": "yes"}
    return rows | {"outcome": "granted", "reasons": "Nobody suffers harm.", "own_reservations": ""} | typed


def test_decision_when_drafted_and_taken_then_is_in_force(post, world):
    case = world.case_at("confidentiality_decision")
    typed = decision_form(world, reservations=["only_team"], own_reservations="Delete it all.\n\n")
    assert post(world.officer, "desk_decision", case, do="draft", **typed).status_code == 302
    draft = case.decisions.get()
    assert draft.reservations == ["Bara de namngivna får ta del av uppgifterna.", "Delete it all."]
    assert post(world.decision_maker, "desk_decision", world.fresh(case), do="decide").status_code == 302
    assert world.fresh(case).in_delivery


def test_decision_when_a_colleague_drafted_it_meanwhile_then_neither_text_is_lost(post, world):
    case = world.case_at("confidentiality_decision")
    world.draft_decision(case)
    written = case.decisions.get().reasons
    page = post(world.officer, "desk_decision", case, do="draft", **decision_form(world, reasons="Mine."))
    assert page.status_code == 409
    assert "The case has changed since you opened this page." in page.text
    assert "Mine." in page.text and written in page.text
    assert case.decisions.get().reasons == written


def test_decision_when_the_draft_is_opened_again_then_stands_as_it_was_written(post, client, world):
    case = world.case_at("confidentiality_decision")
    world.draft_decision(case, outcome="partly", reservations=["Bara de namngivna får ta del av uppgifterna.", "Own."])
    client.force_login(world.officer)
    form = client.get(reverse("desk_decision", args=[case.public_id])).context["forms"]["draft"]
    assert form.initial["reservations"] == ["only_team"]
    assert form.initial["own_reservations"] == "Own."
    assert [row["granted"] for row in form.initial["rows"] if row] == ["yes", "no"]


def test_reservations_when_the_principal_is_no_authority_then_the_draft_asks_for_them(client, world):
    case = world.draft()
    answers = case.answers
    answers.values = answers.values | {"is_authority": "no"}
    answers.save()
    for step in ("submit", "assign", "send_to_legal_review", "conclude_legal_review", "accept_specification"):
        getattr(world, step)(case)
    client.force_login(world.officer)
    page = client.get(reverse("desk_decision", args=[case.public_id]))
    assert not page.context["forms"]["draft"].fields["reservations"].is_optional
    assert "Choose the reservations that apply, or write one." in page.content.decode()


def test_decision_when_partly_without_a_refused_row_then_keeps_everything(post, world):
    case = world.case_at("confidentiality_decision")
    page = post(world.officer, "desk_decision", case, do="draft", **decision_form(world, outcome="partly"))
    assert page.status_code == 409
    assert "The outcome does not fit the rows" in page.content.decode()
    assert "Nobody suffers harm." in page.content.decode()
    assert not case.decisions.exists()


def test_decision_when_a_row_is_added_then_nothing_is_saved_and_nothing_lost(post, world):
    case = world.case_at("confidentiality_decision")
    page = post(world.officer, "desk_decision", case, do="draft", add_row="1", **decision_form(world))
    assert page.status_code == 200
    assert len(page.context["forms"]["draft"].rows.forms) == 3
    assert "Nobody suffers harm." in page.content.decode()
    assert not case.decisions.exists()


def test_decision_when_the_drafter_takes_it_then_is_refused(post, world):
    world.authority.memberships.create(user=world.officer, role="decision_maker")
    case = world.case_at("confidentiality_decision")
    world.draft_decision(case)
    page = post(world.officer, "desk_decision", world.fresh(case), do="decide")
    assert page.status_code == 409
    assert "Whoever drafted the decision cannot take it." in page.content.decode()


def test_application_when_dismissed_then_is_decided(post, world):
    case = world.case_at("assigned")
    assert step(post, world.officer, case, "dismiss", because="incomplete", reason="No approval.").status_code == 302
    assert case.decisions.get().outcome == "dismissed"


def test_case_when_stepped_back_then_is_at_that_stage_and_never_in_the_queue_again(post, client, world):
    case = world.case_at("confidentiality_decision")
    client.force_login(world.officer)
    form = client.get(reverse("desk_step", args=[case.public_id, "step_back"])).context["forms"]["step"]
    assert [key for key, _label in form.fields["to"].choices] == ["assigned", "legal_review", "specification"]
    assert step(post, world.officer, case, "step_back", to="specification", reason="Narrower.").status_code == 302
    assert world.fresh(case).in_specification


def test_case_when_reopened_then_is_decided_anew(post, world):
    case = world.case_at("confidentiality_decision")
    world.refuse(case)
    assert step(post, world.decision_maker, world.fresh(case), "reopen", reason="The court says so.").status_code == 302
    assert world.fresh(case).in_decision


def test_step_when_it_is_not_open_then_its_page_says_why_in_place_of_the_button(client, world):
    case = world.case_at("closed")
    client.force_login(world.administrator)
    address = reverse("desk_step", args=[case.public_id, "archive"])
    page = client.get(address).content.decode()
    assert "The time that the case is kept has not passed." in page
    assert '<form method="post" novalidate' not in page.partition("<main")[2]
    client.force_login(world.officer)
    page = client.get(reverse("desk_step", args=[case.public_id, "dismiss"])).content.decode()
    assert "This step is not open now." in page and 'name="reason"' not in page


def test_step_back_when_nothing_was_offered_then_speaks_of_nothing_to_accept(client, world):
    client.force_login(world.officer)
    case = world.case_at("legal_review")
    address = reverse("desk_step", args=[case.public_id, "step_back"])
    assert "has to be accepted anew" not in client.get(address).content.decode()
    case = world.case_at("confidentiality_decision")
    address = reverse("desk_step", args=[case.public_id, "step_back"])
    assert (
        "“Specification” is then no longer valid and has to be accepted anew." in client.get(address).content.decode()
    )
