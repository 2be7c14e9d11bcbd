"""A page of the form says that it is open, and gets to know who else is there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from applications.actions import presence
from applications.models import Application
from applications.views.access import case_view
from applications.views.form import section_of
from applications.views.refusals import refusals_on


def _nothing(request: HttpRequest, case: Application, status: int = 409, **kwargs) -> HttpResponse:
    return HttpResponse(status=status)


@require_POST
@case_view
@refusals_on(_nothing)
def presence_tell(request: HttpRequest, case: Application, section: str) -> HttpResponse:
    """Say that the person has a section open; the answer is where the others are."""
    presence.enter(by=request.user, case=case, section=section_of(case, section).key)
    context = {"case": case, "section": section, "swap": True}
    return render(request, "applications/form/presence.html", context)
