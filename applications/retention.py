"""What is kept of projects and cases, and for how long."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from applications.actions import draft
from applications.models import Application, Attachment, Digest, DraftNotice, Invitation, Notification, Presence
from portal.accounts.models import User
from portal.base.clock import today
from portal.base.retention import BY_LAW, Kept, delete_all

logger = logging.getLogger(__name__)
MOST_A_NIGHT = 5_000  # drafts; what one night does not come to, the next one does


def kinds() -> list[Kept]:
    """What this app keeps."""
    return [*_of_drafts(), *_of_cases(), *_around_cases()]


def _of_drafts() -> list[Kept]:
    return [
        Kept(
            key="drafts",
            what=_("Drafts that you never send, with their files"),
            why=_("It is not known whether they are still needed, so you are asked. GDPR, article 5(1)(e)."),
            days=180,
            until=_("after the last change"),
            then=ngettext_lazy(
                "The team is told by mail. Unless somebody opens the draft, it is deleted %(n)d day later.",
                "The team is told by mail. Unless somebody opens the draft, it is deleted %(n)d days later.",
                draft.GRACE.days,
            )
            % {"n": draft.GRACE.days},
            carry_out=delete_drafts_left_alone,
        ),
        Kept(
            key="withdrawn_drafts",
            what=_("Drafts that you withdraw without having sent them"),
            why=_("They can be looked up for a while, if it was a mistake. GDPR, article 5(1)(e)."),
            days=30,
            carry_out=delete_withdrawn_drafts,
        ),
        Kept(
            key="removed_files",
            what=_("Files that you take out again, and that were never sent"),
            why=_("They are not needed any more. GDPR, article 5(1)(e)."),
            days=30,
            carry_out=delete_removed_files,
        ),
    ]


def _of_cases() -> list[Kept]:
    kept = _("as long as the authority's rules for its archive say")
    then = _("The authority hands it over to its archive.")
    return [
        Kept(
            key="cases",
            what=_("Applications that were sent, with messages, letters, decisions, invoices and what happened when"),
            why=BY_LAW,
            until=kept,
            then=then,
        ),
        Kept(
            key="readings",
            what=_("Who at the authority opened which file or letter"),
            why=_("It can be shown who has seen confidential papers. GDPR, article 32."),
            until=_("as long as the case"),
            then=then,
        ),
        Kept(key="enquiries", what=_("Questions to an authority, and its answers"), why=BY_LAW, until=kept, then=then),
    ]


def _around_cases() -> list[Kept]:
    return [
        Kept(
            key="mails",
            what=_("Mails that the portal has sent about cases: to which address, when"),
            why=_("It can be shown that somebody was told. GDPR, article 6(1)(e)."),
            days=365,
            carry_out=delete_mails,
        ),
        Kept(
            key="invitations",
            what=_("Invitations into a team that were used or have run out: the address"),
            why=_("Whoever invites sees what became of it. GDPR, article 6(1)(e)."),
            days=90,
            carry_out=delete_invitations,
        ),
        Kept(
            key="presence",
            what=_("Who of a team has which part of a form open"),
            why=_("Two people who write at once see each other. GDPR, article 6(1)(e)."),
            days=1,
            carry_out=lambda before: delete_all(Presence.objects.filter(seen_at__lt=before)),
        ),
    ]


def _each(ids: Iterable[int], act: Callable[[int], object], sentence: str) -> int:
    """Do it for each, and give for how many it was done. One that fails is tried again the next night."""
    number = 0
    for pk in ids:
        try:
            number += act(pk) is not False
        except Exception:
            logger.exception(sentence, pk)
    return number


def delete_drafts_left_alone(before: datetime, at: datetime | None = None) -> int:
    """Delete the drafts whose day has come, and tell the teams of those in which nothing was written since `before`."""
    at, portal = at or timezone.now(), User.objects.portal()
    due = DraftNotice.objects.filter(kept_at=None, delete_on__lte=today(at)).order_by("pk").values_list("pk", flat=True)
    deleted = _each(
        due[:MOST_A_NIGHT],
        lambda pk: draft.delete_announced(by=portal, notice_id=pk, at=at),
        "the draft of notice %s was not deleted",
    )
    untold = Q(draft_notice=None) | Q(draft_notice__kept_at__lt=before)
    idle = Application.objects.untouched_since(before).filter(untold).order_by("pk").values_list("pk", flat=True)
    _each(
        idle[:MOST_A_NIGHT],
        lambda pk: draft.announce(by=portal, application_id=pk, untouched_since=before, at=at),
        "nobody was told that draft %s will be deleted",
    )
    return deleted


def delete_withdrawn_drafts(before: datetime) -> int:
    """Delete what was written in drafts that were withdrawn before a moment."""
    portal = User.objects.portal()
    ids = Application.objects.taken_back_unsent(before).order_by("pk").values_list("pk", flat=True)[:MOST_A_NIGHT]
    return _each(
        ids, lambda pk: draft.delete_taken_back(by=portal, application_id=pk), "withdrawn draft %s was not deleted"
    )


def delete_removed_files(before: datetime) -> int:
    """Delete files that were removed before a moment and that no submission names."""
    number = 0
    for attachment in Attachment.objects.filter(removed_at__lt=before).iterator(chunk_size=500):
        sent = attachment.application.submissions.values_list("content__attachments", flat=True)
        named = {file["id"] for files in sent for file in files or ()}
        if str(attachment.public_id) not in named:
            with transaction.atomic():
                number += draft.delete_files([attachment])
    return number


def delete_mails(before: datetime) -> int:
    """Delete the rows of mails that went out, or failed for good, before a moment."""
    over = Notification.objects.exclude(state=Notification.State.WAITING).filter(created_at__lt=before)
    number = delete_all(over)
    empty = Digest.objects.exclude(state=Digest.State.WAITING).filter(created_at__lt=before, notifications=None)
    return number + delete_all(empty)


def delete_invitations(before: datetime) -> int:
    """Delete invitations that were over before a moment."""
    over = Q(accepted_at__lt=before) | Q(withdrawn_at__lt=before) | Q(expires_at__lt=before)
    return delete_all(Invitation.objects.filter(over))
