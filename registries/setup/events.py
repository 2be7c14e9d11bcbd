"""The log of the configuration: who changed what, and when. Rows are never changed or deleted."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registries.models import Authority, SetupEvent

# What the log calls each kind of event. A kind without words here is shown as it is written.
KINDS = {
    "authority_changed": _("Details of the authority changed"),
    "registry_added": _("Registry added"),
    "registry_changed": _("Registry changed"),
    "registry_closed": _("Registry closed"),
    "registry_opened": _("Registry opened again"),
    "variable_changed": _("Variable changed"),
    "variables_imported": _("Variables read from a file"),
    "fees_added": _("Fee schedule added"),
    "fees_changed": _("Fee schedule changed"),
    "fees_removed": _("Fee schedule removed"),
    "role_given": _("Role given"),
    "role_taken": _("Role taken back"),
    "notice_added": _("Notice added"),
    "notice_changed": _("Notice changed"),
    "notice_removed": _("Notice removed"),
    "reference_added": _("Legal reference added"),
    "reference_changed": _("Legal reference changed"),
    "reference_removed": _("Legal reference removed"),
    "letter_written": _("Letter written"),
    "letter_changed": _("Letter changed"),
    "letter_removed": _("Own letter removed: the portal's letter holds again"),
    "institution_added": _("Approved institution added"),
    "institution_changed": _("Approved institution changed"),
    "institution_removed": _("Approved institution removed"),
    "mail_sent_again": _("Failed mail sent again"),
    "form_begun": _("New version of a form begun"),
    "form_changed": _("Draft of a form changed"),
    "form_discarded": _("Draft of a form discarded"),
    "form_proposed": _("Form proposed for publishing"),
    "form_proposal_withdrawn": _("Proposal to publish a form withdrawn"),
    "form_published": _("Form published"),
}

# What the authority's page shows: after such a change it says that it was updated today (T11).
ON_THE_PAGE = ("authority_", "registry_", "fees_", "notice_", "reference_", "form_published")


def note(authority: Authority, kind: str, *, by, subject="", at: datetime | None = None, **details) -> SetupEvent:
    """Write one change of an authority's configuration, in the transaction in which it is made.

    `kind` is a key of KINDS, `subject` what it was done to as people call it; `details` is what JSON can hold. People
    stand in `details` by their id, never by name: `person=user.pk`.
    """
    if kind.startswith(ON_THE_PAGE):
        Authority.objects.filter(pk=authority.pk).update(updated_on=authority.today(at))
    return SetupEvent.objects.create(
        authority=authority, kind=kind, by=by, subject=str(subject)[:200], details=details, at=at or timezone.now()
    )
