"""Mail into a folder, one .eml a mail: how the portal sends without a mail server, and how a demonstration reads it."""

import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMail
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

NAME = re.compile(r"[0-9TZ-]+-[0-9a-f]{12}\.eml")


class MailNotFound(LookupError):
    """No mail, or no attachment, of that name."""


@dataclass(frozen=True)
class Attachment:
    number: int
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """A mail as it was sent; `text` and `html` are "" where it has no such part."""

    name: str
    subject: str
    sender: str
    to: str
    sent_at: datetime | None
    text: str
    html: str
    attachments: tuple[Attachment, ...]


class FolderBackend(BaseEmailBackend):
    """Django's mail backend that writes into settings.MAIL_DIR."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Writes each mail whole or not at all; gives how many. Raises OSError unless it is to fail silently."""
        return sum(self._write(message) for message in email_messages if message.recipients())

    def _write(self, message: EmailMessage) -> bool:
        folder = Path(settings.MAIL_DIR)
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S-%f}-{secrets.token_hex(6)}.eml"
        part = folder / f".{name}.part"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(message.message().as_bytes(linesep="\r\n"))
            os.replace(part, folder / name)
        except OSError:
            if not self.fail_silently:
                raise
            return False
        return True


def _parsed(path: Path) -> ParsedMail:
    return message_from_bytes(path.read_bytes(), policy=policy.default)


def _body(parsed: ParsedMail, kind: str) -> str:
    part = parsed.get_body(preferencelist=(kind,))
    # A part without headers is false in Python's eyes.
    return "" if part is None else part.get_content()


def _moment(parsed: ParsedMail) -> datetime | None:
    if not parsed["Date"]:
        return None
    moment = parsedate_to_datetime(str(parsed["Date"]))
    # Django writes the date with "-0000": UTC, place unknown; Python reads that without a time zone.
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _attachments(parsed: ParsedMail) -> tuple[Attachment, ...]:
    return tuple(
        Attachment(
            number, part.get_filename() or f"{number}", part.get_content_type(), part.get_payload(decode=True) or b""
        )
        for number, part in enumerate(parsed.iter_attachments(), start=1)
    )


def _mail(path: Path) -> Mail:
    parsed = _parsed(path)
    return Mail(
        name=path.name,
        subject=str(parsed["Subject"] or ""),
        sender=str(parsed["From"] or ""),
        to=str(parsed["To"] or ""),
        sent_at=_moment(parsed),
        text=_body(parsed, "plain"),
        html=_body(parsed, "html"),
        attachments=_attachments(parsed),
    )


def list_mails(limit: int = 200) -> list[Mail]:
    """The newest mails, newest first; none while nothing has been sent."""
    paths = sorted(Path(settings.MAIL_DIR).glob("[0-9]*.eml"), reverse=True)
    return [_mail(path) for path in paths[:limit]]


def read_mail(name: str) -> Mail:
    """The mail of that file name. Raises MailNotFound, also for a name that points elsewhere."""
    path = Path(settings.MAIL_DIR) / name
    if not NAME.fullmatch(name) or not path.is_file():
        raise MailNotFound(name)
    return _mail(path)


def read_attachment(name: str, number: int) -> Attachment:
    """The attachment with that number, counted from 1. Raises MailNotFound."""
    for attachment in read_mail(name).attachments:
        if attachment.number == number:
            return attachment
    raise MailNotFound(f"{name}/{number}")
