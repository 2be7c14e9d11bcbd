"""A person's own data as one archive: everything of that person, nothing of another, for that person alone."""

import io
import json
import zipfile

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from applications.actions.message import write_message
from applications.models import Attachment
from portal.accounts import own_archive
from portal.accounts.mail_choices import choose
from tests.accounts.factors import give_app, prove
from tests.factories.people import PASSWORD
from tests.factories.place import approve, enclose
from tests.factories.world import MONDAY, make_world


@pytest.fixture
def world(db):
    with time_machine.travel(MONDAY, tick=False):
        made = make_world()
        made.case_at("closed")
        yield made


def archive_of(user) -> dict[str, bytes]:
    """{name: content} of the archive that the person fetches."""
    client = Client()
    client.force_login(user)
    asked = client.get(reverse("own_data_file"))
    assert asked.status_code == 302
    answer = client.post(asked.url, {"password": PASSWORD}, follow=True)
    assert answer["Content-Type"] == "application/zip" and "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_archive_when_fetched_then_holds_all_that_is_the_persons(world):
    person, draft = world.researcher, world.draft()
    case = world.fresh(world.case_at("closed"))
    enclose(draft, person)
    approve(case)
    write_message(by=person, application_id=case.pk, text="I have a question.", at=MONDAY)
    write_message(by=world.officer, application_id=case.pk, text="An answer of the officer.", at=MONDAY)
    choose(by=person, chosen={"team": "none"})
    give_app(world.officer)
    found = archive_of(person)
    told = {name: json.loads(content) for name, content in found.items() if name.endswith(".json")}
    assert told["account.json"]["person"]["email"] == person.email
    assert {"kind": "team", "how": "none"} in told["account.json"]["mail_choices"]
    numbers = {one["number"] for one in told["applications.json"]}
    assert numbers >= {case.case_number, ""} and told["projects.json"][0]["role"] == "principal_investigator"
    sent = next(one for one in told["applications.json"] if one["number"] == case.case_number)
    assert sent["answers"]["title"] == case.title and sent["sent"][0]["content"]["title"] == case.title
    assert told["written.json"]["messages"][0]["text"] == "I have a question."
    assert {event["kind"] for event in told["events.json"]["in_cases"]} >= {"created", "submit", "accept_specification"}
    assert "application_received" in {mail["template"] for mail in told["mails.json"]["sent_to_you"]}
    assert any(one["reference"] == "2026-00123" for project in told["projects.json"] for one in project["approvals"])
    assert [content for name, content in found.items() if name.startswith("files/")] == [
        Attachment.objects.get().file.read()
    ]
    everything = b"".join(found.values()).decode(errors="replace")
    assert world.officer.email not in everything and "An answer of the officer" not in everything
    assert PASSWORD not in everything and person.password not in everything


def test_archive_of_an_officer_when_fetched_then_holds_no_case_of_others(world):
    found = archive_of(world.officer)
    assert json.loads(found["roles.json"])["roles"][0]["role"] == "case_officer"
    assert json.loads(found["applications.json"]) == [] and json.loads(found["events.json"])["in_cases"]
    everything = b"".join(found.values()).decode(errors="replace")
    assert world.researcher.email not in everything and "Hip fractures" not in everything


def test_archive_when_somebody_has_left_a_team_then_its_projects_stay_with_the_team(world):
    member = world.draft().project.members.get()
    member.left_at = MONDAY
    member.save()
    told = json.loads(archive_of(world.researcher)["projects.json"])
    assert ["project" in one for one in told] == [True, False]


def test_archive_when_files_do_not_fit_or_are_lost_then_names_them(world, monkeypatch):
    draft = world.draft()
    enclose(draft, world.researcher)
    attachment = Attachment.objects.get()
    attachment.file.storage.delete(attachment.file.name)
    assert json.loads(archive_of(world.researcher)["files-not-here.json"]) == ["1-approval.pdf"]
    monkeypatch.setattr(own_archive, "MOST_OF_FILES", 1)
    found = archive_of(world.researcher)
    assert json.loads(found["files-not-here.json"]) == ["1-approval.pdf"]
    assert not any(name.startswith("files/") for name in found)


def test_page_when_there_is_a_second_factor_then_asks_for_it(world, client):
    person = world.researcher
    give_app(person)
    client.force_login(person)
    for name in ("own_data", "own_data_file"):
        assert "second-factor" in client.get(reverse(name)).url
    prove(client, person, MONDAY)
    assert 'href="/account/my-data/file/"' in client.get(reverse("own_data")).content.decode()
    assert client.get(reverse("own_data_file")).status_code == 200


def test_nobody_when_not_signed_in_then_is_led_to_the_sign_in(db, client):
    for name in ("own_data", "own_data_file", "close_account"):
        assert client.get(reverse(name)).url.startswith(reverse("account_login"))
