"""The portal's addresses, and an empty page behind the same middleware, session and base template."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import path

from portal.urls import *  # noqa: F403
from portal.urls import urlpatterns as portals

FLOOR = "/bench/floor/"


@login_required
def floor(request):
    """Nothing but the frame: the bar, its entries and how much waits for the person."""
    return render(request, "base.html")


urlpatterns = [path(FLOOR.lstrip("/"), floor), *portals]
