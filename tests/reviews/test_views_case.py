"""The pages of a case at the desk: who sees them, what they cost, what they show."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications.actions import completion_request as completing
from applications.actions.message import write_message
from applications.models import Answers, Application, ProjectMember, Submission
from reviews.actions import completion_request
from reviews.actions.note import write_note
from tests.factories.world import MONDAY, WAY

TABS = (
    "desk_case",
    "desk_application",
    "desk_checklist",
    "desk_dialogue",
    "desk_legal",
    "desk_specification",
    "desk_decision",
    "desk_delivery",
    "desk_time",
    "desk_invoice",
    "desk_history",
)
STAGES = [stage for stage, _step in WAY if stage != "draft"]


def open_page(client, user, page: str, case, *more, **query):
    client.force_login(user)
    return client.get(reverse(page, args=[case.public_id, *more]), query)


# Whose turn it is in a stage, beside the officer: for them a page has most to ask.
ACTS = {
    "submitted": "coordinator",
    "legal_review": "lawyer",
    "confidentiality_decision": "decision_maker",
    "delivery": "data_manager",
    "invoice": "finance",
}


@pytest.mark.parametrize("stage", STAGES)
def test_case_pages_when_opened_then_ask_at_most_twenty_times(client, world, stage, django_assert_max_num_queries):
    case = world.case_at(stage)
    for person in {world.officer, getattr(world, ACTS.get(stage, "lawyer"))}:
        client.force_login(person)
        for page in TABS:
            with django_assert_max_num_queries(20):
                assert client.get(reverse(page, args=[case.public_id])).status_code == 200, page


@pytest.mark.parametrize("stage", ["assigned", "confidentiality_decision"])
def test_case_page_when_there_are_many_rows_then_asks_no_more(client, world, stage, django_assert_max_num_queries):
    case = world.case_at(stage)
    for number in range(20):
        write_message(by=world.researcher, application_id=case.pk, text=f"Question {number}", at=MONDAY)
        write_note(by=world.officer, application_id=case.pk, text=f"Note {number}", at=MONDAY)
    for page in ("desk_case", "desk_dialogue", "desk_history"):
        client.force_login(world.officer)
        with django_assert_max_num_queries(20):
            client.get(reverse(page, args=[case.public_id]))


@pytest.mark.parametrize("page", [*TABS, "desk_panel", "desk_price", "desk_specification_preview"])
def test_case_pages_when_an_outsider_asks_then_are_not_there(client, world, page):
    case = world.case_at("specification")
    for person in (world.researcher, world.outsider):
        response = open_page(client, person, page, case)
        assert response.status_code in (403, 404), page


@pytest.mark.parametrize("page", TABS)
def test_case_pages_when_an_officer_is_in_the_project_then_say_only_that_they_are_closed(client, world, page):
    case = world.case_at("assigned")
    ProjectMember.objects.create(project=case.project, user=world.second_officer, role="member")
    closed = open_page(client, world.second_officer, page, case)
    assert closed.status_code == 403
    assert "you are or were a member of the project" in closed.text
    assert case.title not in closed.text and case.case_number not in closed.text


def test_case_page_when_nobody_is_signed_in_then_asks_to_sign_in(client, world):
    case = world.case_at("assigned")
    assert client.get(reverse("desk_case", args=[case.public_id])).status_code == 302


def test_case_page_when_it_is_the_officers_turn_then_says_what_to_do(client, world):
    case = world.case_at("assigned")
    page = open_page(client, world.officer, "desk_case", case)
    assert page.context["frame"].turn["title"] == "It is your turn: Go on with the checklist"
    world.check_all(case)
    page = open_page(client, world.officer, "desk_case", case)
    assert page.context["frame"].turn["title"] == "It is your turn: Go on to “Legal review”"
    assert page["Cache-Control"] == "no-store"


def test_case_page_when_the_applicant_has_to_answer_then_says_so(client, world):
    case = world.case_at("specification")
    world.propose(case)
    turn = open_page(client, world.officer, "desk_case", case).context["frame"].turn
    assert turn["title"] == "It is the applicant's turn"
    assert not turn["yours"]


def people_of(client, world, case) -> list[tuple]:
    people = open_page(client, world.officer, "desk_case", case).context["frame"].people
    return [(str(row["role"]), row["person"]["name"], row["person"].get("telephone", "")) for row in people]


def test_people_when_somebody_has_left_the_team_then_the_desk_does_not_name_the_person(client, world):
    case = world.case_at("assigned")
    ProjectMember.objects.create(project=case.project, user=world.outsider, role="member", left_at=MONDAY)
    assert world.outsider.name not in [name for _role, name, _telephone in people_of(client, world, case)]


def test_people_when_the_form_names_them_then_are_those_that_it_names(client, world):
    case = world.case_at("assigned")
    ProjectMember.objects.create(project=case.project, user=world.outsider, role="member")
    sent = case.newest_submission
    leader = {"name": "Lena Leader", "email": "lena@example.org", "telephone": "090-1"}
    contact = {"name": "Carl Contact", "email": "RESEARCHER@example.org", "telephone": "090-2"}
    facts = sent.facts | {"principal_investigator": leader, "contact_person": contact}
    content = sent.content | {"facts": facts}
    Submission.objects.create(
        application=case, number=2, content=content, sha256="", submitted_at=MONDAY, submitted_by=world.researcher
    )
    assert people_of(client, world, case) == [
        ("principal investigator", "Lena Leader", "090-1"),
        ("contact person", "Carl Contact", "090-2"),
        ("project member", "Olle Outsider", world.outsider.telephone),
    ]
    assert "lena@example.org" in open_page(client, world.officer, "desk_case", case).content.decode()


def test_people_when_the_form_names_nobody_then_are_those_of_the_project(client, world):
    case = world.case_at("assigned")
    found = people_of(client, world, case)
    assert found == [("principal investigator", "Rut Researcher", world.researcher.telephone)]


def test_stepper_when_a_case_was_refused_then_ends_with_that(client, world):
    case = world.case_at("confidentiality_decision")
    world.refuse(case)
    stages = open_page(client, world.officer, "desk_case", case).context["frame"].stages
    assert [stage["state"] for stage in stages][-2:] == ["done", "now"]
    assert stages[-1]["name"] == "refused"


def test_stepper_when_a_stage_is_done_then_has_the_day_on_which_it_was_left(client, world):
    case = world.case_at("assigned")
    world.send_to_legal_review(case, MONDAY + timedelta(days=2))
    world.conclude_legal_review(case, MONDAY + timedelta(days=4))
    stages = open_page(client, world.officer, "desk_case", case).context["frame"].stages
    done = [stage["note"].partition(" ")[0] for stage in stages if stage["state"] == "done"]
    assert done == ["7", "9", "11"]


def test_stepper_when_a_case_is_closed_then_every_stage_is_done(client, world):
    stages = open_page(client, world.officer, "desk_case", world.case_at("closed")).context["frame"].stages
    assert {stage["state"] for stage in stages} == {"done"}


def test_tabs_when_the_procedure_leaves_a_stage_out_then_have_none_for_it(client, world):
    world.procedure.stages.filter(key="legal_review").update(is_on=False)
    case = world.case_at("assigned")
    tabs = open_page(client, world.officer, "desk_case", case).context["frame"].tabs
    assert "Legal review" not in [str(tab["label"]) for tab in tabs]


def test_auditor_when_reading_a_case_then_has_no_form_and_no_button(client, world):
    case = world.case_at("assigned")
    for page in TABS:
        response = open_page(client, world.auditor, page, case)
        assert response.status_code == 200
        assert not response.context["frame"].ways
        assert [name for name in response.context["forms"] if name != "shown"] == []


def completed(world):
    """A case whose applicant has mended the principal and answered: two submissions."""
    case = world.case_at("assigned")
    completion_request.ask(
        by=world.officer, application_id=case.pk, text="Which principal?", sections=["principal"], at=MONDAY
    )
    answers = Answers.objects.get(application=case)
    answers.values["principal"] = {"name": "Lunds universitet", "number": "202100-3211"}
    answers.save()
    completing.answer(by=world.researcher, application_id=case.pk, text="Mended.", at=MONDAY)
    return case


def test_application_when_completed_then_marks_what_differs(client, world):
    case = completed(world)
    page = open_page(client, world.officer, "desk_application", case)
    changed = [answer.question.key for part in page.context["parts"] for answer in part.answers if answer.is_changed]
    assert changed == ["principal"]
    text = page.content.decode()
    assert "Lunds universitet" in text
    assert "Umeå universitet" in text


def test_application_when_an_earlier_submission_is_chosen_then_shows_that_one(client, world):
    case = completed(world)
    page = open_page(client, world.officer, "desk_application", case, submission="1")
    assert page.context["submission"].number == 1
    assert not any(part.is_changed for part in page.context["parts"])
    assert open_page(client, world.officer, "desk_application", case, submission="7").status_code == 404


def test_dialogue_when_the_officer_opens_it_then_messages_are_read(client, world):
    case = world.case_at("assigned")
    write_message(by=world.researcher, application_id=case.pk, text="When?", at=MONDAY)
    open_page(client, world.auditor, "desk_dialogue", case)
    assert case.messages.get().read_at is None
    open_page(client, world.officer, "desk_dialogue", case)
    assert case.messages.get().read_at is not None


def test_history_when_a_case_was_invoiced_then_every_event_has_a_sentence(client, world):
    case = world.case_at("closed")
    told = open_page(client, world.officer, "desk_history", case).context["history"]
    assert len(told) == case.events.count()
    assert "The case got a case officer: Officer" in [one.sentence for one in told]
    assert not any("%(" in one.sentence for one in told)


def test_case_page_when_written_in_swedish_then_opens(client, world):
    world.officer.language = "sv"
    world.officer.save()
    assert open_page(client, world.officer, "desk_case", world.case_at("assigned")).status_code == 200


def test_registry_holder_when_asking_for_a_case_then_finds_none(world):
    case = world.case_at("assigned")
    world.authority.memberships.create(user=world.outsider, role="registry_holder")
    assert not Application.objects.on_desk_of(world.outsider).filter(pk=case.pk).exists()
