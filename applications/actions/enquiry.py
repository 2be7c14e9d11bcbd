"""Ask a registry holder or an authority before there is a case, answer, and close the talk (Q2, Q3, U3, U11)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import Enquiry, EnquiryMessage, Project
from applications.notifications import plan_enquiry
from applications.problems import NotAllowed, refuse_unless
from applications.workflow import require
from registries.models import Authority, Registry

CLOSED = _("The conversation is closed, so nothing more is written in it. Ask a new question instead.")
EMPTY = _("The message is empty. Write something first.")


@transaction.atomic
def ask(
    *,
    by,
    authority: Authority,
    registries: Iterable[Registry] = (),
    subject: str,
    text: str,
    project: Project | None = None,
    at: datetime | None = None,
) -> list[Enquiry]:
    """Begin a conversation with the authority, or one with each of several registries (Q3).

    Raises NotReady where the authority takes no enquiries, where something is missing, or where a registry is not the
    authority's; NotAllowed for a project that the person has no part in.
    """
    at, registries = at or timezone.now(), list(registries)
    refuse_unless(
        (authority.takes_enquiries, _("This authority takes no questions through the portal. Nothing was sent.")),
        (all(registry.authority_id == authority.pk for registry in registries), _("Choose registries of one place.")),
        (registries or not authority.receives_by_registry, _("Choose at least one registry to ask.")),
        (subject.strip(), _("Write in a few words what it is about.")),
        (text.strip(), EMPTY),
    )
    if project is not None and not Project.objects.visible_to(by).filter(pk=project.pk).exists():
        raise NotAllowed
    enquiries = []
    for registry in registries or [None]:
        enquiry = Enquiry.objects.create(
            authority=authority, registry=registry, project=project, subject=subject.strip(), asked_by=by, asked_at=at
        )
        _say(enquiry, by=by, text=text, at=at)
        enquiries.append(enquiry)
    return enquiries


@transaction.atomic
def write(*, by, enquiry_id: int, text: str, at: datetime | None = None) -> EnquiryMessage:
    """Write to the other side, and count what it wrote as read. Raises NotReady for an empty or a closed one."""
    enquiry = _locked(enquiry_id, by)
    refuse_unless((enquiry.is_open, CLOSED), (text.strip(), EMPTY))
    mark_read(by=by, enquiry=enquiry, at=at)
    return _say(enquiry, by=by, text=text, at=at or timezone.now())


@transaction.atomic
def close(*, by, enquiry_id: int, at: datetime | None = None) -> Enquiry:
    """End the conversation; it can still be read. Raises NotReady where it is closed already."""
    enquiry = _locked(enquiry_id, by)
    refuse_unless((enquiry.is_open, CLOSED))
    enquiry.closed_at, enquiry.closed_by = at or timezone.now(), by
    enquiry.save(update_fields=["closed_at", "closed_by"])
    return enquiry


def mark_read(*, by, enquiry: Enquiry, at: datetime | None = None) -> None:
    """Remember that the other side's messages have been seen."""
    unread = enquiry.messages.filter(read_at=None, from_authority=enquiry.asked_by_id == by.pk)
    unread.update(read_at=at or timezone.now())


def _locked(enquiry_id: int, by) -> Enquiry:
    """The enquiry, locked until the transaction ends. Raises NotAllowed unless the person has a part in it."""
    enquiry = Enquiry.objects.select_for_update(of=("self",)).select_related("authority").get(pk=enquiry_id)
    require("write_in_enquiry", by, enquiry)
    return enquiry


def _say(enquiry: Enquiry, *, by, text: str, at: datetime) -> EnquiryMessage:
    """Write a message, and tell the other side."""
    message = EnquiryMessage.objects.create(
        enquiry=enquiry,
        author=by,
        from_authority=enquiry.asked_by_id != by.pk,
        text=text.strip(),
        sent_at=at,
    )
    plan_enquiry(message)
    return message
