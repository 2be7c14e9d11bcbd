"""Where the setup begins: the authorities that the person configures, and the parts of one of them."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from registries.setup.access import setup_home_view, setup_view


@require_safe
@setup_home_view
def setup_home(request, authorities):
    """Every authority that the person configures; whoever configures one goes on to it."""
    if len(authorities) == 1:
        return redirect("setup_authority", authorities[0].slug)
    return render(request, "registries/setup/home.html", {"authorities": authorities})


@require_safe
@setup_view
def setup_authority(request, authority):
    """The parts of the setup of one authority, each with what it holds today."""
    return render(request, "registries/setup/authority.html", {"authority": authority})
