"""Everything that waits for a person, and where each person starts."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from applications.views.access import private
from registries.roles import is_registry_holder
from reviews.agenda import meetings_waiting_for
from reviews.todo import enquiries_for, listed, proposals_for
from reviews.views.access import works_here


@require_safe
@login_required
def todo(request):
    """What waits for this person, as an applicant and at the desk."""
    words = {
        "heaps": listed(request.user),
        "meetings": meetings_waiting_for(request.user).select_related("authority"),
        "enquiries": enquiries_for(request.user),
        "proposals": list(proposals_for(request.user).select_related("authority", "proposed_by")),
        "works_here": works_here(request.user),
    }
    return private(render(request, "reviews/todo.html", words))


@require_safe
@login_required
def start(request):
    """People at a desk start there, registry holders with the questions to them, everybody else with own projects."""
    if works_here(request.user):
        return redirect("desk")
    return redirect("enquiry_list" if is_registry_holder(request.user) else "project_list")
