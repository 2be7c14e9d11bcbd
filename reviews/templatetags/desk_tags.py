"""What the pages of the desk ask about a case. `{% load desk_tags %}`"""

from decimal import Decimal

from django import template
from django.utils.formats import number_format

from applications.models import Application
from portal.base.clock import today

register = template.Library()


@register.simple_tag
def lateness(case: Application) -> str:
    """Says "late" where the authority should have been done, "today" where it is the last day, else ""."""
    day = today(time_zone=case.authority.time_zone)
    if case.deadline_on == day:
        return "today"
    return "late" if case.is_late_on(day) else ""


@register.simple_tag
def owes_notice(case: Application) -> bool:
    """Whether the applicant should be told now that the decision is delayed (FL § 11)."""
    return case.owes_notice_on(today(time_zone=case.authority.time_zone))


@register.filter
def plain_number(value: Decimal | None) -> str:
    """A number without zeros that say nothing, as the reader's language writes it: 3.5 rather than 3.50."""
    if value is None:
        return ""
    value = Decimal(value).normalize()
    return number_format(value, decimal_pos=max(-value.as_tuple().exponent, 0), force_grouping=True)
