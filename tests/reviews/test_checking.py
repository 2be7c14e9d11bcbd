"""Checking: rows that follow from the form, opened again by an edit, asked about, and judged anew (S12, S15, T3)."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.urls import reverse

from applications.actions import completion_request as answering
from applications.checklist import checklist_count, checklist_rows
from applications.events import broken_links
from applications.models import Answers, Application, Approval, Attachment, Notification, RequestedVariable
from applications.problems import NotReady
from applications.tasks import follow_up_completion_requests
from registries.models import AttachmentRule, Variable
from reviews.actions import checklist, completion_request
from reviews.similar import similar_to
from reviews.standing import standing_of
from reviews.todo import heaps_for
from tests.factories.world import ANSWERS, MONDAY, ask_for_variables, make_world

RULES = (
    {"key": "ethics", "label": {"en": "Ethical approval"}, "required": True},
    {"key": "codes", "label": {"en": "List of codes"}, "required_when": "by_diagnosis", "because": {"en": "As asked."}},
    {"key": "more", "label": {"en": "Anything else"}},
)
OWN = {"whole": ("yes", ""), "narrow": ("yes", "")}


@pytest.fixture
def asking(db):
    """A world whose form asks for variables and files."""
    world = ask_for_variables(make_world())
    world.form.schema["sections"][-1]["questions"].append({"key": "files", "kind": "attachments"})
    world.form.save()
    for position, rule in enumerate(RULES):
        AttachmentRule.objects.create(form_version=world.form, position=position, **rule)
    return world


def begin(world, *names: str, at=MONDAY, **answers):
    """A draft with an enclosed approval that asks for variables."""
    case = world.draft(at=at)
    Answers.objects.filter(application=case).update(values=ANSWERS | answers)
    for variable in Variable.objects.filter(name__in=names or ("INDATUM", "HDIA")):
        RequestedVariable.objects.create(
            application=case, registry=world.registry, variable=variable, reason="Needed.", identifying_reason="Needed."
        )
    Attachment.objects.create(
        application=case,
        rule_key="ethics",
        file=ContentFile(b"%PDF-1.7", name="approval.pdf"),
        name="approval.pdf",
        content_type="application/pdf",
        size=8,
        sha256="0" * 64,
        scan=Attachment.Scan.CLEAN,
        uploaded_by=world.researcher,
    )
    return case


def assigned(world, *names: str, at=MONDAY, **answers):
    """The same, sent and with its officer."""
    case = begin(world, *names, at=at, **answers)
    world.submit(case, at)
    world.assign(case, at)
    return world.fresh(case)


def judge(world, case, **answers):
    """Answer rows, everything else being in order; `section__study` stands for section:study."""
    rows = {row.key: ("yes", "") for row in checklist_rows(world.fresh(case))}
    rows |= {name.replace("__", ":"): said for name, said in answers.items()}
    checklist.answer_rows(by=world.officer, application_id=case.pk, answers=rows, at=MONDAY)


def page_of(client, world, case, **query):
    client.force_login(world.officer)
    return client.get(reverse("desk_checklist", args=[case.public_id]), query)


def complete(world, case, at=MONDAY + timedelta(days=2), **answers):
    """The applicant mends answers and sends the completion."""
    Answers.objects.filter(application=case).update(values=ANSWERS | answers)
    answering.answer(by=world.researcher, application_id=case.pk, text="Mended.", at=at)
    return world.fresh(case)


def test_rows_when_a_case_is_sent_then_follow_from_its_form_and_its_own_facts(asking, client):
    case = assigned(asking)
    assert [row.key for row in checklist_rows(case)] == [
        "section:principal",
        "section:study",
        "section:invoicing",
        "section:data",
        "attachment:ethics",
        "whole",
        "narrow",
    ]
    assert checklist_count(case) == (0, 7)
    with_codes = begin(asking, by_diagnosis="yes", diagnoses={"classification": "ICD-10-SE", "codes": "S72"})
    Application.objects.filter(pk=with_codes.pk).update(channel="post")  # what came on paper may lack something
    asking.submit(with_codes)
    asking.assign(with_codes)
    with_codes = asking.fresh(with_codes)
    assert "attachment:codes" in [row.key for row in checklist_rows(with_codes)]
    page = page_of(client, asking, with_codes).content.decode()
    for words in ("As asked.", "It is required and was not enclosed.", "Everything that is required is answered."):
        assert words in page
    assert "No virus was found." in page
    assert "Umeå universitet" in page
    assert "It is required and was not enclosed." not in page_of(client, asking, case).content.decode()


def test_section_when_all_of_it_is_in_order_then_one_press_says_so_and_nothing_else(asking, post):
    case = assigned(asking)
    typed = {"all": "data", "row_attachment:ethics": "no", "comment_attachment:ethics": "Page 2 is missing."}
    assert post(asking.officer, "desk_checklist", case, do="checklist", submission=1, **typed).status_code == 302
    kept = {row.key: (row.answer, row.submission_number) for row in case.checklist_answers.all()}
    assert kept == {"section:data": ("yes", 1), "attachment:ethics": ("no", 1)}


def test_rows_when_judged_on_two_pages_of_the_same_moment_then_nothing_is_lost(asking, client, post):
    case, page = assigned(asking), "desk_checklist"
    client.force_login(asking.officer)
    seen = client.get(reverse(page, args=[case.public_id])).context["forms"]["checklist"].seen
    first = {"row_section:study": "no", "comment_section:study": "Which hospital?", "seen": seen}
    assert post(asking.officer, page, case, do="checklist", submission=1, **first).status_code == 302
    other = {"row_section:data": "yes", "seen": seen}
    assert post(asking.officer, page, case, do="checklist", submission=1, **other).status_code == 302
    kept = {row.key: (row.answer, row.comment) for row in case.checklist_answers.all()}
    assert kept == {"section:study": ("no", "Which hospital?"), "section:data": ("yes", "")}
    same = {"row_section:study": "yes", "seen": seen}
    refused = post(asking.officer, page, case, do="checklist", submission=1, **same)
    assert refused.status_code == 409 and "Which hospital?)" in refused.text
    again = same | {"seen": refused.context["forms"]["checklist"].seen}
    assert post(asking.officer, page, case, do="checklist", submission=1, **again).status_code == 302
    assert case.checklist_answers.get(key="section:study").answer == "yes"


def test_row_when_an_edit_changes_its_section_then_is_open_again_and_shows_the_change(asking, client, post):
    case = assigned(asking)
    judge(asking, case, section__study=("yes", "Read twice."))
    assert checklist_count(asking.fresh(case)) == (7, 7)
    completion_request.ask(
        by=asking.officer, application_id=case.pk, text="Which title?", sections=["study"], at=MONDAY
    )
    case = complete(asking, case, title="Hip fractures and vitamin K")
    opened = case.checklist_answers.get(key="section:study")
    assert (opened.submission_number, opened.reopened_number, opened.is_settled) == (1, 2, False)
    assert checklist_count(case) == (6, 7)
    assert case.events.get(kind="completion_answered").details["opened_again"] == ["section:study"]

    page = page_of(client, asking, case).content.decode()
    assert "Officer said of submission 1 on" in page
    assert "Read twice." in page
    assert "<del>" in page
    assert "Hip fractures and vitamin K" in page
    assert ANSWERS["title"] in page

    stale = post(asking.officer, "desk_checklist", case, do="checklist", submission=1, **{"row_section:study": "yes"})
    assert stale.status_code == 409
    assert "The applicant has sent a completion since you opened this page." in stale.content.decode()
    others = {f"row_{row.key}": "yes" for row in case.checklist_answers.exclude(key="section:study")}
    post(asking.officer, "desk_checklist", case, do="checklist", submission=2, **others)
    assert not case.checklist_answers.get(key="section:study").is_settled  # left alone, it stays open
    judge(asking, case)
    again = case.checklist_answers.get(key="section:study")
    assert (again.submission_number, again.is_settled) == (2, True)
    assert case.checklist_answers.get(key="section:principal").submission_number == 1  # nothing new was said of it
    told = case.events.get(kind="rows_judged_again").details
    before = {"answer": "yes", "by_id": asking.officer.pk, "submission": 1}
    assert told == {"submission": 2, "before": {"section:study": before}}
    assert broken_links(asking.fresh(case)) == []


def test_row_when_a_later_edit_takes_the_change_back_then_holds_as_before(asking):
    case = assigned(asking)
    judge(asking, case)
    for title, settled in (("Other", False), (ANSWERS["title"], True)):
        completion_request.ask(by=asking.officer, application_id=case.pk, text="?", sections=["study"], at=MONDAY)
        case = complete(asking, case, title=title)
        assert case.checklist_answers.get(key="section:study").is_settled is settled


def test_variables_and_files_when_changed_then_open_their_own_rows_alone(asking, client):
    case = assigned(asking)
    judge(asking, case)
    completion_request.ask(by=asking.officer, application_id=case.pk, text="?", sections=["data"], at=MONDAY)
    case.requested_variables.filter(variable__name="HDIA").delete()
    case.attachments.update(sha256="1" * 64)
    case = complete(asking, case)
    opened = {row.key for row in case.checklist_answers.exclude(reopened_number=None)}
    assert opened == {"section:data", "attachment:ethics"}
    assert "HDIA" in page_of(client, asking, case).content.decode()


def test_request_when_composed_from_rows_then_asks_remembers_them_and_opens_them_again(asking, client, post):
    case = assigned(asking)
    judge(asking, case, section__study=("no", "Which years?"), attachment__ethics=("no", "Page 2 is missing."))
    page = page_of(client, asking, case).content.decode()
    assert 'name="ask" value="section:study"' in page
    form = page_of(client, asking, case, ask=["section:study", "attachment:ethics", "section:data"]).context["forms"][
        "ask"
    ]
    assert form.initial["text"] == "Study: Which years?\n\nEthical approval: Page 2 is missing."
    assert form.initial["sections"] == ["study", "data"]
    assert form.initial["rows"] == ["section:study", "attachment:ethics"]

    typed = {"text": form.initial["text"], "sections": ["study"], "rows": form.initial["rows"], "due_on": ""}
    sent = post(asking.officer, "desk_checklist", case, do="ask", **typed)
    assert sent["Location"] == reverse("desk_checklist", args=[case.public_id])
    request = case.completion_requests.get()
    assert request.rows == ["attachment:ethics", "section:study"]
    assert "A completion request waits for an answer until" in page_of(client, asking, case).content.decode()

    case = complete(asking, case)  # in words alone: nothing of the application is changed
    opened = {row.key for row in case.checklist_answers.exclude(reopened_number=None)}
    assert opened == {"attachment:ethics", "section:study"}
    page = page_of(client, asking, case).content.decode()
    assert "The applicant was asked about it, and has changed nothing here." in page
    judge(asking, case)
    assert checklist_count(asking.fresh(case)) == (7, 7)


def test_coverage_when_approvals_leave_variables_out_then_has_a_row_that_names_them(asking, client):
    case = begin(asking)
    Approval.objects.create(project=case.project, kind="ethics", reference="2026-1", variables="INDATUM")
    asking.submit(case)
    asking.assign(case)
    case = asking.fresh(case)
    assert "coverage:approvals" in [row.key for row in checklist_rows(case)]
    assert "Not covered: HDIA" in page_of(client, asking, case).content.decode()


def mails(case):
    found = Notification.objects.filter(application=case, template__startswith="completion_")
    return sorted(found.exclude(template="completion_requested").values_list("template", "email"))


def test_request_when_its_day_comes_and_passes_then_is_told_once_and_dismissal_is_proposed(asking, client, post):
    case = assigned(asking)
    request = completion_request.ask(
        by=asking.officer, application_id=case.pk, text="Which years?", sections=["study"], at=MONDAY
    )
    applicant, officer = "researcher@example.org", "officer@example.org"
    days_before = [
        (request.due_on - timedelta(days=10), []),
        (request.due_on - timedelta(days=7), [("completion_reminder", applicant)]),
        (request.due_on, [("completion_reminder", applicant)]),
        (
            request.due_on + timedelta(days=1),
            [
                ("completion_not_answered", officer),
                ("completion_overdue", applicant),
                ("completion_reminder", applicant),
            ],
        ),
    ]
    for day, told in days_before:
        with time_machine.travel(f"{day}T06:00:00Z", tick=False):
            for _twice in range(2):
                follow_up_completion_requests()
            assert mails(case) == told, day
    assert asking.fresh(case).stage == "assigned"  # nothing is dismissed by itself

    with time_machine.travel(f"{request.due_on + timedelta(days=1)}T09:00:00Z", tick=False):
        heap = next(heap for heap in heaps_for(asking.officer) if heap.title == "Completions that did not come in time")
        assert list(heap.cases) == [case]
        assert standing_of(asking.officer).waiting == 1
        turn = page_of(client, asking, case).context["frame"].turn
        assert turn["title"] == "The applicant has not answered in time"
        assert turn["url"] == reverse("desk_step", args=[case.public_id, "dismiss"])
        form = client.get(turn["url"]).context["forms"]["step"]
        assert form.initial["because"] == "incomplete"
        assert "Which years?" in form.initial["reason"]
        client.force_login(asking.lawyer)
        turn = client.get(reverse("desk_case", args=[case.public_id])).context["frame"].turn
        assert (turn["yours"], "url" in turn) == (False, False)
        post(asking.officer, "desk_step", asking.fresh(case), "dismiss", do="dismiss", **form.initial)
        assert asking.fresh(case).stage == "dismissed"
        follow_up_completion_requests()
    assert len(mails(case)) == 3


def test_request_when_it_never_had_the_days_of_a_reminder_then_nobody_is_reminded(asking):
    case = assigned(asking)
    due = (MONDAY + timedelta(days=4)).date()
    completion_request.ask(
        by=asking.officer, application_id=case.pk, text="?", sections=["study"], due_on=due, at=MONDAY
    )
    with time_machine.travel(MONDAY + timedelta(days=2), tick=False):
        follow_up_completion_requests()
    assert mails(case) == []


def test_similar_cases_when_there_are_some_then_the_most_alike_stand_first(
    asking, client, django_assert_max_num_queries
):
    other = {"name": "Karolinska institutet", "number": "202100-2973"}
    same = assigned(asking)
    asking.send_to_legal_review(same)
    asking.conclude_legal_review(same)
    asking.accept_specification(same)
    asking.refuse(same)
    elsewhere = assigned(asking, principal=other)
    partly = assigned(asking, "HDIA")
    unlike = assigned(asking, "FODDAT", principal=other)
    later = assigned(asking, at=MONDAY + timedelta(days=1))
    case = assigned(asking, at=MONDAY + timedelta(hours=1))
    with django_assert_max_num_queries(2):
        found = similar_to(case, asking.officer)
    assert [(one.pk, one.shared, one.asked, one.is_of_principal) for one in found] == [
        (same.pk, 2, 2, True),
        (elsewhere.pk, 2, 2, False),
        (partly.pk, 1, 2, True),
    ]
    assert (found[0].outcome, found[0].has_same_variables, found[2].share) == ("refused", True, 50)
    assert {unlike.pk, later.pk}.isdisjoint(one.pk for one in found)
    same.project.members.create(user=asking.officer, role="member")
    assert [one.pk for one in similar_to(case, asking.officer)] == [elsewhere.pk, partly.pk]
    client.force_login(asking.officer)
    with django_assert_max_num_queries(20):
        page = client.get(reverse("desk_checklist", args=[case.public_id])).content.decode()
    assert "1 of the 2 variables (50 %)" in page
    assert "just the same variables" in page


def test_answers_when_the_row_does_not_count_or_the_page_is_old_then_are_not_kept(asking):
    case = assigned(asking)
    checklist.answer_rows(by=asking.officer, application_id=case.pk, answers={"attachment:codes": ("yes", "")})
    assert not case.checklist_answers.exists()
    with pytest.raises(NotReady, match="sent a completion"):
        checklist.answer_rows(by=asking.officer, application_id=case.pk, answers=OWN, submission_number=0)
