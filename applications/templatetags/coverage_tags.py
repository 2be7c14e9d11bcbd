"""What the approvals cover of a draft, on any page of it. `{% load coverage_tags %}`"""

from django import template

from applications.case_coverage import approvals_question, coverage_of_draft
from applications.completeness import Whole, read_whole
from applications.linkage import plan_of
from applications.models import Application

register = template.Library()


@register.inclusion_tag("applications/coverage_block.html")
def coverage_block(case: Application, whole: Whole | None = None) -> dict:
    """Each variable of a draft against each sort of approval; `whole` where the page has read the draft already."""
    whole = whole or read_whole(case)
    question = approvals_question(case)
    return {"coverage": coverage_of_draft(whole), "in_form": question is not None and whole.is_visible(question)}


@register.inclusion_tag("applications/project_review.html")
def project_review(case: Application, whole: Whole | None = None) -> dict:
    """What goes out with a draft beside its answers: what the approvals cover, and the project's linkage plan."""
    return coverage_block(case, whole) | {"case": case, "plan": plan_of(case.project)}
