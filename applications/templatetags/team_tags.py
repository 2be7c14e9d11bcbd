"""Who else is in a form, for its pages. `{% load team_tags %}`"""

from django import template

from applications.actions.presence import others_in
from applications.models import Application
from portal.accounts.models import User

register = template.Library()


@register.simple_tag(takes_context=True)
def others_here(context, case: Application) -> dict[str, str]:
    """{key of a section: the names of the others who have it open now}."""
    names: dict[str, list[str]] = {}
    for one in others_in(case, context["request"].user):
        names.setdefault(one.section, []).append(str(one.user))
    return {section: ", ".join(found) for section, found in names.items()}


@register.filter
def at(found: dict[str, str], section: str) -> str:
    """The names in one section; "" where nobody is."""
    return found.get(section, "")


@register.simple_tag
def person(pk: int | None) -> str:
    """The name of a person by id, as a version that was saved names its writer; "" where nobody is named."""
    return str(User.objects.filter(pk=pk).first() or "") if pk else ""
