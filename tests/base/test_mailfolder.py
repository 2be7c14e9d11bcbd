from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection

from portal.base.mailfolder import MailNotFound, list_mails, read_attachment, read_mail

BACKEND = "portal.base.mailfolder.FolderBackend"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MAIL_DIR = tmp_path / "mail"
    return settings.MAIL_DIR


def send(subject="Ärende 12/2026", **kwargs):
    message = EmailMultiAlternatives(subject, "Hej\n", "from@example.org", ["to@example.org"], **kwargs)
    message.attach_alternative("<p>Hej</p>", "text/html")
    message.attach("beslut å.pdf", b"%PDF-1.7", "application/pdf")
    return get_connection(BACKEND).send_messages([message])


def test_folder_backend_when_sent_then_one_file_that_reads_back(folder):
    assert send() == 1
    (path,) = folder.iterdir()
    mail = read_mail(path.name)
    assert (mail.subject, mail.sender, mail.to) == ("Ärende 12/2026", "from@example.org", "to@example.org")
    assert mail.text.strip() == "Hej"
    assert mail.html.strip() == "<p>Hej</p>"
    assert mail.sent_at.tzinfo is not None
    assert [(one.name, one.content_type, one.content) for one in mail.attachments] == [
        ("beslut å.pdf", "application/pdf", b"%PDF-1.7")
    ]


def test_folder_backend_when_nobody_receives_it_then_nothing_is_written(folder):
    assert get_connection(BACKEND).send_messages([EmailMessage("s", "b", "f@example.org", [])]) == 0
    assert not folder.exists()


def test_folder_backend_when_folder_cannot_be_written_then_it_says_so(folder):
    folder.write_text("a file stands where the folder should be")
    with pytest.raises(OSError, match="mail"):
        send()


def test_folder_backend_when_it_is_to_fail_silently_then_it_counts_none(folder):
    folder.write_text("a file stands where the folder should be")
    message = EmailMessage("s", "b", "f@example.org", ["t@example.org"])
    assert get_connection(BACKEND, fail_silently=True).send_messages([message]) == 0


def test_list_mails_when_several_then_newest_first_and_no_more_than_asked():
    for minute, subject in enumerate(["first", "second", "third"]):
        with time_machine.travel(datetime(2026, 11, 3, 12, minute, tzinfo=UTC), tick=False):
            send(subject)
    assert [mail.subject for mail in list_mails()] == ["third", "second", "first"]
    assert [mail.subject for mail in list_mails(limit=1)] == ["third"]


def test_list_mails_when_nothing_was_sent_then_none():
    assert list_mails() == []


def test_read_mail_when_it_has_no_head_then_what_is_there(folder):
    folder.mkdir()
    name = "20261103T120000-000000-0123456789ab.eml"
    (folder / name).write_bytes(b"\r\nwords\r\n")
    mail = read_mail(name)
    assert (mail.subject, mail.sent_at, mail.html) == ("", None, "")
    assert mail.text.strip() == "words"


@pytest.mark.parametrize("name", ["../secret.eml", "x.eml", "20261103T120000-000000-0123456789ab.eml", ""])
def test_read_mail_when_there_is_none_of_that_name_then_not_found(folder, name):
    folder.mkdir()
    (Path(folder).parent / "secret.eml").write_text("secret")
    with pytest.raises(MailNotFound):
        read_mail(name)


def test_read_attachment_when_number_is_wrong_then_not_found(folder):
    send()
    (path,) = folder.iterdir()
    assert read_attachment(path.name, 1).name == "beslut å.pdf"
    with pytest.raises(MailNotFound):
        read_attachment(path.name, 2)
