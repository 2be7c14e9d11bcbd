"""What an applicant does with a case, and what each action refuses."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from applications.actions import answers as writing
from applications.actions import application as sending
from applications.actions import attachment as enclosing
from applications.actions import completion_request as completing
from applications.actions import delivery as receiving
from applications.actions import message as talking
from applications.actions import specification as answering
from applications.completeness import gaps, section_states
from applications.facts import condition_facts
from applications.models import Answers, Project, RequestedVariable
from applications.problems import NotAllowed, NotReady
from portal.base.pdf import render_pdf
from registries.models import AttachmentRule
from reviews.actions import completion_request
from tests.factories.world import ANSWERS, MONDAY

PDF = render_pdf("<html lang='en'><title>Approval</title><h1>Approval</h1></html>")


def pdf(name="approval.pdf"):
    return SimpleUploadedFile(name, PDF, "application/pdf")


@pytest.fixture
def rule(world):
    """A PDF that every application has to enclose, in a section of its own."""
    schema = world.form.schema
    schema["sections"].append(
        {"key": "papers", "title": {"en": "Papers"}, "questions": [{"key": "files", "kind": "attachments"}]}
    )
    type(world.form).objects.bulk_update([world.form], ["schema"])
    return AttachmentRule.objects.create(
        form_version=world.form,
        key="approval",
        position=1,
        label={"en": "Ethical approval"},
        required=True,
        kinds=["pdf"],
    )


def save(world, case, section, typed, version=0):
    return writing.save_section(
        by=world.researcher, application_id=case.pk, section=section, typed=typed, version=version
    )


def test_section_when_saved_then_keeps_what_was_typed_even_when_it_is_wrong(world):
    case = world.draft(whole=False)
    typed = {"principal": {"name": "Umeå universitet", "number": "123"}}
    assert save(world, case, "principal", typed).values["principal"]["number"] == "123"
    assert section_states(case)["principal"] == "mend"
    assert any(gap.question == "principal" and not gap.is_missing for gap in gaps(case))


def test_section_when_saved_from_a_stale_page_then_both_versions_are_handed_on(world):
    case = world.draft(whole=False)
    save(world, case, "study", {"title": "First"})
    with pytest.raises(writing.StaleSection) as stale:
        save(world, case, "study", {"title": "Second"}, version=0)
    assert (stale.value.theirs["title"], stale.value.yours["title"], stale.value.version) == ("First", "Second", 1)
    assert Answers.objects.get(application=case).values["title"] == "First"
    save(world, case, "study", {"title": "Second"}, version=1)
    assert world.fresh(case).title == "Second"
    assert Project.objects.get(pk=case.project_id).title == "Second"


def test_section_when_a_late_save_says_the_same_then_the_page_drawn_meanwhile_is_not_stale(world):
    case = world.draft(whole=False)
    button = save(world, case, "study", {"title": "First"})
    automatic = save(world, case, "study", {"title": "First"}, version=0)
    assert automatic.versions == button.versions == {"study": 1}
    save(world, case, "study", {"title": "Second"}, version=1)
    assert world.fresh(case).title == "Second"


def test_section_when_two_sections_are_saved_then_neither_stops_the_other(world):
    case = world.draft(whole=False)
    save(world, case, "study", {"title": "A"})
    save(world, case, "principal", {"is_authority": "no"})
    assert Answers.objects.get(application=case).versions == {"study": 1, "principal": 1}


def test_section_when_the_application_was_sent_then_cannot_be_changed(world):
    case = world.case_at("submitted")
    with pytest.raises(NotReady):
        save(world, case, "study", {"title": "Other"})


def test_section_when_somebody_else_writes_then_is_not_allowed(world):
    case = world.draft()
    with pytest.raises(NotAllowed):
        writing.save_section(by=world.outsider, application_id=case.pk, section="study", typed={}, version=0)
    case.project.members.create(user=world.outsider, role="member")
    with pytest.raises(NotAllowed):
        writing.save_section(by=world.outsider, application_id=case.pk, section="study", typed={}, version=0)


def test_question_when_its_condition_does_not_hold_then_is_not_asked_and_not_frozen(world):
    case = world.draft()
    Answers.objects.filter(application=case).update(values=ANSWERS | {"by_diagnosis": "yes"})
    assert [gap.question for gap in gaps(case)] == ["diagnoses"]
    codes = {"classification": "ICD-10-SE", "codes": "S72.0"}
    values = ANSWERS | {"by_diagnosis": "no", "diagnoses": codes}
    Answers.objects.filter(application=case).update(values=values)
    assert gaps(case) == []
    world.submit(case)
    assert "diagnoses" not in world.fresh(case).newest_submission.content["answers"]


def test_period_when_it_ends_before_it_starts_then_has_to_be_mended(world):
    case = world.draft()
    period = {"period": {"from": "2024-01-01", "to": "2020-01-01"}}
    Answers.objects.filter(application=case).update(values=ANSWERS | period)
    assert [gap.is_missing for gap in gaps(case)] == [False]


def test_variables_when_their_registry_is_left_out_then_stay_with_their_reasons(world):
    case = world.draft()
    variable = world.registry.variables.first()
    row = writing.Row(variable_id=variable.pk, registry_id=world.registry.pk, reason="Outcome.")
    writing.set_variables(by=world.researcher, application_id=case.pk, section="study", rows=[row], version=0)
    assert RequestedVariable.objects.get().reason == "Outcome."
    with pytest.raises(writing.StaleSection):
        writing.set_variables(by=world.researcher, application_id=case.pk, section="study", rows=[], version=0)
    save(world, case, "study", {"registries": []}, version=1)
    assert RequestedVariable.objects.get().reason == "Outcome."
    assert not world.fresh(case).registries.exists()


def test_attachment_when_required_then_is_a_gap_until_it_is_enclosed(world, rule):
    case = world.draft()
    assert [gap.section for gap in gaps(case)] == ["papers"]
    enclosing.enclose(by=world.researcher, application_id=case.pk, rule=rule, uploaded=pdf())
    assert gaps(case) == []


def test_attachment_when_another_takes_its_place_then_the_first_stays_for_its_submission(world, rule):
    case = world.draft()
    first = enclosing.enclose(by=world.researcher, application_id=case.pk, rule=rule, uploaded=pdf())
    second = enclosing.enclose(by=world.researcher, application_id=case.pk, rule=rule, uploaded=pdf("new.pdf"))
    assert list(case.attachments.enclosed()) == [second]
    assert case.attachments.count() == 2
    enclosing.remove(by=world.researcher, attachment=second)
    assert not case.attachments.enclosed().exists()
    assert first.file.storage.exists(first.file.name)


@pytest.mark.parametrize(
    "uploaded",
    [
        SimpleUploadedFile("approval.pdf", b"MZ\x90\x00" + b"\x00" * 200, "application/pdf"),
        SimpleUploadedFile("approval.pdf", b"", "application/pdf"),
        SimpleUploadedFile("approval.exe", PDF, "application/pdf"),
    ],
)
def test_attachment_when_it_is_not_what_it_says_then_is_not_kept(world, rule, uploaded):
    case = world.draft()
    with pytest.raises(ValidationError):
        enclosing.enclose(by=world.researcher, application_id=case.pk, rule=rule, uploaded=uploaded)
    assert not case.attachments.exists()


def test_attachment_when_the_scanner_finds_a_virus_then_is_not_kept(world, rule, monkeypatch):
    case = world.draft()
    monkeypatch.setattr(enclosing, "scan", lambda file: "infected")
    with pytest.raises(ValidationError):
        enclosing.enclose(by=world.researcher, application_id=case.pk, rule=rule, uploaded=pdf())
    assert not case.attachments.exists()


def test_attachment_when_the_application_was_sent_then_waits_for_a_request(world, rule):
    case = world.draft()
    enclosing.enclose(by=world.researcher, application_id=case.pk, rule=rule, uploaded=pdf())
    world.submit(case)
    with pytest.raises(NotReady):
        enclosing.enclose(by=world.researcher, application_id=case.pk, rule=rule, uploaded=pdf())
    world.assign(case)
    completion_request.ask(by=world.officer, application_id=case.pk, text="Anew.", sections=["papers"], at=MONDAY)
    enclosing.enclose(by=world.researcher, application_id=case.pk, rule=rule, uploaded=pdf())


def test_attachment_when_refused_under_the_lock_then_leaves_no_file_in_the_storage(world, rule):
    case = world.draft()
    enclosing.enclose(by=world.researcher, application_id=case.pk, rule=rule, uploaded=pdf())
    world.submit(case)
    stored = case.attachments.get().file
    folder = stored.name.rpartition("/")[0]
    with pytest.raises(NotReady):
        enclosing.enclose(by=world.researcher, application_id=case.pk, rule=rule, uploaded=pdf())
    assert len(stored.storage.listdir(folder)[1]) == 1


def test_application_when_begun_in_a_project_of_others_then_is_not_allowed(world):
    project = world.draft().project
    project.members.create(user=world.outsider, role="member")
    with pytest.raises(NotAllowed):
        sending.start_application(by=world.outsider, authority=world.authority, title="Mine", project=project)
    sending.start_application(by=world.researcher, authority=world.authority, title="Ours", project=project)
    assert project.applications.count() == 2


def test_completion_when_answered_then_makes_the_next_submission_and_only_of_named_sections(world):
    case = world.case_at("assigned")
    completion_request.ask(by=world.officer, application_id=case.pk, text="Mend.", sections=["study"], at=MONDAY)
    with pytest.raises(NotReady):
        save(world, case, "principal", {"is_authority": "no"})
    save(world, case, "study", {"title": ""})
    with pytest.raises(NotReady) as refusal:
        completing.answer(by=world.researcher, application_id=case.pk, at=MONDAY)
    assert "not answered" in str(refusal.value)
    save(world, case, "study", {"title": "Hips"}, version=1)
    completing.answer(by=world.researcher, application_id=case.pk, text="Mended.", at=MONDAY)
    first, second = case.submissions.all()
    assert (first.content["answers"]["title"], second.content["answers"]["title"]) == (ANSWERS["title"], "Hips")
    with pytest.raises(NotReady):
        completing.answer(by=world.researcher, application_id=case.pk, at=MONDAY)


def test_message_when_written_then_the_other_side_is_told_and_reads_it(world):
    case = world.case_at("assigned")
    talking.write_message(by=world.researcher, application_id=case.pk, text="When?", at=MONDAY)
    talking.write_message(by=world.officer, application_id=case.pk, text="Soon.", at=MONDAY)
    told = case.notifications.filter(template="message_written").order_by("pk")
    assert [notification.recipient for notification in told] == [world.officer, world.researcher]
    talking.mark_read(case, by=world.researcher)
    assert [message.read_at is not None for message in case.messages.all()] == [False, True]


def test_message_when_empty_or_nobody_could_read_it_then_is_refused(world):
    draft = world.draft()
    with pytest.raises(NotReady):
        talking.write_message(by=world.researcher, application_id=draft.pk, text="Hello?")
    case = world.case_at("assigned")
    with pytest.raises(NotReady):
        talking.write_message(by=world.researcher, application_id=case.pk, text="  ")
    with pytest.raises(NotAllowed):
        talking.write_message(by=world.outsider, application_id=case.pk, text="Hello?")


def test_price_when_declined_without_a_reason_then_still_waits(world):
    case = world.case_at("specification")
    world.propose(case)
    with pytest.raises(NotReady):
        answering.decline(by=world.researcher, application_id=case.pk, specification_version=1, because=" ")
    answering.decline(by=world.researcher, application_id=case.pk, specification_version=1, because="Fewer years.")
    with pytest.raises(NotReady):
        answering.decline(by=world.researcher, application_id=case.pk, specification_version=1, because="Fewer.")
    assert case.specifications.get().declined_because == "Fewer years."


def test_complaint_when_the_window_has_passed_then_is_refused(world):
    case = world.case_at("delivery")
    delivery = world.deliver(case)
    late = MONDAY + timedelta(days=100)
    with pytest.raises(NotReady):
        receiving.complain(by=world.researcher, delivery=delivery, text="A year is missing.", at=late)
    with pytest.raises(NotReady):
        receiving.complain(by=world.researcher, delivery=delivery, text=" ", at=MONDAY)
    receiving.complain(by=world.researcher, delivery=delivery, text="A year is missing.", at=MONDAY)
    assert case.notifications.filter(template="complaint_made", recipient=world.officer).exists()


def test_conditions_when_the_registries_are_asked_under_any_key_then_know_them(world):
    case = world.draft()
    world.form.schema["sections"][1]["questions"][-1]["key"] = "sources"
    form = type(world.form)(authority=world.authority, schema=world.form.schema)
    case.form_version = form
    assert condition_facts(case, {"sources": ["patients"]})["registries"] == ["patients"]
    assert condition_facts(case, {})["registries"] == []
