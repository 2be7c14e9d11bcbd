"""The first page: what the portal is for, and which authorities can be applied to."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from registries.models import Authority
from registries.presenting import present


@require_safe
def home(request):
    """Whoever is signed in goes on to the own start page; `?public=1` shows the public one anyway."""
    if request.user.is_authenticated and "public" not in request.GET:
        return redirect("start")
    return render(request, "registries/home.html", {"presented": present(Authority.objects.all())})
