"""The other cases of a project, for the officers of one of them: as much as the applicants consent to, and no more."""

from dataclasses import dataclass
from datetime import date, datetime

from applications.models import Application, Sharing
from reviews.templatetags.desk_tags import lateness


@dataclass(frozen=True)
class Contact:
    """Whom an officer of another authority can ask."""

    name: str
    email: str
    telephone: str = ""


@dataclass(frozen=True)
class Elsewhere:
    """What may be told of a case at another authority: never its number, its answers or its letters."""

    receiver: str
    stage: str
    sent_at: datetime
    stage_since: datetime | None
    deadline_on: date | None
    is_late: bool
    contact: Contact | None


def cases_elsewhere(case: Application) -> list[Elsewhere] | None:
    """The other sent cases of the project, the first one that was sent first; None without the applicants' consent."""
    sharing = case.project.sharing
    if sharing == Sharing.NOTHING:
        return None
    others = Application.objects.filter(project=case.project_id).exclude(pk=case.pk).exclude(case_number="")
    found = others.select_related("authority", "procedure", "officer").prefetch_related(
        "procedure__stages", "registries"
    )
    return [_told(other, with_contact=sharing == Sharing.CONTACT) for other in found.order_by("submitted_at")]


def _told(case: Application, *, with_contact: bool) -> Elsewhere:
    case.procedure.authority = case.authority
    return Elsewhere(
        receiver=case.receiver_name,
        stage=case.stage_name,
        sent_at=case.submitted_at,
        stage_since=case.stage_since,
        deadline_on=case.deadline_on if case.is_open else None,
        is_late=case.is_open and lateness(case) == "late",
        contact=_contact(case) if with_contact else None,
    )


def _contact(case: Application) -> Contact:
    """The case officer; the authority itself while the case has none."""
    officer = case.officer
    if officer is None:
        return Contact(case.authority.short_name, case.authority.email)
    return Contact(officer.name, officer.email, officer.telephone)
