"""Record the review of a case: the meeting with the lawyer (S16), or the harm assessment (Q8)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import Application, LegalReview
from applications.problems import refuse_unless
from applications.workflow import locked, perform, record, require
from portal.base.clock import today
from registries.models import Role
from registries.roles import has_role
from reviews.actions.meeting_question import raise_questions
from reviews.agenda import standing_item
from reviews.models import AgendaItem


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
    questions: str = "",
    at: datetime | None = None,
) -> LegalReview:
    """Keep when the meeting was, who took part, the assessment and its outcome (S16). Raises NotReady with reasons.

    New `questions` to the applicant wait for the case officer, who passes them on (T4).
    """
    at = at or timezone.now()
    case = locked(application_id)
    require("conclude_legal_review", by, case)
    refuse_unless(
        (not case.has_harm_assessment, _("This procedure has a harm assessment in place of a meeting.")),
        *_rules(case, held_on, decision_maker, assessment, at),
        (has_role(lawyer, case.authority, Role.LAWYER), _("Choose the lawyer.")),
    )
    said = {"held_on": held_on, "decision_maker": decision_maker, "assessment": assessment, "outcome": outcome}
    review = _keep(case, "meeting_recorded", by=by, at=at, lawyer=lawyer, **said)
    if item := standing_item(case):
        item.state, item.review = AgendaItem.State.DONE, review
        item.save(update_fields=["state", "review"])
    if questions.strip():
        raise_questions(case, review, questions, by=by, at=at)
    return review


@transaction.atomic
def record_assessment(
    *,
    by,
    application_id: int,
    held_on: date,
    decision_maker,
    advised_by: str,
    advised_on: date,
    advice: str,
    assessment: str,
    outcome: str,
    at: datetime | None = None,
) -> LegalReview:
    """Keep the harm assessment (Q8): the day, who assessed for the controller, and whose advice in which words.

    Raises NotReady with every reason against it.
    """
    at = at or timezone.now()
    case = locked(application_id)
    require("conclude_legal_review", by, case)
    refuse_unless(
        (case.has_harm_assessment, _("This procedure has a meeting in place of a harm assessment.")),
        *_rules(case, held_on, decision_maker, assessment, at),
        (bool(advised_by.strip()), _("Write who advised.")),
        (bool(advice.strip()), _("Write what the advice says.")),
        (advised_on <= held_on, _("The advice comes before the assessment, or on the same day.")),
    )
    said = {"held_on": held_on, "decision_maker": decision_maker, "assessment": assessment, "outcome": outcome}
    advised = {"advised_by": advised_by.strip(), "advised_on": advised_on, "advice": advice.strip()}
    return _keep(case, "assessment_recorded", by=by, at=at, **said, **advised)


def _keep(case: Application, kind: str, *, by, at: datetime, assessment: str, **said) -> LegalReview:
    """Write the review of a locked case and its event."""
    review = LegalReview.objects.create(
        application=case, recorded_by=by, recorded_at=at, assessment=assessment.strip(), **said
    )
    record(case, kind, by=by, at=at, review=review)
    return review


def _rules(case: Application, held_on: date, decision_maker, assessment: str, at: datetime) -> list[tuple]:
    """What every review has to fulfil."""
    return [
        (held_on <= today(at, case.authority.time_zone), _("The day cannot lie ahead.")),
        (bool(assessment.strip()), _("Write the assessment.")),
        (has_role(decision_maker, case.authority, Role.DECISION_MAKER), _("Choose who decides for the authority.")),
    ]


@transaction.atomic
def conclude(*, by, application_id: int, expected_version: int | None = None, at: datetime | None = None):
    """Go on to the specification, or to the decision where the procedure has no specification."""
    return perform(
        "conclude_legal_review", application_id=application_id, by=by, expected_version=expected_version, at=at
    )
