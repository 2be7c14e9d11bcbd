"""A form goes from its draft to the applicants: one administrator proposes it, a second one publishes it."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.templatetags.portal_tags import longdate
from registries.loading.checking import draft_problems, read_draft
from registries.loading.versions import write_version
from registries.models import FormDraft, FormVersion
from registries.setup.access import require_administrator
from registries.setup.drafted import newest_day
from registries.setup.events import note
from registries.setup.problems import Refused, Stale, refuse_unless

NOT_PROPOSED = gettext_lazy(
    "Nobody proposes this form for publishing now, so nothing was published. The draft is as it was. Propose it first."
)
DISCARDED = gettext_lazy("This draft was discarded. Nothing was changed. Begin a new version.")
SECOND_PERSON = gettext_lazy(
    "You proposed this form yourself, so nothing was published. The proposal stands. Ask another administrator of the "
    "authority to look at it and publish it."
)
CHANGED_SINCE = gettext_lazy(
    "The draft was changed after it was proposed, so nothing was published. The changes are kept. Withdraw the "
    "proposal, and propose the form as it is now."
)


class AlreadyPublished(Refused):
    """Somebody was faster: the form is published, and stays as it is."""

    def __init__(self, draft: FormDraft):
        said = {
            "person": draft.published_by.get_full_name(),
            "version": draft.version_name,
            "day": longdate(draft.valid_from),
        }
        super().__init__(
            [
                _(
                    "%(person)s has already published “%(version)s”, to hold from %(day)s. Nothing was done twice, and "
                    "what is published stays as it is. Begin a new version to change it further."
                )
                % said
            ]
        )


def locked_draft(by, draft_id: int, expected_version: int | None = None) -> FormDraft:
    """The draft, locked until the transaction ends. Raises NotAllowed, AlreadyPublished, Refused (discarded), Stale."""
    draft = FormDraft.objects.select_for_update(of=("self",)).select_related("authority").get(pk=draft_id)
    require_administrator(by, draft.authority)
    if draft.published_at:
        raise AlreadyPublished(draft)
    refuse_unless((draft.discarded_at is None, DISCARDED))
    if expected_version is not None and expected_version != draft.version:
        raise Stale(draft)
    return draft


@transaction.atomic
def propose(
    *,
    by,
    draft_id: int,
    valid_from: date,
    version_name: str = "",
    expected_version: int | None = None,
    at: datetime | None = None,
) -> FormDraft:
    """Propose that a draft holds from a date, and under a name where one is given. A second person publishes it.

    Raises NotAllowed, AlreadyPublished, Stale, or Refused with every reason: faults, a date that is too early, a name
    that another version has, a proposal that stands already.
    """
    draft = locked_draft(by, draft_id, expected_version)
    draft.version_name = version_name.strip() or draft.version_name
    reasons = [*_standing(draft), *_too_early(draft, valid_from, at), *_same_name(draft)]
    if faults := draft_problems(draft):
        reasons.append(_faulty(len(faults)))
    if reasons:
        raise Refused(reasons)
    draft.valid_from, draft.proposed_by, draft.proposed_at = valid_from, by, at or timezone.now()
    draft.version += 1
    draft.save()
    note(draft.authority, "form_proposed", by=by, at=at, subject=draft, **_details(draft))
    return draft


@transaction.atomic
def withdraw_proposal(*, by, draft_id: int, because: str = "", at: datetime | None = None) -> FormDraft:
    """Take a proposal back, one's own or somebody else's. The draft can be changed again.

    Raises NotAllowed, AlreadyPublished, or Refused where nothing is proposed.
    """
    draft = locked_draft(by, draft_id)
    sentence = _("Nobody proposes this form for publishing now. The draft is as it was, and can be changed.")
    refuse_unless((draft.proposed_at, sentence))
    said = _details(draft) | {"proposed_by": draft.proposed_by_id, "because": because.strip()[:500]}
    draft.proposed_by = draft.proposed_at = None
    draft.version += 1
    draft.save()
    note(draft.authority, "form_proposal_withdrawn", by=by, at=at, subject=draft, **said)
    return draft


@transaction.atomic
def publish(*, by, draft_id: int, expected_version: int | None = None, at: datetime | None = None) -> FormVersion:
    """Publish what somebody else has proposed: the form holds from its date on, with its procedure.

    Cases that were begun before keep what they were begun with. Raises NotAllowed, AlreadyPublished (two pressed at
    once), Stale, or Refused with every reason; nothing is published then.
    """
    at = at or timezone.now()
    draft = locked_draft(by, draft_id, expected_version)
    refuse_unless((draft.proposed_at, NOT_PROPOSED))
    refuse_unless(
        (draft.proposed_by_id != by.pk, SECOND_PERSON), (draft.changed_at <= draft.proposed_at, CHANGED_SINCE)
    )
    if reasons := [*_too_early(draft, draft.valid_from, at), *_same_name(draft)]:
        raise Refused(reasons)
    form = _write(draft)
    draft.published_by, draft.published_at = by, at
    draft.version += 1
    draft.save()
    said = _details(draft) | {"proposed_by": draft.proposed_by_id, "form": form.pk}
    note(draft.authority, "form_published", by=by, at=at, subject=draft, **said)
    return form


def _write(draft: FormDraft) -> FormVersion:
    """Store the form, and its procedure where it has one. Raises Refused for what is wrong with them."""
    versions = read_draft(draft)
    if versions.problems:
        raise Refused([_faulty(len(versions.problems))])
    if versions.procedure:
        write_version(versions.procedure, versions.stages)
    return write_version(versions.form, versions.rules)


def _details(draft: FormDraft) -> dict:
    return {"draft": str(draft.public_id), "valid_from": draft.valid_from.isoformat()}


def _standing(draft: FormDraft) -> list[str]:
    if draft.proposed_at is None:
        return []
    sentence = _(
        "This form is proposed already, to hold from %(day)s. That proposal stands. Withdraw it to propose another day."
    )
    return [sentence % {"day": longdate(draft.valid_from)}]


def _too_early(draft: FormDraft, day: date, at: datetime | None) -> list[str]:
    """Why a form cannot hold from a day: cases may have been begun on it, or another version begins then or later."""
    if day <= draft.authority.today(at):
        return [
            _(
                "%(day)s is not after today, and cases may have been begun by then. Nothing was changed. Choose "
                "tomorrow or a later day."
            )
            % {"day": longdate(day)}
        ]
    newest = newest_day(draft)
    if newest and day <= newest:
        return [
            _(
                "Another version holds from %(newest)s, and what is published stays. Nothing was changed. Choose a day "
                "after that."
            )
            % {"newest": longdate(newest)}
        ]
    return []


def _same_name(draft: FormDraft) -> list[str]:
    group = draft.authority.form_versions.filter(kind=draft.kind, registry_slug=draft.registry_slug)
    if not group.filter(version=draft.version_name).exists():
        return []
    sentence = _(
        "A version of this form is called “%(name)s” already. Nothing was changed. Give this one another name, so that "
        "people can tell them apart."
    )
    return [sentence % {"name": draft.version_name}]


def _faulty(number: int) -> str:
    sentence = _(
        "The form has faults (%(number)s), so it cannot go to the applicants. The draft is kept. Mend what the list of "
        "faults names."
    )
    return sentence % {"number": number}
