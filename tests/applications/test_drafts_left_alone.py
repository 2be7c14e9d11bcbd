"""Drafts that nobody sends: announced, kept by whoever opens them, deleted with their files; the chains stay whole."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from applications import retention
from applications.actions.answers import save_section
from applications.actions.application import withdraw
from applications.models import Application, Attachment, DraftNotice, Notification, ProjectMember
from applications.sending import mail_of
from portal.accounts.models import User
from portal.base.clock import today
from portal.base.retention import carry_out, kinds
from tests.factories.people import UserFactory
from tests.factories.place import approve, enclose, paper_case
from tests.factories.world import MONDAY, make_world

DAYS = {kind.key: kind.days for kind in kinds()}
TOLD = MONDAY + timedelta(days=DAYS["drafts"] + 1)
GONE = TOLD + timedelta(days=30)


@pytest.fixture
def world(db):
    with time_machine.travel(MONDAY, tick=False):
        return make_world()


@pytest.fixture
def draft(world):
    with time_machine.travel(MONDAY, tick=False):
        made = world.draft()
        ProjectMember.objects.create(project=made.project, user=UserFactory(name="Mia Member"), role="member")
        enclose(made, world.researcher)
        return made


def night(at):
    """What the nightly run does at a moment."""
    with time_machine.travel(at, tick=False):
        return carry_out(at)


def mails(template: str):
    return Notification.objects.filter(template=template)


def is_whole() -> bool:
    call_command("verify_events")  # raises SystemExit where a chain is broken
    return True


def test_draft_when_left_alone_then_the_team_is_told_once_and_by_which_day(world, draft):
    night(TOLD - timedelta(days=2))
    assert not mails("draft_announced").exists()
    for _ in range(2):
        night(TOLD)
    told = mails("draft_announced")
    assert {mail.recipient.name for mail in told} == {world.researcher.name, "Mia Member"} and told.count() == 2
    assert DraftNotice.objects.get().delete_on == today(TOLD) + timedelta(days=30)
    mail = mail_of(told.get(recipient=world.researcher))
    assert "6 April 2027" in mail.body and draft.title not in mail.body + mail.subject
    assert f"/applications/{draft.public_id}/" in mail.body


@pytest.mark.parametrize(("language", "words"), [("sv", "ett utkast"), ("nb", "et utkast")])
def test_draft_when_announced_then_each_is_told_in_the_own_language(world, draft, language, words):
    User.objects.filter(pk=world.researcher.pk).update(language=language)
    night(TOLD)
    mail = mail_of(mails("draft_announced").get(recipient=world.researcher))
    assert words in mail.subject.lower() and "Open the draft" not in mail.body


def test_draft_when_its_day_has_come_then_it_is_deleted_with_its_files_and_the_chain_is_whole(
    world, draft, django_capture_on_commit_callbacks
):
    file = Path(draft.attachments.get().file.path)
    approve(draft)
    night(TOLD)
    with django_capture_on_commit_callbacks(execute=True):
        assert night(GONE)["drafts"] == 1
    case = world.fresh(draft)
    assert (case.stage, case.title, case.answers.values) == ("withdrawn", "", {})
    assert not case.attachments.exists() and not case.requested_variables.exists() and not file.exists()
    project = case.project
    assert project.title == "" and not project.facts.exists() and not project.approvals.exists()
    assert [event.kind for event in case.events.all()] == ["created", "draft_announced", "lapsed"]
    assert is_whole() and not call_command("rebuild_clocks")
    assert {mail.recipient.name for mail in mails("draft_deleted")} == {world.researcher.name, "Mia Member"}
    assert "never sent" in mail_of(mails("draft_deleted").first()).body
    assert night(GONE)["drafts"] == 0


def test_draft_when_deleted_then_nobody_finds_it(world, draft):
    for at in (TOLD, GONE):
        night(at)
    client = Client()
    client.force_login(world.researcher)
    assert client.get(reverse("application_page", args=[draft.public_id])).status_code == 404
    assert client.get(reverse("project_list")).status_code == 200
    assert not Application.objects.on_desk_of(world.officer).exists()


def test_draft_when_the_project_has_another_case_then_the_project_stays(world, draft):
    with time_machine.travel(MONDAY):
        sent = world.case_at("submitted")
    Application.objects.filter(pk=sent.pk).update(project=draft.project)
    for at in (TOLD, GONE):
        night(at)
    assert world.fresh(draft).emptied_at is not None
    assert draft.project.members.current().count() == 2
    assert [case.pk for case in Application.objects.visible_to(world.researcher)] == [sent.pk]
    assert world.fresh(sent).answers.values and draft.project.title
    client = Client()
    with time_machine.travel(GONE):
        client.force_login(world.researcher)
        page = client.get(reverse("project_page", args=[draft.project.public_id])).content.decode()
    assert str(sent.public_id) in page and str(draft.public_id) not in page


def test_draft_when_opened_after_the_mail_then_is_kept_and_its_time_begins_anew(world, draft):
    night(TOLD)
    client = Client()
    with time_machine.travel(TOLD + timedelta(days=3), tick=False):
        client.force_login(world.researcher)
        pages = [client.get(reverse("application_page", args=[draft.public_id]), follow=True) for _ in range(2)]
        assert ["so it is kept" in page.content.decode() for page in pages] == [True, False]
    night(GONE)
    assert world.fresh(draft).title
    night(TOLD + timedelta(days=DAYS["drafts"] + 4))
    assert mails("draft_announced").count() == 4
    night(GONE + timedelta(days=DAYS["drafts"] + 4))
    assert world.fresh(draft).emptied_at is not None


def test_draft_when_written_in_after_the_mail_then_is_kept(world, draft):
    night(TOLD)
    with time_machine.travel(TOLD + timedelta(days=3), tick=False):
        typed = {"by_diagnosis": "no"}
        save_section(by=world.researcher, application_id=draft.pk, section="study", typed=typed, version=0)
    night(GONE)
    assert world.fresh(draft).title and not DraftNotice.objects.exists()


def test_draft_when_a_file_came_then_counts_as_written_in(world, draft):
    Attachment.objects.update(uploaded_at=TOLD)
    night(TOLD)
    assert not mails("draft_announced").exists()


def test_what_came_on_paper_and_what_was_sent_when_old_then_is_never_touched(world):
    with time_machine.travel(MONDAY, tick=False):
        paper, sent = paper_case(world), world.case_at("closed")
    years = timedelta(days=3650)
    for at in (TOLD + years, GONE + years):
        night(at)
    for case in (paper, sent):
        now = world.fresh(case)
        assert (now.stage, now.title, now.emptied_at) == (case.stage, case.title, None)
    assert sent.submissions.exists() and is_whole()


def test_case_that_was_sent_when_somebody_empties_it_then_the_database_refuses(world):
    case = world.case_at("assigned")
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=case.pk).update(emptied_at=MONDAY, title="")


def test_draft_when_withdrawn_then_its_words_go_after_a_month(world, draft):
    with time_machine.travel(MONDAY, tick=False):
        withdraw(by=world.researcher, application_id=draft.pk, reason="Anna Andersson is ill", at=MONDAY)
    night(MONDAY + timedelta(days=DAYS["withdrawn_drafts"] - 1))
    assert world.fresh(draft).title
    night(MONDAY + timedelta(days=DAYS["withdrawn_drafts"] + 1))
    case = world.fresh(draft)
    assert case.title == "" and case.answers.values == {}
    assert not any("reason" in event.told for event in case.events.all())
    assert is_whole() and not mails("draft_deleted").exists()


def test_removed_file_when_no_submission_names_it_then_goes_and_a_sent_one_stays(
    world, draft, django_capture_on_commit_callbacks
):
    with time_machine.travel(MONDAY, tick=False):
        sent = world.case_at("assigned")
        enclose(sent, world.researcher)
        kept = sent.attachments.get()
        submission = sent.submissions.get()
        # A submission is append-only: a further one names the file.
        content = submission.content | {"attachments": [{"id": str(kept.public_id)}]}
        sent.submissions.create(
            number=2, content=content, sha256="", submitted_at=MONDAY, submitted_by=world.researcher
        )
    Attachment.objects.update(removed_at=MONDAY)
    file = Path(draft.attachments.get().file.path)
    with django_capture_on_commit_callbacks(execute=True):
        done = night(MONDAY + timedelta(days=DAYS["removed_files"] + 1))
    assert done["removed_files"] == 1 and not file.exists()
    assert list(Attachment.objects.all()) == [kept]


def test_drafts_when_one_fails_then_the_others_are_dealt_with_and_the_log_names_a_number(
    world, draft, monkeypatch, caplog
):
    with time_machine.travel(MONDAY, tick=False):
        second = world.draft()
    announce = retention.draft.announce

    def broken(*, application_id, **rest):
        if application_id == draft.pk:
            raise ValueError(draft.title)
        return announce(application_id=application_id, **rest)

    monkeypatch.setattr(retention.draft, "announce", broken)
    night(TOLD)
    assert [notice.application_id for notice in DraftNotice.objects.all()] == [second.pk]
    assert f"nobody was told that draft {draft.pk} will be deleted" in caplog.text


def test_file_when_put_in_the_storage_then_its_name_says_nothing(world, draft):
    attachment = Attachment(
        application=draft, rule_key="approval", name="Anna Andersson.pdf", uploaded_by=world.officer
    )
    attachment.file.save("Anna Andersson.pdf", ContentFile(b"x"), save=False)
    assert "Anna" not in attachment.file.name and str(attachment.public_id) in attachment.file.name
