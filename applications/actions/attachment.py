"""Enclose and remove files, and scan those that the scanner has not seen yet."""

import logging
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.actions.answers import can_edit
from applications.models import Application, Attachment
from applications.problems import NotReady
from applications.workflow import locked, record, require
from portal.base.files import FileRule, inspect
from portal.base.scanning import scan
from registries.models import AttachmentRule

logger = logging.getLogger(__name__)

VIRUS_FOUND = "virus_found"


def documents_section(case: Application) -> str:
    """The key of the section in which files are enclosed; "" where the form has none."""
    for section in case.form_version.sections:
        if any(question.kind in ("attachments", "file") for question in section.questions):
            return section.key
    return ""


def _open_for_files(by, application_id: int) -> Application:
    case = locked(application_id)
    require("edit" if not case.came_on_paper else "submit", by, case)
    if not can_edit(case, documents_section(case)):
        raise NotReady([_("The application has been sent: files can be added only when the authority asks for them.")])
    return case


def enclose(*, by, application_id: int, rule: AttachmentRule, uploaded) -> Attachment:
    """Check a file by its content and keep it under an attachment rule. Raises ValidationError with a sentence.

    A file under a rule that takes one replaces the one before, which stays in the submissions that named it. One that
    the scanner could not look at is kept and waits (`scan_kept`); one with a virus is refused, and that is an event.
    """
    facts = inspect(uploaded, FileRule(kinds=tuple(rule.kinds), max_bytes=rule.max_mb * 2**20))
    state = scan(uploaded)
    if state == Attachment.Scan.INFECTED:
        _tell_of_virus(application_id, by=by, rule=rule.key, sha256=facts.sha256)
        raise ValidationError(_("The file holds a virus. It was not kept. Enclose a clean file."))
    attachment = Attachment(
        application=Application.objects.get(pk=application_id),
        rule_key=rule.key,
        name=facts.name,
        content_type=facts.content_type,
        size=facts.size,
        sha256=facts.sha256,
        scan=state,
        uploaded_by=by,
    )
    # Scanner and storage may be slow: both have answered before the case is locked.
    attachment.file.save(facts.name, uploaded, save=False)
    try:
        _keep(attachment, rule, by)
    except Exception:
        attachment.file.delete(save=False)  # what is refused leaves no file behind
        raise
    return attachment


@transaction.atomic
def _keep(attachment: Attachment, rule: AttachmentRule, by) -> None:
    case = _open_for_files(by, attachment.application_id)
    if not rule.multiple:
        case.attachments.enclosed().filter(rule_key=rule.key).update(removed_at=timezone.now())
    attachment.save()


@transaction.atomic
def _tell_of_virus(application_id: int, *, by, **found) -> None:
    """What was found is told by the place in the form and by the content's sum: names of files may name people."""
    record(_open_for_files(by, application_id), VIRUS_FOUND, by=by, **found)


def scan_kept(attachment: Attachment, *, by) -> bool:
    """Show a kept file to the scanner; a virus is an event, by the portal. False where the scanner does not answer."""
    with attachment.file.open("rb") as file:
        state = scan(file)
    if state == Attachment.Scan.UNSCANNED:
        return False
    with transaction.atomic():
        case = locked(attachment.application_id)
        seen = case.attachments.unscanned().filter(pk=attachment.pk).update(scan=state)
        if seen and state == Attachment.Scan.INFECTED:
            found = {"rule": attachment.rule_key, "sha256": attachment.sha256, "attachment": attachment.public_id}
            record(case, VIRUS_FOUND, by=by, **found)
    return True


def scan_waiting(attachments: Iterable[Attachment], *, by) -> int:
    """Scan files until the scanner does not answer; gives how many it has looked at. A lost file stops no other."""
    seen = 0
    for attachment in attachments:
        try:
            if not scan_kept(attachment, by=by):
                break
        except OSError:
            logger.exception("attachment %s could not be read from the storage", attachment.pk)
            continue
        seen += 1
    return seen


@transaction.atomic
def remove(*, by, attachment: Attachment) -> None:
    """Take a file out of the draft. The row stays, since a submission may name it."""
    case = _open_for_files(by, attachment.application_id)
    case.attachments.enclosed().filter(pk=attachment.pk).update(removed_at=timezone.now())
