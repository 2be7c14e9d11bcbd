"""The linkage plan on any page, for applicants and for officers. `{% load linkage_tags %}`"""

from django import template
from django.utils.translation import get_language

from applications.linkage import draw
from registries.kinds.dates import written_date

register = template.Library()


@register.inclusion_tag("applications/linkage_drawing.html")
def linkage_plan(plan: dict) -> dict:
    """The picture of a plan (applications.linkage.plan_of, or as a submission keeps it), with the same in a table."""
    until = plan["key_kept_until"]
    return {"plan": plan, "drawing": draw(plan), "key_until": written_date(until, get_language()) if until else ""}
