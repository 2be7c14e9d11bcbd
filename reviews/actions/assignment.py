"""Give a case to an officer, declare a conflict of interest, and lift one that was declared by mistake."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.conditions import OFFICER_HAS_ROLE, OFFICER_IS_FREE, Try
from applications.models import Application
from applications.problems import NotAllowed, NotReady, refuse_unless
from applications.workflow import locked, perform, record, require
from registries.models import Role
from registries.roles import has_role
from reviews.models import ConflictOfInterest


@transaction.atomic
def assign(
    *, by, application_id: int, officer, expected_version: int | None = None, at: datetime | None = None
) -> Application:
    """Give a new case to a case officer. An officer who is no coordinator can only take it (docs/requirements.md)."""
    case = locked(application_id, expected_version)
    if officer != by and not has_role(by, case.authority, Role.COORDINATOR):
        raise NotAllowed
    return perform(
        "assign", application_id=application_id, by=by, expected_version=expected_version, at=at, officer=officer
    )


@transaction.atomic
def reassign(*, by, application_id: int, officer, at: datetime | None = None) -> Application:
    """Give an open case to another officer. The stage stays. Raises NotReady with the reasons against the officer."""
    at = at or timezone.now()
    case = locked(application_id)
    require("reassign", by, case)
    attempt = Try(case=case, by=by, at=at, details={"officer": officer})
    reasons = [rule.sentence for rule in (OFFICER_HAS_ROLE, OFFICER_IS_FREE) if rule.refuses(attempt)]
    if not case.can_be_reassigned:
        reasons.append(_("Only an open case that has an officer can be given to another."))
    elif case.officer_id == officer.pk:
        reasons.append(_("The person has the case already."))
    if reasons:
        raise NotReady(reasons)
    case.officer = officer
    record(case, "reassigned", by=by, at=at, officer=officer)
    return case


@transaction.atomic
def declare_conflict(*, by, application_id: int, reason: str, at: datetime | None = None) -> None:
    """Say that one has a conflict of interest, and why: the case is closed to the person from now on.

    A case that is the person's loses its officer; the coordinators are told, and give it to somebody else. Raises
    NotAllowed for whoever has no part in the case, NotReady without a reason.
    """
    at = at or timezone.now()
    case = locked(application_id)
    require("write_on_desk", by, case)
    if not reason.strip():
        raise NotReady([_("Write the reason.")])
    declared = ConflictOfInterest.objects.create(application=case, user=by, declared_at=at)
    case.conflicted_ids.add(by.pk)
    steps_down = case.is_open and case.officer_id == by.pk
    if steps_down:
        case.officer = None
    declared.event = record(case, "conflict_declared", by=by, at=at, reason=reason.strip(), stepped_down=steps_down)
    declared.save(update_fields=["event"])


@transaction.atomic
def lift_conflict(*, by, application_id: int, conflict_id: int, reason: str, at: datetime | None = None) -> None:
    """Take back a conflict of interest that was declared by mistake: the case is open to the person again.

    The history keeps that it was declared, who lifted it, and why. Nobody lifts an own one: the case is closed to
    whoever has declared one. Raises NotAllowed for whoever does not coordinate there, NotReady without a reason, or
    where it is lifted already.
    """
    case = locked(application_id)
    require("lift_conflict", by, case)
    conflict = case.conflicts.filter(pk=conflict_id).first()
    refuse_unless(
        (conflict is not None, _("This conflict of interest is lifted already.")),
        (bool(reason.strip()), _("Write the reason.")),
    )
    person = conflict.user_id
    conflict.delete()
    case.conflicted_ids.discard(person)
    record(case, "conflict_lifted", by=by, at=at, people=[person], reason=reason.strip())
