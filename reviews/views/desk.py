"""The queue: views with their counts, the cases of one, and the chosen case beside it."""

from uuid import UUID

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from applications.models import Application
from applications.permissions import REGISTERING_ROLES
from registries.roles import roles_by_authority
from reviews.actions.saved_view import choice_of
from reviews.queue.cases import page_of
from reviews.queue.choice import Choice, read_choice
from reviews.queue.columns import Teller, lines_of, officer_of
from reviews.queue.controls import chips, columns_offered, controls, heads, officers_found, orders_offered
from reviews.queue.counts import count_views
from reviews.queue.filters import Where
from reviews.queue.options import Options, options_of
from reviews.queue.rows import rows_of
from reviews.queue.views import VIEWS
from reviews.views.access import desk_only
from reviews.workplace import workplace_of


def _chosen(asked: str, lines: list[dict], teller: Teller) -> dict:
    """The case beside the list: the one that the address names, else the first; where to fetch one of another page.

    What the address names may be no case, or none of the person's: then `is_missing`, and the list stands alone.
    """
    try:
        wanted = str(UUID(asked)) if asked else lines[0]["id"] if lines else ""
    except ValueError:
        wanted = ""
    here = next((line for line in lines if line["id"] == wanted), None)
    if here is None:
        is_there = bool(wanted) and Application.objects.on_desk_of(teller.user).filter(public_id=wanted).exists()
        elsewhere = reverse("desk_panel", args=[wanted]) if is_there else ""
        return {"chosen": None, "elsewhere": elsewhere, "is_missing": bool(asked) and not is_there}
    case = here["case"]
    return {"chosen": here | {"tags": [teller.waits(case), teller.due(case)], "officer": officer_of(case)}}


@require_safe
@desk_only
def desk(request):
    """Everything that is chosen stands in the address: see reviews.queue.choice, and `case` for the one beside."""
    user = request.user
    roles = set().union(*roles_by_authority(user).values())
    choice = read_choice(request.GET, roles)
    options = options_of(user, workplace_of(user))
    where = Where(user, options.place)
    page = page_of(choice, where)
    views, saved, count = count_views(choice, page, [(view, choice_of(view, user)) for view in options.saved], where)
    teller = Teller(user, options, choice.columns, is_mine=choice.view.key == "mine")
    lines = lines_of(page.cases, teller)
    asked = request.GET.get("case", "")
    chosen, around = _chosen(asked, lines, teller), _around(choice, options)
    context = {
        "choice": choice,
        "place": options.place,
        "may_register": not roles.isdisjoint(REGISTERING_ROLES),
        "views": views,
        "saved": saved,
        "may_change_saved": any(entry.is_current and entry.saved.can_be_changed_by(user) for entry in saved),
        "count": count,
        "lines": lines,
        "rows": rows_of(lines, around["base"], chosen["chosen"]["id"] if chosen["chosen"] else ""),
        "next_url": choice.but(after=page.after).address() if page.after else "",
        "is_asked": bool(asked),
        **chosen,
        **around,
    }
    response = render(request, "reviews/desk.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _around(choice: Choice, options: Options) -> dict:
    """What stands around the list: filters, heads of columns, and the addresses that lead on."""
    first, more = controls(choice, options)
    return {
        "first_url": choice.but().address() if choice.after else "",
        "base": choice.but(after=choice.after).address(),
        "here": choice.but().address(),
        "view_url": choice.narrowed_not.address(),
        "open_url": choice.but(view=VIEWS["open"]).address(),
        "ended_url": choice.but(view=VIEWS["ended"]).address(),
        "controls": first,
        "more": more,
        "is_more_open": any(control.value for control in more),
        "chips": chips(choice, options),
        "officers_found": officers_found(choice, options),
        "heads": heads(choice),
        "orders": orders_offered(choice),
        "columns": columns_offered(choice, options),
    }
