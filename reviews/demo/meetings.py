"""A legal meeting ahead at every demo authority that has a lawyer, with the cases that are up for review."""

from datetime import datetime

from applications.models import Application
from portal.base.clock import add_working_days
from registries.models import Authority, Membership, Role
from reviews.actions.agenda import plan_meeting, put_on
from reviews.agenda import standing_item, up_for_review, with_meetings
from reviews.models import LegalMeeting

DAYS_AHEAD = 2


def plan_meetings(at: datetime) -> None:
    """Plan one where none lies ahead, and put on its agenda what stands on none."""
    for authority in with_meetings(Authority.objects.filter(memberships__role=Role.LAWYER).distinct()):
        meeting = LegalMeeting.objects.filter(authority=authority).ahead().first() or _planned(authority, at)
        for case in up_for_review(Application.objects.filter(authority=authority)):
            if standing_item(case) is None:
                put_on(by=case.officer, application_id=case.pk, meeting=meeting, at=at)


def _planned(authority: Authority, at: datetime) -> LegalMeeting:
    lawyer, manager = (
        Membership.objects.filter(authority=authority, role=role).select_related("user").first().user
        for role in (Role.LAWYER, Role.DECISION_MAKER)
    )
    day = add_working_days(authority.today(at), DAYS_AHEAD, authority.country)
    people = {"decision_maker": manager, "lawyer": lawyer}
    return plan_meeting(by=lawyer, authority=authority, held_on=day, place="10:00", at=at, **people)
