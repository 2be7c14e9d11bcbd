"""What mails and pages say of a case. `{% load case_tags %}`"""

from django import template
from django.utils.text import capfirst

from applications.models import Application, Duty

register = template.Library()


@register.filter
def stage(case: Application, key: str) -> str:
    """What the case's own procedure calls a stage, in the reader's language, as it begins a line."""
    return capfirst(case.procedure.stage_name(key))


@register.simple_tag
def duty_text(duty: Duty, part: str) -> str:
    """The title, text or statement of a duty, in the reader's language."""
    return duty.application.authority.text(getattr(duty, part))


@register.filter
def has_run_out(case: Application) -> bool:
    """Whether the day by which somebody should have been done with the present stage has passed, at the authority."""
    day = case.deadline_on if case.is_open else None
    return day is not None and day < case.authority.today()


@register.filter
def is_late(duty: Duty) -> bool:
    """Whether a duty should have been attested before today, at its authority."""
    return duty.is_late_on(duty.application.authority.today())
