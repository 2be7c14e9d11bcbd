"""The queue: views with their counts, the cases of one, and the chosen case beside it."""

from uuid import UUID

from django.shortcuts import render
from django.views.decorators.http import require_safe

from applications.models import Application
from applications.permissions import REGISTERING_ROLES
from registries.roles import roles_by_authority
from reviews.queue import count_views, page_of, read_choice, registries_of, with_row_facts
from reviews.views.access import desk_only
from reviews.workplace import workplace_of


def _chosen(user, asked: str, rows: list[Application]) -> Application | None:
    """The case that the address names, on this page of the queue or not; else the first one."""
    try:
        wanted = UUID(asked)
    except ValueError:
        return rows[0] if rows else None
    here = next((row for row in rows if row.public_id == wanted), None)
    return here or with_row_facts(Application.objects.on_desk_of(user)).filter(public_id=wanted).first()


@require_safe
@desk_only
def desk(request):
    """`?view=&q=&stage=&registry=&case=`: everything that is chosen stands in the address."""
    user = request.user
    roles = set().union(*roles_by_authority(user).values())
    choice = read_choice(request.GET, roles)
    rows, next_after = page_of(user, choice)
    place = workplace_of(user)
    views, count = count_views(user, choice, place)
    asked = request.GET.get("case", "")
    context = {
        "choice": choice,
        "may_register": not roles.isdisjoint(REGISTERING_ROLES),
        "views": views,
        "count": count,
        "rows": rows,
        "next_url": choice.address(after=next_after) if next_after else "",
        "first_url": choice.address() if choice.after else "",
        "chosen": _chosen(user, asked, rows),
        "is_asked": bool(asked),
        "base": choice.address(after=choice.after),
        "stages": place.choices(),
        "registries": registries_of(user),
        "open_url": choice.address(view="open"),
        "ended_url": choice.address(view="ended"),
        "view_url": choice.address(q="", stage="", registry=""),
    }
    response = render(request, "reviews/desk.html", context)
    response["Cache-Control"] = "no-store"
    return response
