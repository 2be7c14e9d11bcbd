"""What the applicant owes after a delivery: set, attested, reminded of (Q13, Q14)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Duty
from applications.problems import refuse_unless
from applications.workflow import locked, record, require
from portal.accounts.models import User
from portal.base.clock import add_months, today

DEFAULT_REMIND_DAYS = 30


def set_duties(case: Application, *, by, at: datetime) -> list[Duty]:
    """Set the duties of the procedure in a locked case whose delivery is complete; one that is set stays as it is."""
    known = set(case.duties.values_list("key", flat=True))
    return [_set(case, row, by=by, at=at) for row in case.procedure.duties if row["key"] not in known]


def _set(case: Application, row: dict, *, by, at: datetime) -> Duty:
    """One duty. It is due no earlier than the day on which it is set, and nobody is reminded before that day."""
    day = today(at, case.authority.time_zone)
    due_on = max(_counted(case, row, day), day)
    remind_on = due_on - timedelta(days=row.get("remind_days", DEFAULT_REMIND_DAYS))
    duty = Duty.objects.create(
        application=case,
        key=row["key"],
        title=row["title"],
        text=row.get("text") or {},
        statement=row["statement"],
        due_on=due_on,
        remind_on=max(remind_on, day),
    )
    record(case, "duty_set", by=by, at=at, duty=duty, key=duty.key, until=due_on)
    return duty


def _counted(case: Application, row: dict, day: date) -> date:
    """The months of a duty on from the end of the project, where it goes by that and the form told it; else from `day`.

    An end from which the calendar does not reach so far ("until further notice", as 9999-12-31) is none.
    """
    end = (case.sent_facts.get("duration") or {}).get("to") if row["after"] == "project_end" else None
    try:
        return add_months(date.fromisoformat(end or ""), row["months"])
    except ValueError:
        return add_months(day, row["months"])


@transaction.atomic
def attest(*, by, duty: Duty, is_stated: bool, note: str = "", at: datetime | None = None) -> Duty:
    """Attest that a duty is done; `is_stated`: its sentence was ticked. Raises NotReady with the reasons against it."""
    at = at or timezone.now()
    case = locked(duty.application_id)
    require("write_as_applicant", by, case)
    duty = case.duties.get(pk=duty.pk)  # as it stands under the lock
    refuse_unless(
        (duty.is_open, _("This is attested already.")),
        (is_stated, _("Tick the sentence to attest it. Nothing is sent yet.")),
    )
    duty.attested_at, duty.attested_by, duty.note = at, by, note.strip()
    duty.save(update_fields=["attested_at", "attested_by", "note"])
    record(case, "duty_attested", by=by, at=at, duty=duty, key=duty.key)
    return duty


@transaction.atomic
def follow_up(*, by: User, duty_id: int, at: datetime | None = None) -> str:
    """Remind of a duty once its day for that has come, and tell once that it is late; what was told is not told again.

    `by` is the portal itself. Gives back the kind of event that was written, "" for none.
    """
    at = at or timezone.now()
    case = locked(Duty.objects.values_list("application_id", flat=True).get(pk=duty_id))
    duty = case.duties.get(pk=duty_id)
    day = today(at, case.authority.time_zone)
    if duty.is_late_on(day) and duty.overdue_told_at is None:
        return _tell(case, duty, "duty_overdue", "overdue_told_at", by=by, at=at)
    if duty.is_open and duty.remind_on <= day <= duty.due_on and duty.reminded_at is None:
        return _tell(case, duty, "duty_reminded", "reminded_at", by=by, at=at)
    return ""


def _tell(case: Application, duty: Duty, kind: str, told_at: str, *, by: User, at: datetime) -> str:
    setattr(duty, told_at, at)
    duty.save(update_fields=[told_at])
    record(case, kind, by=by, at=at, duty=duty, key=duty.key, until=duty.due_on)
    return kind
