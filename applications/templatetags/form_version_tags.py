"""Whether the form of a draft has a newer version. `{% load form_version_tags %}`"""

from django import template

from applications.form_versions import Newer, newer_rules, shown_aside
from applications.models import Answers, Application

register = template.Library()


@register.simple_tag
def newer_form(case: Application) -> Newer | None:
    """The rules that are in force now, where a draft was begun with earlier ones."""
    return newer_rules(case)


@register.simple_tag
def laid_aside(case: Application) -> int:
    """How many answers of a draft have no question in its form any more."""
    answers = Answers.objects.filter(application=case).first()
    return len(shown_aside(answers.values)) if answers and case.is_draft else 0
