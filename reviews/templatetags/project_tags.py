"""What an officer sees of a case's project. `{% load project_tags %}`"""

from django import template

from applications.models import Application
from reviews.project_cases import cases_elsewhere

register = template.Library()


@register.inclusion_tag("reviews/parts/project_cases.html")
def project_cases(case: Application) -> dict:
    """The project's cases at other authorities, as far as the applicants consent."""
    found = cases_elsewhere(case)
    return {"cases": found, "is_shared": found is not None, "with_contact": any(one.contact for one in found or [])}
