"""The load of the case officers, for whoever gives cases to them."""

from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.http import require_safe

from registries.models import Role
from registries.roles import authorities_of
from reviews.load import load_of
from reviews.views.access import desk_only


@require_safe
@desk_only
def load_page(request):
    """Open cases, hours left, nearest deadline and absence of every case officer where the person coordinates."""
    authorities = list(authorities_of(request.user, Role.COORDINATOR))
    if not authorities:
        raise PermissionDenied
    loads = load_of(authorities)
    most = {
        "cases": max((load.cases for load in loads), default=0) or 1,
        "hours": max((load.hours for load in loads), default=Decimal(0)) or Decimal(1),
    }
    groups = [(place, [load for load in loads if load.authority == place]) for place in authorities]
    return render(request, "reviews/load.html", {"groups": groups, "most": most, "several": len(authorities) > 1})
