"""Record the meeting with the lawyer."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import LegalReview
from applications.problems import refuse_unless
from applications.workflow import locked, perform, record, require
from portal.base.clock import today
from registries.models import Role
from registries.roles import has_role


@transaction.atomic
def record_meeting(
    *,
    by,
    application_id: int,
    held_on: date,
    decision_maker,
    lawyer,
    assessment: str,
    outcome: str,
    at: datetime | None = None,
) -> LegalReview:
    """Keep when the meeting was, who took part, the assessment and its outcome (S16). Raises NotReady with reasons."""
    at = at or timezone.now()
    case = locked(application_id)
    require("conclude_legal_review", by, case)
    refuse_unless(
        (case.in_legal_review, _("The case is not in legal review now.")),
        (held_on <= today(at, case.authority.time_zone), _("The meeting cannot lie ahead.")),
        (bool(assessment.strip()), _("Write the assessment.")),
        (has_role(decision_maker, case.authority, Role.DECISION_MAKER), _("Choose the deciding manager.")),
        (has_role(lawyer, case.authority, Role.LAWYER), _("Choose the lawyer.")),
    )
    review = LegalReview.objects.create(
        application=case,
        held_on=held_on,
        decision_maker=decision_maker,
        lawyer=lawyer,
        assessment=assessment.strip(),
        outcome=outcome,
        recorded_by=by,
        recorded_at=at,
    )
    record(case, "meeting_recorded", by=by, at=at, review=review)
    return review


@transaction.atomic
def conclude(*, by, application_id: int, expected_version: int | None = None, at: datetime | None = None):
    """Go on to the specification, or to the decision where the procedure has no specification."""
    return perform(
        "conclude_legal_review", application_id=application_id, by=by, expected_version=expected_version, at=at
    )
