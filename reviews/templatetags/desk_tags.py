"""What the pages of the desk ask about a case. `{% load desk_tags %}`"""

from decimal import Decimal

from django import template
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from applications.models import Application
from applications.permissions import ASSIGNING_ROLES, WORKING_ROLES, stands_in
from portal.base.clock import today
from portal.base.texts import pick
from registries.models import Role
from registries.models.procedure import spoken_name
from registries.roles import authority_ids_of, roles_by_authority
from reviews.agenda import SEEN_BY
from reviews.flags import flags_of

register = template.Library()
register.filter(flags_of)


@register.filter
def stage_name(case: Application, language: str) -> str:
    """The stage of a case that was read with `own_stage_name`, as the queue calls it; `language` is the authority's."""
    return capfirst(spoken_name(case.stage, pick(case.own_stage_name, fallback=language)))


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
def stands_in_at(user, case: Application) -> bool:
    """Whether the person only stands in for the officer of the case, who is away."""
    return stands_in(user, case)


@register.inclusion_tag("reviews/parts/bulk_bar.html", takes_context=True)
def bulk_bar(context, back: str) -> dict:
    """What can be done with the ticked cases of the queue, by the person's roles. `back` is the query of the queue."""
    held = set().union(*roles_by_authority(context["user"]).values())
    ways = [
        ("ask_assign", _("Assign …"), ASSIGNING_ROLES),
        ("ask_flag", _("Flags …"), WORKING_ROLES),
        ("ask_remind", _("Remind …"), WORKING_ROLES),
        ("export", _("Export ticked"), Role.values),
        ("export_view", _("Export the whole view"), Role.values),
    ]
    open_ones = [(deed, label) for deed, label, roles in ways if held.intersection(roles)]
    return {"back": back, "ways": open_ones, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("reviews/parts/desk_people.html", takes_context=True)
def desk_people(context) -> dict:
    """Where the person sees the load of the officers and the agendas, and says when he or she is away.

    The agendas are there for whoever reads them; whether any meeting is held there is known already.
    """
    user = context["user"]
    sees_agenda = context["place"].meets_at(authority_ids_of(user, *SEEN_BY))
    return {
        "sees_agenda": sees_agenda,
        "sees_load": _holds(user, Role.COORDINATOR),
        "is_officer": _holds(user, Role.CASE_OFFICER),
    }


def _holds(user, role: str) -> bool:
    return any(role in roles for roles in roles_by_authority(user).values())


@register.inclusion_tag("reviews/parts/load_bar.html")
def bar_of(value, most) -> dict:
    """A bar as long as the value is of the greatest one."""
    return {"part": int(100 * value / most)}


@register.filter
def plain_number(value: Decimal | None) -> str:
    """A number without zeros that say nothing, as the reader's language writes it: 3.5 rather than 3.50."""
    if value is None:
        return ""
    value = Decimal(value).normalize()
    return number_format(value, decimal_pos=max(-value.as_tuple().exponent, 0), force_grouping=True)
