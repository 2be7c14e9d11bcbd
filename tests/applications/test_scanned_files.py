"""A file from its sending to the desk, with a real scanner: clean, infected, and kept while the scanner is away."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications import tasks
from applications.actions.attachment import VIRUS_FOUND, enclose
from applications.chains import broken_links
from applications.completeness import gaps
from applications.views.history import history_of
from tests.applications.applicant import address, full_form, page_of, pdf, signed_in
from tests.base.papers import INFECTED_PDF
from tests.factories.people import UserFactory
from tests.factories.place import enclose as put

AWAY = "tcp://127.0.0.1:9"  # nobody listens there

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(world):
    return full_form(world)


@pytest.fixture
def scanner(settings, clamav_url):
    settings.CLAMAV_URL = clamav_url
    return settings


def infected() -> SimpleUploadedFile:
    return SimpleUploadedFile("approval.pdf", INFECTED_PDF, "application/pdf")


def enclosed_while_away(full, settings, uploaded):
    """A draft with a file that came while the scanner was away."""
    case, url = full.draft(), settings.CLAMAV_URL
    settings.CLAMAV_URL = AWAY
    rule = case.form_version.attachment_rules.get(key="approval")
    attachment = enclose(by=full.researcher, application_id=case.pk, rule=rule, uploaded=uploaded)
    settings.CLAMAV_URL = url
    return case, attachment


def of_the_team(full, case):
    """Somebody who reads in the project."""
    person = UserFactory(name="Mia Member")
    case.project.members.create(user=person, role="member")
    return person


@pytest.mark.clamav
def test_file_when_clean_then_is_open_to_the_team_and_the_desk(full, scanner):
    case, browser = full.draft(), signed_in(full.researcher)
    browser.post(address(case, "attachments/add/approval/"), {"file": pdf(), "section": "files"})
    attachment = case.attachments.get()
    assert attachment.scan == "clean"
    for person in (full.researcher, of_the_team(full, case)):
        assert (
            signed_in(person).get(address(case, f"attachments/{attachment.public_id}/"), follow=True).status_code == 200
        )


@pytest.mark.clamav
def test_file_when_infected_then_is_refused_on_the_page_not_kept_and_an_event(full, scanner):
    case, browser = full.draft(), signed_in(full.researcher)
    answer = browser.post(address(case, "attachments/add/approval/"), {"file": infected(), "section": "files"})
    assert answer.status_code == 422
    assert "The file holds a virus. It was not kept." in answer.text
    assert not case.attachments.exists()
    event = case.events.get(kind=VIRUS_FOUND)
    assert event.by == full.researcher
    assert event.details["rule"] == "approval" and len(event.details["sha256"]) == 64
    assert "approval.pdf" not in str(event.details)
    assert broken_links(full.fresh(case)) == []
    told = history_of(case, list(case.events.select_related("by", "written_reason")), full.researcher)
    assert ("You", "A virus was found in a file, and the file was closed") in {(one.who, one.what) for one in told}


@pytest.mark.clamav
def test_file_when_the_scanner_is_away_then_is_kept_waits_and_is_open_to_its_sender_alone(full, scanner):
    case, browser = full.draft(), signed_in(full.researcher)
    url, scanner.CLAMAV_URL = scanner.CLAMAV_URL, AWAY
    answer = browser.post(address(case, "attachments/add/approval/"), {"file": pdf(), "section": "files"}, follow=True)
    assert "It waits for the virus check; until then only you can open it." in answer.text
    assert "waits for the virus check" in page_of(browser, case, "form/files/")
    attachment = case.attachments.get()
    where = address(case, f"attachments/{attachment.public_id}/")
    other = signed_in(of_the_team(full, case))
    assert browser.get(where, follow=True).status_code == 200
    closed = other.get(where, follow=True)
    assert closed.status_code == 409 and "waits for the virus check" in closed.text

    tasks.scan_waiting()  # the scanner is still away
    attachment.refresh_from_db()
    assert attachment.scan == "unscanned"

    scanner.CLAMAV_URL = url
    tasks.scan_waiting()
    attachment.refresh_from_db()
    assert attachment.scan == "clean"
    assert other.get(where, follow=True).status_code == 200
    assert "waits for the virus check" not in page_of(browser, case, "form/files/")


@pytest.mark.clamav
def test_file_when_found_infected_later_then_is_closed_to_everybody_and_blocks_the_sending(full, scanner):
    case, attachment = enclosed_while_away(full, scanner, infected())
    assert not [gap for gap in gaps(case) if "virus" in gap.sentence]
    tasks.scan_waiting()
    tasks.scan_waiting()
    attachment.refresh_from_db()
    assert attachment.scan == "infected"
    event = case.events.get(kind=VIRUS_FOUND)  # once, however often the task runs
    assert event.details["attachment"] == str(attachment.public_id)
    browser = signed_in(full.researcher)
    where = address(case, f"attachments/{attachment.public_id}/")
    answer = browser.get(where, follow=True)
    assert answer.status_code == 409 and "A virus was found in this file" in answer.text
    page = page_of(browser, case, "form/files/")
    assert "Remove it and enclose a clean file." in page and where not in page.replace(f"{where}remove/", "")
    assert [gap.sentence for gap in gaps(case) if "virus" in gap.sentence] == [
        "“Approval” holds a virus. Remove it and enclose a clean file."
    ]
    browser.post(f"{where}remove/", {"section": "files"})
    assert not [gap for gap in gaps(case) if "virus" in gap.sentence]


@pytest.mark.clamav
def test_application_when_sent_with_a_file_that_waits_then_the_desk_sees_it_and_opens_it_when_clean(full, scanner):
    case, attachment = enclosed_while_away(full, scanner, pdf())
    full.submit(case)
    full.assign(case)
    put(case, full.researcher)  # another file of the case, in which a virus was found
    case.attachments.exclude(pk=attachment.pk).update(scan="infected")
    client = signed_in(full.officer)
    where = reverse("desk_attachment", args=[case.public_id, attachment.public_id])
    view = reverse("desk_attachment_view", args=[case.public_id, attachment.public_id])
    page = client.get(reverse("desk_application", args=[case.public_id])).text
    assert "waits for the virus check" in page and where not in page
    assert "virus found" not in page  # that file is none of those that were sent
    assert client.get(where, follow=True).status_code == 409
    assert client.get(view, follow=True).status_code == 409
    assert not case.readings.exists()  # nobody has read it
    tasks.scan_waiting()
    page = client.get(reverse("desk_application", args=[case.public_id])).text
    assert "waits for the virus check" not in page and where in page
    assert client.get(where, follow=True).status_code == 200
    assert client.get(view).status_code == 200


@pytest.mark.clamav
def test_file_when_it_was_there_before_the_scanner_then_waits_for_it(full, settings, clamav_url):
    case = full.draft()
    rule = case.form_version.attachment_rules.get(key="approval")
    settings.CLAMAV_URL = ""
    attachment = enclose(by=full.researcher, application_id=case.pk, rule=rule, uploaded=infected())
    assert attachment.is_open_to(full.officer)  # without a scanner files are kept as “not scanned”
    tasks.scan_waiting()
    settings.CLAMAV_URL = clamav_url
    assert not attachment.is_open_to(full.officer)
    tasks.scan_waiting()
    attachment.refresh_from_db()
    assert attachment.is_infected


@pytest.mark.clamav
def test_scan_when_one_file_is_lost_then_the_others_are_scanned_all_the_same(full, scanner, caplog):
    _case, lost = enclosed_while_away(full, scanner, pdf())
    _other, there = enclosed_while_away(full, scanner, pdf())
    lost.file.delete(save=False)
    tasks.scan_waiting()
    there.refresh_from_db()
    assert there.scan == "clean"
    assert "could not be read from the storage" in caplog.text
