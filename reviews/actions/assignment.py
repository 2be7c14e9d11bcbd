"""Give a case to an officer, declare a conflict of interest, and lift one that does not hold."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import ties
from applications.conditions import OFFICER_HAS_ROLE, OFFICER_IS_FREE, OFFICER_IS_OUTSIDE, Try
from applications.models import Application
from applications.problems import NotAllowed, NotReady, refuse_unless
from applications.workflow import locked, perform, record, require
from portal.accounts.institutions import key_of
from registries.models import Role
from registries.roles import has_role
from reviews.models import ConflictOfInterest, LiftedTie


@transaction.atomic
def assign(
    *, by, application_id: int, officer, expected_version: int | None = None, at: datetime | None = None
) -> Application:
    """Give a new case to a case officer. An officer who is no coordinator can only take it (docs/requirements.md)."""
    case = locked(application_id, expected_version)
    if officer != by and not has_role(by, case.authority, Role.COORDINATOR):
        raise NotAllowed
    _refuse_tied(case, officer)
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
    rules = (OFFICER_HAS_ROLE, OFFICER_IS_OUTSIDE, OFFICER_IS_FREE)
    reasons = [rule.sentence for rule in rules if rule.refuses(attempt)]
    if not case.can_be_reassigned:
        reasons.append(_("Only an open case that has an officer can be given to another."))
    elif case.officer_id == officer.pk:
        reasons.append(_("The person has the case already."))
    if reasons:
        raise NotReady(reasons)
    _refuse_tied(case, officer)
    case.officer = officer
    record(case, "reassigned", by=by, at=at, officer=officer)
    return case


def _refuse_tied(case: Application, officer) -> None:
    """Raise NotReady for an officer with a tie that no night has found yet: institutions may just have changed."""
    tie = None if officer.pk in case.conflicted_ids else ties.tie_of(officer, case)
    if tie is not None:
        words = {"institution": tie.institution}
        raise NotReady([_("This person belongs to an institution of the project: %(institution)s.") % words])


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
    """Take back a conflict of interest that was declared by mistake, or found and of no matter: the case is open again.

    The history keeps that there was one, who lifted it, and why; what was found and lifted is not found again. That
    somebody is or was in the team is no row, and cannot be lifted. Nobody lifts an own one: the case is closed to
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
    if conflict.is_found:
        LiftedTie.objects.create(application=case, user_id=person, institution=key_of(conflict.institution))
    conflict.delete()
    case.conflicted_ids.discard(person)
    kind = "tie_lifted" if conflict.is_found else "conflict_lifted"
    record(case, kind, by=by, at=at, people=[person], reason=reason.strip())
