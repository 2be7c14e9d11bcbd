"""What the pages of the desk ask about a case. `{% load desk_tags %}`"""

from django import template

from applications.models import Application
from portal.base.clock import today

register = template.Library()


@register.simple_tag
def lateness(case: Application) -> str:
    """Says "late" where the authority should have been done, "today" where it is the last day, else ""."""
    day = today(time_zone=case.authority.time_zone)
    if case.deadline_on is None or case.deadline_on > day:
        return ""
    if case.deadline_on == day:
        return "today"
    return "" if case.waits_for_applicant else "late"
