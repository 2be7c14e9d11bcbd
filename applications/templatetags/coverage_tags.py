"""What the approvals cover of a draft, on any page of it. `{% load coverage_tags %}`"""

from django import template
from django.urls import reverse

from applications.case_coverage import approvals_question, coverage_of_draft
from applications.completeness import Whole, read_whole
from applications.linkage import plan_of
from applications.models import Application

register = template.Library()


@register.inclusion_tag("applications/coverage_block.html", takes_context=True)
def coverage_block(context, case: Application, whole: Whole | None = None) -> dict:
    """Each variable of a draft against each sort of approval; `whole` where the page has read the draft already."""
    whole = whole or read_whole(case)
    question = approvals_question(case)
    in_form = question is not None and whole.is_visible(question)
    found = coverage_of_draft(whole)
    is_lacking = found.variables and not (found.sorts or in_form)
    may_add = is_lacking and context["request"].user.has_perm("applications.edit_project", case.project)
    add_url = reverse("approval_new", args=[case.project.public_id]) if may_add else ""
    return {"coverage": found, "in_form": in_form, "add_url": add_url}


@register.inclusion_tag("applications/project_review.html", takes_context=True)
def project_review(context, case: Application, whole: Whole | None = None) -> dict:
    """What goes out with a draft beside its answers: what the approvals cover, and the project's linkage plan."""
    return coverage_block(context, case, whole) | {"case": case, "plan": plan_of(case.project)}
